"""Which set of rules is meant: a folder, a version kept in the store, or the set in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App
from intake_daemon.commands.rules import rules_folder
from intake_daemon.errors import ConfigError

if TYPE_CHECKING:
    from rules import RuleSet, Sides

IN_FORCE = "in-force"

trial_option = click.option(
    "--rules",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The edited rules; left out: the configured folder as its files stand now.",
)


@dataclass(frozen=True)
class NamedSet:
    """A set of rules as it was named, its files not yet read as rules."""

    name: str
    texts: Mapping[str, str]

    def load(self) -> "RuleSet":
        """The rules.

        Raises:
            ConfigError: they have mistakes, as a version of long ago may have for the program of today.
        """
        from rules import load_texts

        try:
            return load_texts(self.texts)
        except ConfigError as error:
            raise ConfigError(
                f"{self.name}: {error}\n`--text` compares the files as they are written"
            ) from error


def named_set(app: App, name: str) -> NamedSet:
    """Find a set of rules by what the caller calls it.

    Args:
        name: a folder, the first letters of a version, or in-force.

    Raises:
        ConfigError: a file of the folder cannot be read, or there is no database to look versions up in.
        UsageError: there is no such folder, and no such version is kept, or several are.
    """
    if Path(name).is_dir():
        return _folder(Path(name))
    if name != IN_FORCE:
        return _kept(app, name)
    return _in_force(app) or _folder(rules_folder(app, None))


def _folder(folder: Path) -> NamedSet:
    from rules import read_texts
    from rules.problems import render_all

    texts, problems = read_texts(folder)
    if problems:
        raise ConfigError(render_all(problems))
    return NamedSet(str(folder), texts)


def _kept(app: App, beginning: str) -> NamedSet:
    from intake_daemon.pipeline.refusal import RefusedError
    from intake_daemon.pipeline.rule_sets.loading import files_of, version_named
    from intake_daemon.store.database import reading

    if app.config_if_given() is None:
        raise click.UsageError(f"{beginning} is no folder, and without a configuration no version is kept")
    with reading(app.store) as session:
        try:
            version = version_named(session, beginning)
        except RefusedError as error:
            raise click.UsageError(f"{beginning} is no folder, and {error}") from error
        return NamedSet(f"version {version[:12]}", files_of(session, version))


def _in_force(app: App) -> NamedSet | None:
    """The set that decides, as the store has it; None where there is no daemon yet that decides anything."""
    from intake_daemon.store.database import reading
    from intake_daemon.store.rule_changes import in_force

    if app.config_if_given() is None:
        return None
    with reading(app.store) as session:
        row = in_force(session)
        return NamedSet("the set in force", row.files) if row else None


def sides_of(app: App, folder: Path | None) -> "Sides":
    """The rules in force beside those on trial: of the folder given, else of the configured one as it is now.

    Raises:
        ConfigError: either cannot be loaded.
    """
    from rules import Sides

    on_trial = _folder(rules_folder(app, folder)).load()
    return Sides(named_set(app, IN_FORCE).load(), on_trial)
