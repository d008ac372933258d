"""The order of thought: what the message wants, whether it is here already, what is in doubt, the rules.

`judge` is a pure function: no file, no network, no clock (`Case.today` is given). The same case and
the same rules give the same verdict, findings in the order of rule ids.
"""

from collections.abc import Iterator

from intake_daemon.model import (
    Case,
    Decision,
    Earlier,
    Effect,
    Finding,
    Intent,
    Kind,
    Outcome,
    Relation,
    State,
    Verdict,
)
from rules.conditions.standings import Standing
from rules.judging import verdicts
from rules.judging.facts import Facts
from rules.judging.weigh import Result, finding, weigh
from rules.names import in_catalogue_order, ordinal, title
from rules.ruleset import Rule, RuleSet
from rules.schema import Then

DECISIONS = {
    Then.ROUTE: Decision.ROUTE,
    Then.ANSWER: Decision.ANSWER,
    Then.ATTACH: Decision.ATTACH,
    Then.IGNORE: Decision.IGNORE,
    Then.REVIEW: Decision.REVIEW,
}
ANSWERED_BY_THE_REQUEST = {Intent.RECORDS_REQUEST, Intent.STATUS_INQUIRY, Intent.OTHER}
WORDS = {
    Intent.OTHER: "it is not clear what the message wants",
    Intent.SPAM: "the message looks like junk",
}
STRICTEST = Kind.THIRD_PARTY_AUTHORIZATION
UNSURE_KIND = "the kind of request is not sure"
LAST = 9  #: after every given priority
_EITHER = {
    "authorization.recipient.name": "authorization.recipient.organization",
    "authorization.recipient.organization": "authorization.recipient.name",
}


def judge(rules: RuleSet, case: Case) -> Verdict:
    """Say what shall be done with one request, and why."""
    facts = Facts(rules, case)
    return by_intent(facts) or by_match(facts) or _by_content(facts)


def by_intent(facts: Facts) -> Verdict | None:
    """Rules that settle the case at once; the most urgent wins, whatever the order in the files."""
    rules = facts.worth_weighing(lambda plan: plan.deciding)
    weighed = [(rule, weigh(rule, facts).result) for rule in rules]
    applying = [rule for rule, result in weighed if result is Result.APPLIES]
    if applying:
        return _settle(min(applying, key=urgency), facts)
    unclear = [rule.text.title for rule, result in weighed if result is Result.UNSURE]
    left = _unhandled(facts.case)
    if unclear or left:
        return verdicts.reviewed(facts, (), (*left, *unclear))
    return None


def urgency(rule: Rule) -> tuple[int, str]:
    """Which of several rules that apply comes first: the most urgent, then the first by its name."""
    return rule.text.priority or LAST, rule.id


def _settle(rule: Rule, facts: Facts) -> Verdict:
    decision, match = DECISIONS[rule.text.then], facts.case.match
    verdict = verdicts.routed(rule.text, decision, facts, _lacking(facts, decision))
    if verdict.decision is Decision.REVIEW and match and match.outcome is Outcome.REVIEW:
        return verdict.model_copy(update={"reasons": (*verdict.reasons, *match.because)})
    return verdict


def _lacking(facts: Facts, decision: Decision) -> tuple[Finding, ...]:
    """What a message that goes to people does not carry though such a message should."""
    if decision is not Decision.ROUTE:
        return ()
    wanted = dict.fromkeys((facts.case.intent, *facts.case.intents))
    rules = {rule.id: rule for intent in wanted for rule in facts.rules.packets.get(intent, ())}
    made = (finding(rule, facts) for _, rule in sorted(rules.items()))
    return tuple(found for found in made if found)


def _unhandled(case: Case) -> tuple[str, ...]:
    """What the message wants that no rule took up: never drop it, whatever the rules folder says."""
    wanted = {case.intent, *case.intents}
    if Intent.RECORDS_REQUEST in wanted:
        wanted -= ANSWERED_BY_THE_REQUEST
    return tuple(WORDS.get(intent, f"the message is a {_plain(intent)}") for intent in sorted(wanted))


def _plain(word: str) -> str:
    return word.replace("_", " ")


def by_match(facts: Facts) -> Verdict | None:
    """A request that is here already is attached; a second ask after the limit is never swallowed."""
    match = facts.case.match
    if match is None or match.outcome is Outcome.NEW:
        return None
    closed = _closed(facts.case.earlier)
    if match.outcome is Outcome.REVIEW:
        if match.of is None:
            return None  # new; whose patient it is does not hold it up
        return _resembles(facts, ("may be a request we already have", *closed, *match.because))
    if closed and match.relation in (Relation.RESEND, Relation.REPEAT):
        return _resembles(facts, ("asks again for what we had before", *closed))
    if match.relation is Relation.REPEAT:
        return _repeat(facts)
    in_the_way = (*facts.case.doubts, *_unread(facts.case))
    if in_the_way or match.of is None:
        return verdicts.reviewed(facts, (), ("seems to be a request we already have", *in_the_way))
    return _attach(facts)


def _resembles(facts: Facts, reasons: tuple[str, ...]) -> Verdict:
    """A person says whether two requests are one."""
    verdict = verdicts.reviewed(facts, (), reasons)
    return verdict.model_copy(update={"next_step": facts.rules.policy.next_steps.resembles})


def _closed(earlier: Earlier | None) -> tuple[str, ...]:
    """What became of the earlier request, when it is closed."""
    if earlier is None or earlier.closed_on is None:
        return ()
    by = f" by {earlier.closed_by}" if earlier.closed_by else ""
    if earlier.closed_as == "fulfilled":
        return (f"{earlier.reference} was answered on {earlier.closed_on}{by}",)
    return (f"{earlier.reference} was closed on {earlier.closed_on}{by}: {_plain(earlier.closed_as or '')}",)


def _repeat(facts: Facts) -> Verdict:
    """Asked again while the first is still open: somebody waits too long; now, and to the top."""
    again = "asked again: the first request is still open past the limit"
    verdict = verdicts.reviewed(facts, (), (again, *_so_far(facts.case.earlier)))
    policy = facts.rules.policy
    now = verdicts.at_hour(facts.case.today, policy)
    return verdict.model_copy(
        update={"priority": 1, "escalate_at": now, "next_step": policy.next_steps.repeat}
    )


def _so_far(earlier: Earlier | None) -> tuple[str, ...]:
    if earlier is None:
        return ()
    return (
        f"asked for the {ordinal(earlier.times)} time since {earlier.asked_on}, first as {earlier.reference}",
    )


def _attach(facts: Facts) -> Verdict:
    policy, match = facts.rules.policy, facts.case.match
    because = match.because if match else ()
    return Verdict(
        decision=Decision.ATTACH,
        reasons=("this request is here already", *because),
        queue=facts.kind.queue,
        priority=facts.kind.priority,
        next_step=policy.next_steps.attach,
        template=policy.already_here_template,
    )


def _by_content(facts: Facts) -> Verdict:
    """Doubts and rules: a person if anything is unclear, a question if something is surely missing.

    What is merely held waits for a person only when nothing is left to ask: then the whole can be looked at.
    """
    found = findings(facts)
    stops = [f.why for f in found if f.effect is Effect.REVIEW]
    asking = tuple(f for f in found if f.effect is Effect.ASK)
    held = tuple(dict.fromkeys(f.why for f in found if f.effect is Effect.HOLD))
    reasons = tuple(dict.fromkeys((*doubts(facts), *doubts_of_asking(facts, len(asking)), *stops)))
    if reasons:
        return verdicts.reviewed(facts, found, (*reasons, *held, *(f.why for f in asking)))
    if asking:
        return verdicts.asked(facts, found, _asks(facts, asking))
    if held:
        return verdicts.reviewed(facts, found, held)
    return verdicts.cleared(facts, found)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """What the rules find, in the order of their ids."""
    rules = facts.worth_weighing(lambda plan: plan.finding)
    made = (finding(rule, facts) for rule in rules)
    return tuple(found for found in made if found is not None)


def _asks(facts: Facts, asking: tuple[Finding, ...]) -> tuple[str, ...]:
    rules = (facts.rules.rule(found.rule) for found in asking)
    return in_catalogue_order({name for rule in rules if rule for name in rule.text.asked()})


def doubts_of_asking(facts: Facts, items: int) -> Iterator[str]:
    """What makes us not ask, though it would be no reason not to enqueue.

    What meets the strictest kind's requirements meets those of any other kind; but of what does not,
    another kind may not need the missing item at all.
    """
    policy, case = facts.rules.policy, facts.case
    if items and case.kind is STRICTEST and case.kind_confidence < policy.confidence.kind_above:
        yield UNSURE_KIND
    if items > policy.clarification.most_items:
        yield "so much seems to be missing that the reading is in doubt"


def doubts(facts: Facts) -> Iterator[str]:
    """Reasons to have a person look that do not hang on any rule."""
    case, confidence = facts.case, facts.rules.policy.confidence
    yield from case.doubts
    yield from _unread(case)
    if case.kind is Kind.OTHER:
        yield "it is not clear what kind of request this is"
    elif case.kind_confidence < confidence.kind_above and case.kind is not STRICTEST:
        yield UNSURE_KIND
    for name in facts.rules.policy.key_fields:
        if facts.standing(name) is Standing.UNSURE and not _covered(facts, name):
            yield f"The {title(name)} could not be read for sure."


def _covered(facts: Facts, name: str) -> bool:
    """Whether it does no harm that a field may be empty: the recipient is a person, an organization, or both."""
    other = _EITHER.get(name)
    return (
        other is not None and facts.state(name) is State.ABSENT and facts.standing(other) is Standing.PRESENT
    )


def _unread(case: Case) -> tuple[str, ...]:
    kinds = dict.fromkeys(case.problems)
    return tuple(f"a part of the document could not be read: {_plain(kind)}" for kind in kinds)
