"""Does a rule make sense as a whole? Each check gives the key at fault and a sentence."""

from collections.abc import Iterator

from rules.policy import Policy
from rules.problems import closest
from rules.schema import CHECKED, LAYING_DOWN, RuleText, Then

Fault = tuple[str, str, str | None]  #: key, sentence, suggestion

AT_ONCE = (*LAYING_DOWN, Then.REVIEW, Then.ROUTE, Then.ANSWER, Then.ATTACH, Then.IGNORE)
WHY = "begin why with 'House policy', or cite the law: 45 CFR 164.508(c)(1)(iv), a U.S.C. or state code section."


def faults_of(rule: RuleText, policy: Policy | None) -> Iterator[Fault]:
    """Everything wrong with a rule whose single values are right."""
    if rule.authority is None:
        yield "why", WHY, None
    yield from _shape(rule)
    yield from _examples(rule)
    if policy is not None and rule.queue is not None and rule.queue not in policy.queues:
        message = f"policy.yaml has no queue {rule.queue}."
        yield "queue", message, closest(rule.queue, policy.queues)


def _shape(rule: RuleText) -> Iterator[Fault]:
    given = [key for key in ("require", "check", "forbid") if getattr(rule, key)]
    if len(given) > 1:
        yield given[1], f"a rule checks one thing: it has {' and '.join(given)}.", None
    elif given:
        yield from _shape_of_check(rule, given[0])
    else:
        yield from _shape_of_effect(rule)


def _shape_of_check(rule: RuleText, kind: str) -> Iterator[Fault]:
    if rule.then not in CHECKED:
        yield "then", f"a rule with {kind} leads to ask, review, hold or note.", None
    if kind != "require" and rule.field is None:
        yield kind, "say with field: which field the finding is about.", None
    if kind != "require" and rule.problem is None:
        yield kind, "say with problem: one sentence for people when this goes wrong.", None
    if kind == "require" and rule.field is not None:
        yield "field", "require names its field itself.", None
    if rule.ask and rule.then is not Then.ASK:
        yield "ask", "ask goes with then: ask.", None


def _shape_of_effect(rule: RuleText) -> Iterator[Fault]:
    if rule.then not in AT_ONCE:
        yield "then", f"{rule.then.value} needs something to check: require, check or forbid.", None
    if rule.when is None and not rule.kinds:
        yield "then", "a rule that takes effect at once needs when or kinds.", None
    if rule.then is Then.PRIORITY and rule.priority is None:
        yield "then", "priority needs a priority, 1 (first) to 5.", None
    if rule.then is Then.CLOCK and rule.clock is None:
        yield "then", "clock needs a clock, such as {days: 15, counted: business}.", None
    if rule.then is Then.ROUTE and rule.queue is None:
        yield "then", "route needs a queue.", None
    if rule.then is Then.ANSWER and rule.template is None:
        yield "then", "answer needs a template.", None


def _examples(rule: RuleText) -> Iterator[Fault]:
    shown = rule.examples
    if rule.finds and not (shown.passes and shown.fails):
        yield "examples", "give at least one pass and one fail example.", None
    if rule.finds and (shown.applies or shown.leaves):
        yield "examples", "applies and leaves are for rules without require, check or forbid.", None
    if not rule.finds and not (shown.applies and shown.leaves):
        yield "examples", "give at least one applies and one leaves example.", None
    if not rule.finds and (shown.passes or shown.fails or shown.unsure):
        yield "examples", "pass, fail and unsure are for rules with require, check or forbid.", None
