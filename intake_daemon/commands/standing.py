"""A word about the rules where people look every day: refused, or waiting for a second person."""

from contextlib import suppress

import click

from intake_daemon.commands.app import App
from intake_daemon.errors import ConfigError, TransientError


def say_standing(app: App) -> None:
    """Print on standard error what is not as it should be with the rules; nothing when all is well."""
    from intake_daemon.pipeline.rule_sets.standing import standing_of
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        found = standing_of(session, app.config)
    for one in found:
        click.secho(f"rules: {one}", fg="yellow", err=True)


def say_standing_where_known(app: App) -> None:
    """The same for a command that needs neither a configuration nor a database."""
    if app.config_if_given() is None:
        return
    with suppress(ConfigError, TransientError):
        say_standing(app)
