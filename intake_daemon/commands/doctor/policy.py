"""Rules and message texts."""

from collections.abc import Iterator

import rules
from intake_daemon.commands.doctor.result import Result, fail, ok
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from outbox.render import Templates

RULES, TEXTS = "rules", "message texts"


def check_rules(config: Config) -> Iterator[Result]:
    """They load, and their examples come out as they say."""
    folder = config.rules or rules.SHIPPED
    try:
        loaded = rules.load(folder)
    except ConfigError as error:
        yield fail(
            RULES,
            f"{folder}: {error}",
            f"correct them; `intake-daemon rules check --rules {folder}` shows all",
        )
        return
    failures = rules.run_examples(loaded)
    if failures:
        first = f"{failures[0].file}, {failures[0].rule}"
        yield fail(
            RULES,
            f"{len(failures)} example(s) come out otherwise, first in {first}",
            "`intake-daemon rules test`",
        )
    else:
        yield ok(RULES, f"{len(loaded.rules)} rules, version {loaded.version[:12]}, every example holds")


def check_texts(config: Config) -> Iterator[Result]:
    """Every text can be written in every language."""
    try:
        templates = Templates.load(config.templates)
    except ConfigError as error:
        yield fail(TEXTS, str(error), "correct the file named, or remove it to have the shipped text")
    else:
        yield ok(TEXTS, f"complete in {', '.join(templates.languages)}")
