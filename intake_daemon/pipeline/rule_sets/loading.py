"""Loading a set of rules from the store, where it is kept as it was written."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

import rules
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.rule_sets.checking import Checked
from intake_daemon.pipeline.rule_sets.folder import rules_folder
from intake_daemon.store.rule_changes import RuleChangeRow, in_force, latest, versions_like
from rules.difference import compare
from rules.difference_text import summary

SHORTEST = 4  #: letters of a version that are taken for it


def load_in_force(session: Session) -> rules.RuleSet | None:
    """The set of rules in force; None before the first one came into force.

    Raises:
        ConfigError: this version of the program cannot load it.
    """
    row = in_force(session)
    return load_stored(row.version, row.files) if row else None


def rules_that_count(session: Session, config: Config) -> rules.RuleSet:
    """The set in force, for who only looks; before the first one, the folder that would come into force.

    Raises:
        ConfigError: it cannot be loaded.
    """
    return load_in_force(session) or rules.load(rules_folder(config))


def what_changed(current: RuleChangeRow | None, checked: Checked) -> str:
    """What a set says otherwise than the one in force, counted; "" when there is nothing to compare."""
    if current is None or checked.rule_set is None or current.version == checked.snapshot.version:
        return ""
    try:
        before = load_stored(current.version, current.files)
    except ConfigError:  # written for another version of the program
        return ""
    return summary(compare(before, checked.rule_set))


def load_stored(version: str, files: Mapping[str, str]) -> rules.RuleSet:
    """A set of rules from its stored files, under the version it was stored by.

    Raises:
        ConfigError: this version of the program cannot load it.
    """
    try:
        loaded = rules.load_texts(files)
    except ConfigError as error:
        words = "the stored set of rules cannot be loaded by this version of the program"
        raise ConfigError(f"rules {version[:12]}: {words}:\n{error}") from error
    return replace(loaded, version=version)


def files_of(session: Session, version: str) -> dict[str, str]:
    """The files of a version that ever decided or was put forward.

    Raises:
        KeyError: none such is stored.
    """
    change = latest(session, version)
    if change is None:
        raise KeyError(version)
    return change.files


def version_named(session: Session, beginning: str) -> str:
    """The one version that begins so.

    Raises:
        RefusedError: none does, or several do, or too little was given to tell.
    """
    wanted = beginning.strip().lower()
    found = versions_like(session, wanted) if len(wanted) >= SHORTEST else []
    if len(found) == 1:
        return found[0]
    fix = "`intake-daemon rules history` lists them"
    if found:
        raise RefusedError(f"{len(found)} versions begin with {wanted}; give more of it: {fix}")
    raise RefusedError(
        f"there is no version {wanted or '(nothing)'}; {fix}, of which {SHORTEST} letters will do"
    )
