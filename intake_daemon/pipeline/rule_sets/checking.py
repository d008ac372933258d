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
    """

    snapshot: Snapshot
    problems: tuple[str, ...]
    rule_set: rules.RuleSet | None


def check(snapshot: Snapshot) -> Checked:
    """Check everything of a set of rules."""
    problems = (*snapshot.unread, *rules.check_texts(snapshot.texts))
    if problems:
        return Checked(snapshot, tuple(problem.render() for problem in problems), None)
    loaded = rules.load_texts(snapshot.texts)
    failures = (*_failed_examples(loaded), *_unknown_templates(loaded))
    return Checked(snapshot, failures, None if failures else loaded)


def load_message_texts(config: Config) -> tuple[Templates | None, tuple[str, ...]]:
    """The message texts on disk, or None and every mistake in them."""
    try:
        return Templates.load(config.templates), ()
    except ConfigError as error:
        return None, tuple(str(error).splitlines())


def _failed_examples(loaded: rules.RuleSet) -> tuple[str, ...]:
    return tuple(
        f"{one.file}: {one.rule}: example {one.expected} {one.number} comes out otherwise: {one.got}"
        for one in rules.run_examples(loaded)
    )


def _unknown_templates(loaded: rules.RuleSet) -> tuple[str, ...]:
    known = {str(situation) for situation in Situation}
    lacking = sorted(loaded.templates - known)
    return tuple(
        f"the template {name} is called for, and there is none; there are: {', '.join(sorted(known))}"
        for name in lacking
    )
