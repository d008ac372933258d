"""Rules and message texts."""

from collections.abc import Iterator

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.pipeline.rule_sets.checking import Checked, check, load_message_texts
from intake_daemon.pipeline.rule_sets.folder import rules_folder, snapshot_of
from intake_daemon.pipeline.rule_sets.loading import load_in_force
from intake_daemon.pipeline.rule_sets.standing import Standing, standing_of
from intake_daemon.store.database import reading
from intake_daemon.store.opening import open_existing
from outbox.render import Templates
from rules import RuleSet

RULES, TEXTS = "rules", "message texts"


def check_rules(config: Config) -> Iterator[Result]:
    """Those in force load, and those in the folder have no mistakes and are the same."""
    checked = check(snapshot_of(rules_folder(config)), load_message_texts(config)[0])
    try:
        current, troubles = _in_force(config)
    except ConfigError as error:
        fix = "`intake-daemon rules apply` another version or an edited folder"
        yield fail(RULES, str(error), fix)
        return
    if current is None:
        yield _first(config, checked)
        yield from _warned(config, checked)
        return
    yield ok(RULES, f"{len(current.rules)} rules in force, version {current.version[:12]}")
    for trouble in troubles:
        yield warn(RULES, trouble.words, trouble.fix)
    if checked.snapshot.version != current.version:
        yield from _differs(config, checked, bool(troubles))
    yield from _warned(config, checked)


def _in_force(config: Config) -> tuple[RuleSet | None, tuple[Standing, ...]]:
    try:
        engine = open_existing(config.database_url)
    except (ConfigError, TransientError):
        return None, ()  # the check of the database has said so
    try:
        with reading(engine) as session:
            return load_in_force(session), standing_of(session, config)
    finally:
        engine.dispose()


def _first(config: Config, checked: Checked) -> Result:
    """The folder, when nothing was ever in force."""
    if checked.problems:
        return fail(RULES, _mistakes(config, checked), _fix(config))
    number = len(checked.rule_set.rules) if checked.rule_set else 0
    version = checked.snapshot.version[:12]
    return ok(
        RULES, f"{number} rules, version {version}, every example holds; the first start puts them in force"
    )


def _differs(config: Config, checked: Checked, told: bool) -> Iterator[Result]:
    """The folder, when it holds something else than what is in force."""
    if checked.problems:
        yield warn(RULES, _mistakes(config, checked), _fix(config))
    elif not told:
        words = f"{rules_folder(config)} holds {checked.snapshot.version[:12]}, which nobody has taken up yet"
        yield warn(
            RULES, words, "the daemon does when it runs, or: intake-daemon rules apply " + str(config.rules)
        )


def _warned(config: Config, checked: Checked) -> Iterator[Result]:
    """What loads and probably does not do what was meant."""
    if checked.warnings:
        first = checked.warnings[0].splitlines()[0]
        yield warn(RULES, f"{len(checked.warnings)} warning(s), first {first}", _fix(config))


def _mistakes(config: Config, checked: Checked) -> str:
    """All of them, in full."""
    lines = "\n".join(checked.problems)
    return f"{rules_folder(config)}: {len(checked.problems)} mistake(s), so it does not come into force:\n{lines}"


def _fix(config: Config) -> str:
    return f"correct them; `intake-daemon rules check --rules {rules_folder(config)}` shows them again"


def check_texts(config: Config) -> Iterator[Result]:
    """Every text can be written in every language."""
    try:
        templates = Templates.load(config.templates)
    except ConfigError as error:
        yield fail(TEXTS, str(error), "correct the file named, or remove it to have the shipped text")
    else:
        yield ok(TEXTS, f"complete in {', '.join(templates.languages)}")
