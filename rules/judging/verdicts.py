"""Writing a verdict: queue, clock, next step and escalation, the same way for every decision."""

from datetime import UTC, date, datetime, time, timedelta

from intake_daemon.model import Decision, Effect, Finding, Terms, Verdict
from rules.conditions.days import business_days_after, last_business_day_until
from rules.judging.facts import Facts
from rules.judging.terms import terms_of
from rules.judging.weigh import Result, weigh
from rules.names import title
from rules.policy import Escalation, Policy
from rules.schema import RuleText

WAITING = (Decision.ENQUEUE, Decision.CLARIFY, Decision.REVIEW, Decision.ROUTE)


def due_on(facts: Facts) -> date:
    """The day the request is due, counted from receipt, never from reading or from an answer.

    45 CFR 164.524(b)(2) for the patient's own access; the house's target for other kinds. A rule's clock may
    bring it forward (`_sooner`), never put it off.
    """
    return (facts.case.clock_from or facts.case.received_on) + timedelta(days=facts.kind.days())


def settings(facts: Facts) -> tuple[RuleText, ...]:
    """The rules that apply and lay something down, by id."""
    rules = facts.worth_weighing(lambda plan: plan.setting)
    return tuple(rule.text for rule in rules if weigh(rule, facts).result is Result.APPLIES)


def routed(rule: RuleText, decision: Decision, facts: Facts, findings: tuple[Finding, ...] = ()) -> Verdict:
    """The verdict of a rule that settles the case by itself.

    Args:
        findings: what such a message lacks.
    """
    policy = facts.rules.policy
    queue = rule.queue or ("review" if decision is Decision.REVIEW else None)
    moment, to = _escalation(policy, decision, queue, facts)
    return Verdict(
        decision=decision,
        findings=findings,
        reasons=(rule.title,),
        queue=queue,
        priority=rule.priority or 3,
        next_step=rule.next_step or _next_step(policy, decision),
        template=rule.template,
        escalate_at=moment,
        escalate_to=to,
        basis=rule.basis,
        terms=terms_of(facts, (rule, *settings(facts)), findings),
    )


def reviewed(facts: Facts, findings: tuple[Finding, ...], reasons: tuple[str, ...]) -> Verdict:
    """A person must look: why, in which queue, by when."""
    return _weighed(facts, Decision.REVIEW, findings, reasons, _review_queue(facts, findings))


def cleared(facts: Facts, findings: tuple[Finding, ...]) -> Verdict:
    """Complete: into the work queue, with its legal basis."""
    return _weighed(facts, Decision.ENQUEUE, findings, ("complete",), facts.kind.queue)


def asked(facts: Facts, findings: tuple[Finding, ...], asks: tuple[str, ...]) -> Verdict:
    """Something is surely missing: ask for exactly that."""
    reasons = tuple(f"missing: {title(name)}" for name in asks)
    steps = facts.rules.policy.next_steps
    step = steps.clarify
    if not facts.case.requestor_reachable:
        reasons += ("no proven address: the message waits for a person or a letter",)
        step = steps.clarify_unreachable
    verdict = _weighed(facts, Decision.CLARIFY, findings, reasons, facts.kind.queue)
    return verdict.model_copy(update={"template": "clarification", "asks": asks, "next_step": step})


def _weighed(
    facts: Facts, decision: Decision, findings: tuple[Finding, ...], reasons: tuple[str, ...], queue: str
) -> Verdict:
    extra = settings(facts)
    queue = next((rule.queue for rule in extra if rule.queue), queue)
    terms = terms_of(facts, extra, findings)
    due = _sooner(due_on(facts), terms)
    moment, to = _escalation(facts.rules.policy, decision, queue, facts, due)
    return Verdict(
        decision=decision,
        findings=findings,
        reasons=reasons,
        queue=queue,
        priority=min((rule.priority for rule in extra if rule.priority), default=facts.kind.priority),
        due_on=due,
        next_step=_next_step(facts.rules.policy, decision),
        escalate_at=moment,
        escalate_to=to,
        basis=next((rule.basis for rule in extra if rule.basis), None) or _basis(facts),
        terms=terms,
    )


def _sooner(due: date, terms: Terms) -> date:
    """The day on which the first of all clocks ends."""
    return min((due, *(clock.due_on for clock in terms.clocks)))


def _review_queue(facts: Facts, findings: tuple[Finding, ...]) -> str:
    """The queue a failing rule names, else that of the kind of request."""
    for found in findings:
        if found.effect not in (Effect.REVIEW, Effect.HOLD):
            continue
        rule = facts.rules.rule(found.rule)
        if rule and rule.text.queue:
            return rule.text.queue
    return facts.kind.review_queue


def _basis(facts: Facts) -> str:
    return facts.rules.policy.authorization_basis if facts.authorization_needed else facts.kind.basis


def _next_step(policy: Policy, decision: Decision) -> str:
    return policy.next_steps.of(decision.value)


def _escalation(
    policy: Policy, decision: Decision, queue: str | None, facts: Facts, due: date | None = None
) -> tuple[datetime | None, str | None]:
    """When and whom to tell that nothing moved; (None, None) when nothing is waiting."""
    if decision not in WAITING:
        return None, None
    step = policy.escalation.of(decision.value)
    owner = policy.queues.get(queue) if queue else None
    sooner = owner.escalate_after_business_days if owner else None
    day = _day(step, facts, due or due_on(facts)) if sooner is None else _business_day(sooner, facts)
    told = owner.escalate_to if owner and owner.escalate_to else step.to
    return at_hour(day, policy), told


def at_hour(day: date, policy: Policy) -> datetime:
    """The moment of a day at which people are told."""
    return datetime.combine(day, time(policy.escalation.hour), tzinfo=UTC)


def _day(step: Escalation, facts: Facts, due: date) -> date:
    if step.before_due_days is None:
        return _business_day(step.after_business_days or 0, facts)
    early = due - timedelta(days=step.before_due_days)
    return max(last_business_day_until(early, facts.rules.policy.holidays), facts.case.today)


def _business_day(count: int, facts: Facts) -> date:
    return business_days_after(facts.case.today, count, facts.rules.policy.holidays)
