"""What commands share: the configuration, opened once and only when a command asks for it."""

import getpass
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from intake_daemon.config import Config
    from intake_daemon.pipeline.services import Services


class App:
    """One call of the command line.

    Args:
        config_path: the configuration file, and whether the caller named it.
    """

    def __init__(self, config_path: Path, *, named: bool) -> None:
        self.config_path = config_path
        self._named = named

    @cached_property
    def config(self) -> "Config":
        """The configuration.

        Raises:
            ConfigError: it is missing or wrong.
        """
        from intake_daemon.config import load

        return load(self.config_path)

    def config_if_given(self) -> "Config | None":
        """The configuration when there is one; a file that was named must be there and right."""
        return self.config if self._named or self.config_path.exists() else None

    @cached_property
    def engine(self) -> "Engine":
        """The database, its tables brought to their newest form."""
        from intake_daemon.assemble import prepare_database

        return prepare_database(self.config)

    @cached_property
    def services(self) -> "Services":
        """Everything a stage needs, closed at the end of the command."""
        from intake_daemon.assemble import assemble, dismantle

        services = assemble(self.config)
        click.get_current_context().call_on_close(lambda: dismantle(services))
        return services

    @property
    def actor(self) -> str:
        """The person at the keyboard, for the audit."""
        return os.environ.get("SUDO_USER") or getpass.getuser()


pass_app = click.make_pass_decorator(App)
