"""Does a rule make sense as a whole? Each check gives the key at fault and a sentence."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rules.files.surroundings import Surroundings
from rules.policy import Policy
from rules.problems import closest
from rules.schema import CHECKED, LAYING_DOWN, Authority, RuleText, Then


class RuleFault(NamedTuple):
    """What is wrong with a rule, and where.

    Args:
        key: the key at fault; dots lead into a block.
        message: one sentence.
        suggestion: the known word that may have been meant.
        warning: the rule works all the same.
    """

    key: str
    message: str
    suggestion: str | None = None
    warning: bool = False


STATES = "states/"  #: below this folder every rule of law says where it was read
FARTHEST = 3650  #: days that a rule may count on
AT_ONCE = (*LAYING_DOWN, Then.REVIEW, Then.ROUTE, Then.ANSWER, Then.ATTACH, Then.IGNORE)
WHY = "begin why with 'House policy', or cite the law: 45 CFR 164.508(c)(1)(iv), a U.S.C. or state code section."
WITHOUT_EFFECT = {
    "template": CHECKED,
    "next_step": CHECKED,
    "priority": CHECKED,
    "basis": CHECKED,
    "unsure": AT_ONCE,
    "unjudged": AT_ONCE,
    "field": AT_ONCE,
    "problem": AT_ONCE,
}  #: keys that change nothing with these effects


def faults_of(rule: RuleText, policy: Policy | None, around: Surroundings, file: str) -> Iterator[RuleFault]:
    """Everything wrong with a rule whose single values are right.

    Args:
        policy: None when it is wrong itself.
        file: path of the file the rule stands in.
    """
    if rule.authority is None:
        yield RuleFault("why", WHY)
    if file.startswith(STATES) and rule.source is None and rule.authority is not Authority.HOUSE:
        yield RuleFault(
            "id", "a rule below states/ says with source: {url: …, read_on: …} where its law was read."
        )
    yield from _shape(rule)
    yield from _examples(rule)
    yield from _terms(rule)
    yield from _without_effect(rule)
    yield from _asked(rule, around)
    if policy is not None and rule.queue is not None and rule.queue not in policy.queues:
        yield RuleFault("queue", *no_queue(rule.queue, policy))
    if rule.template and around.templates is not None and rule.template not in around.templates:
        message = f"there is no message template {rule.template}."
        yield RuleFault("template", message, closest(rule.template, around.templates))


def no_queue(queue: str, policy: Policy) -> tuple[str, str | None]:
    """The sentence about a queue that there is not, and the queue that may have been meant."""
    return f"policy.yaml has no queue {queue}.", closest(queue, policy.queues)


def _shape(rule: RuleText) -> Iterator[RuleFault]:
    given = [key for key in ("require", "check", "forbid") if getattr(rule, key)]
    if len(given) > 1:
        yield RuleFault(given[1], f"a rule checks one thing: it has {' and '.join(given)}.")
    elif given:
        yield from _shape_of_check(rule, given[0])
    else:
        yield from _shape_of_effect(rule)


def _shape_of_check(rule: RuleText, kind: str) -> Iterator[RuleFault]:
    if rule.then not in CHECKED:
        yield RuleFault("then", f"a rule with {kind} leads to ask, review, hold or note.")
    if kind != "require" and rule.field is None:
        yield RuleFault(kind, "say with field: which field the finding is about.")
    if kind != "require" and rule.problem is None:
        yield RuleFault(kind, "say with problem: one sentence for people when this goes wrong.")
    if kind == "require" and rule.field is not None:
        yield RuleFault("field", "require names its field itself.")
    if rule.ask and rule.then is not Then.ASK:
        yield RuleFault("ask", "ask goes with then: ask.")


def _shape_of_effect(rule: RuleText) -> Iterator[RuleFault]:
    if rule.then not in AT_ONCE:
        yield RuleFault("then", f"{rule.then.value} needs something to check: require, check or forbid.")
    if rule.when is None and not rule.kinds:
        yield RuleFault("then", "a rule that takes effect at once needs when or kinds.")
    if rule.then is Then.PRIORITY and rule.priority is None:
        yield RuleFault("then", "priority needs a priority, 1 (first) to 5.")
    if rule.then is Then.CLOCK and rule.clock is None:
        yield RuleFault("then", "clock needs a clock, such as {days: 15, counted: business}.")
    if rule.then is Then.ROUTE and rule.queue is None:
        yield RuleFault("then", "route needs a queue.")
    if rule.then is Then.ANSWER and rule.template is None:
        yield RuleFault("then", "answer needs a template.")


def _examples(rule: RuleText) -> Iterator[RuleFault]:
    shown = rule.examples
    if rule.finds and not (shown.passes and shown.fails):
        yield RuleFault("examples", "give at least one pass and one fail example.")
    if rule.finds and (shown.applies or shown.leaves):
        yield RuleFault("examples", "applies and leaves are for rules without require, check or forbid.")
    if not rule.finds and not (shown.applies and shown.leaves):
        yield RuleFault("examples", "give at least one applies and one leaves example.")
    if not rule.finds and (shown.passes or shown.fails or shown.unsure):
        yield RuleFault("examples", "pass, fail and unsure are for rules with require, check or forbid.")


def _terms(rule: RuleText) -> Iterator[RuleFault]:
    """What a rule lays down for the way of a request."""
    if rule.channels == ():
        yield RuleFault("channels", "no way is left: name at least one of email, fax and letter.")
    if rule.cadence:
        days = (0, *rule.cadence.reminders, rule.cadence.give_up)
        if any(later <= earlier for earlier, later in pairwise(days)):
            message = "the days must rise: every reminder after the one before it, then give_up."
            yield RuleFault("cadence", message)
    for key, count in _counts(rule):
        if count > FARTHEST:
            yield RuleFault(key, f"{count} days are more than ten years; is that meant?")


def _counts(rule: RuleText) -> Iterator[tuple[str, int]]:
    if rule.clock:
        yield "clock.days", rule.clock.days
    if rule.cadence:
        yield "cadence.give_up", rule.cadence.give_up
    yield "follow_up_days", rule.follow_up_days or 0


def _without_effect(rule: RuleText) -> Iterator[RuleFault]:
    for key, effects in WITHOUT_EFFECT.items():
        if key in rule.model_fields_set and rule.then in effects and rule.finds == (effects is CHECKED):
            yield RuleFault(
                key, f"{key} changes nothing with then: {rule.then.value}; take it out.", warning=True
            )
    doubled = [kind.value for kind in dict.fromkeys(rule.kinds) if rule.kinds.count(kind) > 1]
    if doubled:
        yield RuleFault("kinds", f"{', '.join(doubled)} stands here twice.", warning=True)


def _asked(rule: RuleText, around: Surroundings) -> Iterator[RuleFault]:
    """What is asked for needs words in every language that messages are written in."""
    own = rule.wording()
    for language, texts in sorted(around.texts.items()):
        if own and language not in own:
            message = f"there is no text in {language} for what this rule asks for; add {language}: to ask."
            yield RuleFault("ask", message, warning=True)
        if own or rule.then is not Then.ASK:
            continue
        for name in rule.asked():
            if name not in texts:
                message = f"asks.yaml has no text in {language} for {name}; its English title would be sent."
                yield RuleFault("ask" if rule.ask else "then", message, warning=True)
    strange = [language for language in own if around.texts and language not in around.texts]
    for language in strange:
        message = (
            f"no message is written in {language}; there are templates in {', '.join(sorted(around.texts))}."
        )
        yield RuleFault(f"ask.{language}", message, closest(language, around.texts), warning=True)
