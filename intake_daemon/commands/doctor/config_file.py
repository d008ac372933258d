"""The configuration file itself."""

import stat
from collections.abc import Iterator

from intake_daemon.commands.app import App
from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.errors import ConfigError

NAME = "configuration"


def check_config_file(app: App) -> Iterator[Result]:
    """It is there, has no mistakes, and nobody else can change it."""
    try:
        _ = app.config
    except ConfigError as error:
        yield fail(NAME, str(error), "correct the file; docs/configuration.md explains every key")
        return
    mode = app.config_path.stat().st_mode
    if mode & stat.S_IWOTH:
        yield warn(NAME, f"{app.config_path} can be changed by everybody", f"chmod o-w {app.config_path}")
    else:
        yield ok(NAME, f"{app.config_path} has no mistakes")
