"""What several rules lay down for one request, put together: the terms of a verdict."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from intake_daemon.model import ClockDue, Effect, Finding, Terms, Verification
from rules.conditions.days import business_days_after
from rules.judging.facts import Facts
from rules.ruleset import Rule, TermsKey
from rules.schema import Clock, Counted, RuleText

MOST_KEPT = 512  #: a day brings few combinations of rules; the next day brings others


def terms_of(facts: Facts, settings: Sequence[RuleText], findings: Iterable[Finding] = ()) -> Terms:
    """The terms of one case.

    Args:
        settings: the rules that apply and lay something down, by id.
        findings: what other rules found; what those rules lay down holds too.
    """
    rules = (*settings, *(rule.text for rule in _behind(facts, findings)))
    key = TermsKey(tuple(rule.id for rule in rules), _start(facts), facts.case.today)
    kept = facts.rules.terms
    terms = kept.get(key)
    if terms is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        terms = kept[key] = _put_together(rules, facts)
    return terms  # not looked up again: another thread may have made room


def _start(facts: Facts) -> date:
    """The day from which days are counted."""
    return facts.case.clock_from or facts.case.received_on


def _put_together(rules: Sequence[RuleText], facts: Facts) -> Terms:
    clocks = (_clock(rule, rule.clock, facts) for rule in rules if rule.clock)
    return Terms(
        checklist=tuple(dict.fromkeys(step for rule in rules for step in rule.checklist)),
        verify=_verify(rules),
        clocks=tuple(sorted(clocks, key=lambda clock: (clock.due_on, clock.rule))),
        channels=_channels(rules),
        cadence=next((rule.cadence for rule in rules if rule.cadence), None),
        follow_up_on=_follow_up(rules, facts),
        owner=next((rule.owner for rule in rules if rule.owner), None),
        accounting=_accounting(rules),
        words={rule.subject(): rule.wording() for rule in rules if rule.wording()},
    )


def _behind(facts: Facts, findings: Iterable[Finding]) -> tuple[Rule, ...]:
    """The rules whose findings stand, mere notes left out."""
    named = (facts.rules.rule(found.rule) for found in findings if found.effect is not Effect.NOTE)
    return tuple(rule for rule in named if rule)


def _clock(rule: RuleText, clock: Clock, facts: Facts) -> ClockDue:
    return ClockDue(rule=rule.id, due_on=_end(clock, _start(facts), facts), cites=rule.why)


def _end(clock: Clock, start: date, facts: Facts) -> date:
    if clock.counted is Counted.BUSINESS:
        return business_days_after(start, clock.days, facts.rules.policy.holidays)
    return start + timedelta(days=clock.days)


def _verify(rules: Sequence[RuleText]) -> tuple[Verification, ...]:
    """Every item once; of two rules for the same item the first says how."""
    asked: dict[str, Verification] = {}
    for rule in rules:
        for item, how in rule.verify.items():
            asked.setdefault(item, Verification(item=item, how=how, rule=rule.id))
    return tuple(asked.values())


def _channels(rules: Sequence[RuleText]) -> tuple[str, ...] | None:
    """The ways that every rule allows, in the order of the first; None when no rule says anything."""
    allowed = [rule.channels for rule in rules if rule.channels is not None]
    if not allowed:
        return None
    return tuple(way.value for way in allowed[0] if all(way in others for others in allowed))


def _follow_up(rules: Sequence[RuleText], facts: Facts) -> date | None:
    days = min((rule.follow_up_days for rule in rules if rule.follow_up_days), default=None)
    return business_days_after(facts.case.today, days, facts.rules.policy.holidays) if days else None


def _accounting(rules: Sequence[RuleText]) -> bool | None:
    """What rules say of the accounting of disclosures: one that wants it prevails."""
    said = [rule.accounting for rule in rules if rule.accounting is not None]
    return any(said) if said else None
