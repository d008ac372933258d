"""What commands share: the configuration, opened once and only when a command asks for it."""

import getpass
import os
import sys
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

        keep_logs_off_stdout()
        return prepare_database(self.config)

    @cached_property
    def store(self) -> "Engine":
        """The database as it is, for commands that only look; what it lacks is not made.

        Raises:
            ConfigError: there is none yet, or it belongs to another version.
        """
        from intake_daemon.store.opening import open_existing

        engine = open_existing(self.config.database_url)
        click.get_current_context().call_on_close(engine.dispose)
        return engine

    @cached_property
    def services(self) -> "Services":
        """Everything a stage needs, closed at the end of the command."""
        from intake_daemon.assemble import assemble, dismantle

        keep_logs_off_stdout()
        services = assemble(self.config, ready_to_read=False)
        click.get_current_context().call_on_close(lambda: dismantle(services))
        return services

    @property
    def secret(self) -> bytes:
        """The key under which keys of the match index are hashed."""
        from intake_daemon.keys import match_key

        return match_key(self.config.state_dir)

    @property
    def actor(self) -> str:
        """The person at the keyboard, for the audit."""
        return os.environ.get("SUDO_USER") or getpass.getuser()


def keep_logs_off_stdout() -> None:
    """Send warnings to standard error: a command's standard output is its answer, which scripts read."""
    from intake_daemon.logging import set_up_logging

    set_up_logging(json=False, level="WARNING", stream=sys.stderr)


pass_app = click.make_pass_decorator(App)
