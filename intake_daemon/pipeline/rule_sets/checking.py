"""Checking a set of rules whole before it may decide anything: its files, its examples, the texts it calls for."""

from dataclasses import dataclass

import rules
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.rule_sets.folder import Snapshot
from outbox.facts import Situation
from outbox.render import Templates


@dataclass(frozen=True)
class Checked:
    """A set of rules with every mistake in it; without one it is loaded.

    Args:
        snapshot: the files.
        problems: in full, each as `rules check` shows it.
        rule_set: None when there are problems.
        warnings: what loads and probably does not do what was meant, as `rules check` shows it.
    """

    snapshot: Snapshot
    problems: tuple[str, ...]
    rule_set: rules.RuleSet | None
    warnings: tuple[str, ...] = ()


def check(snapshot: Snapshot, templates: Templates | None = None) -> Checked:
    """Check everything of a set of rules: files, examples, the texts it calls for, what it does as a whole."""
    unread = {problem.file for problem in snapshot.unread}
    read = rules.check_texts(snapshot.texts, surroundings(templates))
    found = (*snapshot.unread, *(problem for problem in read if problem.file not in unread))
    problems = tuple(problem.render() for problem in rules.mistakes(found))
    warnings = tuple(problem.render() for problem in found if problem.warning)
    return Checked(snapshot, problems, None if problems else rules.load_texts(snapshot.texts), warnings)


def surroundings(templates: Templates | None) -> rules.Surroundings:
    """What rules may call for.

    Args:
        templates: None when they are wrong themselves; then texts for what is asked for are not looked for.
    """
    known = frozenset(str(situation) for situation in Situation)
    return rules.Surroundings(templates=known, texts=templates.texts if templates else {})


def load_message_texts(config: Config) -> tuple[Templates | None, tuple[str, ...]]:
    """The message texts on disk, or None and every mistake in them."""
    try:
        return Templates.load(config.templates), ()
    except ConfigError as error:
        return None, tuple(str(error).splitlines())
