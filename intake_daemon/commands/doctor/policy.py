"""Rules and message texts."""

from collections.abc import Iterator

import rules
from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.rule_sets.checking import load_message_texts, surroundings
from outbox.render import Templates

RULES, TEXTS = "rules", "message texts"


def check_rules(config: Config) -> Iterator[Result]:
    """They load, their examples come out as they say, and they do together what may be meant."""
    folder = config.rules or rules.SHIPPED
    found = rules.check(folder, surroundings(load_message_texts(config)[0]))
    wrong = rules.mistakes(found)
    show = f"`intake-daemon rules check --rules {folder}` shows all"
    if wrong:
        yield fail(
            RULES, f"{folder}: {len(wrong)} mistake(s), first {_first(wrong)}", f"correct them; {show}"
        )
        return
    loaded = rules.load(folder)
    yield ok(RULES, f"{len(loaded.rules)} rules, version {loaded.version[:12]}, every example holds")
    if found:
        yield warn(RULES, f"{len(found)} warning(s), first {_first(found)}", show)


def _first(found: tuple[rules.RuleProblem, ...]) -> str:
    return found[0].render().splitlines()[0]


def check_texts(config: Config) -> Iterator[Result]:
    """Every text can be written in every language."""
    try:
        templates = Templates.load(config.templates)
    except ConfigError as error:
        yield fail(TEXTS, str(error), "correct the file named, or remove it to have the shipped text")
    else:
        yield ok(TEXTS, f"complete in {', '.join(templates.languages)}")
