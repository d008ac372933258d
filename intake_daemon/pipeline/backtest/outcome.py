"""What two verdicts on one case have not in common, without a word from the paper."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from intake_daemon.model import Decision, Effect, Frozen, Verdict


class Change(StrEnum):
    """How a request would come out otherwise. The first seven say what it comes to now and did not before."""

    CLARIFIED = "newly clarified"
    ENQUEUED = "newly enqueued"
    TO_A_PERSON = "newly to a person"
    ROUTED = "newly routed"
    ANSWERED = "newly answered"
    ATTACHED = "newly attached"
    IGNORED = "newly ignored"
    ASKS = "asked for something else"
    QUEUE = "other queue"
    DUE = "other due day"
    PRIORITY = "other priority"
    TERMS = "other terms"  #: checklist, verification, clocks, channels, reminders, owner, basis, escalation
    FINDINGS = "findings only"


NEWLY = {
    Decision.CLARIFY: Change.CLARIFIED,
    Decision.ENQUEUE: Change.ENQUEUED,
    Decision.REVIEW: Change.TO_A_PERSON,
    Decision.ROUTE: Change.ROUTED,
    Decision.ANSWER: Change.ANSWERED,
    Decision.ATTACH: Change.ATTACHED,
    Decision.IGNORE: Change.IGNORED,
}


class Found(Frozen):
    """One finding by names alone."""

    rule: str
    field: str
    effect: Effect


class Outcome(Frozen):
    """What a verdict comes to.

    Args:
        template: situation of the message that would be written; None: none.
        asks: names of the fields the message asks for.
    """

    decision: Decision
    queue: str | None
    priority: int
    due_on: date | None
    template: str | None
    asks: tuple[str, ...]
    findings: tuple[Found, ...]


def outcome(verdict: Verdict) -> Outcome:
    """A verdict without its sentences, which may name people."""
    return Outcome(
        decision=verdict.decision,
        queue=verdict.queue,
        priority=verdict.priority,
        due_on=verdict.due_on,
        template=verdict.template,
        asks=verdict.asks,
        findings=tuple(Found(rule=one.rule, field=one.field, effect=one.effect) for one in verdict.findings),
    )


def differences(was: Verdict, would: Verdict) -> tuple[Change, ...]:
    """How one verdict differs from another; empty when only sentences differ.

    Another decision is told alone: its queue, its message and the rest follow from it.
    """
    if was == would:
        return ()
    if was.decision is not would.decision:
        return (NEWLY[would.decision],)
    return tuple(_within(was, would)) or _findings(was, would)


def _within(was: Verdict, would: Verdict) -> Iterator[Change]:
    """Differences of two verdicts that decide alike."""
    if (was.template, was.asks) != (would.template, would.asks):
        yield Change.ASKS
    if was.queue != would.queue:
        yield Change.QUEUE
    if was.due_on != would.due_on:
        yield Change.DUE
    if was.priority != would.priority:
        yield Change.PRIORITY
    if _terms(was) != _terms(would):
        yield Change.TERMS


def _terms(verdict: Verdict) -> tuple[object, ...]:
    clocks = tuple((clock.rule, clock.due_on) for clock in verdict.terms.clocks)
    laid_down = verdict.terms.model_copy(update={"clocks": ()})
    return (laid_down, clocks, verdict.basis, verdict.escalate_at, verdict.escalate_to)


def _findings(was: Verdict, would: Verdict) -> tuple[Change, ...]:
    same = outcome(was).findings == outcome(would).findings
    return () if same else (Change.FINDINGS,)
