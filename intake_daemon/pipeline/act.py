"""Acting on a verdict: the request's new standing, exceptions, messages and audit rows, in one transaction."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Relation
from intake_daemon.pipeline.decisions import let_stand
from intake_daemon.pipeline.due_days import forget_due_days
from intake_daemon.pipeline.exceptions import open_exception, resolve_exceptions
from intake_daemon.pipeline.extension import extended
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.overtaken import drop_overtaken
from intake_daemon.pipeline.read import pack
from intake_daemon.pipeline.referral_opening import follow_referral
from intake_daemon.pipeline.rhythm import cadence_of, is_reminder, wait_for
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import note_terms
from intake_daemon.pipeline.ways import hold_what_may_not_go, waiting_extensions
from intake_daemon.pipeline.wording import Letter
from intake_daemon.pipeline.write import write
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageState
from intake_daemon.store.queries_requests import open_asks
from intake_daemon.store.requests import DecisionRow, FindingRow, RequestRow, Status
from outbox.facts import Situation

#: What the exceptions of held messages say; releasing or cancelling the message resolves them.
WAITS_TO_BE_SENT = "waits to be sent"
NOT_UNDER_WAY = (MessageState.PARKED, MessageState.UNKNOWN, MessageState.CANCELLED)


def act(session: Session, services: Services, matter: Matter) -> None:
    """Do what the verdict says. An earlier decision on the same request is superseded, never overwritten."""
    resolve_exceptions(session, services, matter.request, "decided again")
    forget_due_days(session, matter.request)
    drop_overtaken(session, matter)
    _record_decision(session, services, matter)
    _set_standing(session, matter)
    _look_after_letters(session, services, matter)
    _ACTIONS[matter.verdict.decision](session, services, matter)


def _record_decision(session: Session, services: Services, matter: Matter) -> None:
    verdict, request = matter.verdict, matter.request
    row = DecisionRow(
        request_id=request.id,
        arrival_id=matter.arrival.id,
        run=matter.arrival.run,
        decided_at=services.clock(),
        decision=verdict.decision,
        reasons=list(verdict.reasons),
        match=matter.match.model_dump(mode="json") if matter.match else None,
        rule_set=services.policy.rules.version,
        case=pack(matter.case),
        terms=verdict.terms.model_dump(mode="json", exclude_defaults=True),
    )
    let_stand(session, row)
    session.add_all(
        FindingRow(decision_id=row.id, **finding.model_dump(mode="json")) for finding in verdict.findings
    )
    _audit(session, matter, "request.decided", decision_detail(matter, row))


def decision_detail(matter: Matter, row: DecisionRow) -> audit.Detail:
    """What the audit keeps of a decision: by reference, without a value from the paper."""
    return {
        "decision": row.decision,
        "decision_id": row.id,
        "rule_set": row.rule_set[:12],
        "rules": sorted({finding.rule for finding in matter.verdict.findings}),
        "match": f"{matter.match.relation} {matter.match.of or ''}".strip() if matter.match else None,
        "kind": matter.request.kind,
    }


def _set_standing(session: Session, matter: Matter) -> None:
    request, verdict = matter.request, matter.verdict
    request.decision = verdict.decision
    request.status = Status.IN_PROGRESS if request.owner else Status.NEW
    request.queue, request.priority = verdict.queue, verdict.priority
    request.due_on = extended(session, request, verdict.due_on, verdict.terms)
    note_terms(request, verdict.terms)
    request.next_step, request.basis = verdict.next_step, verdict.basis
    request.next_at = verdict.escalate_at
    request.attached_to = None
    request.closed_at = request.closure_reason = request.closure_proof = None


def _look_after_letters(session: Session, services: Services, matter: Matter) -> None:
    """Stop what may not leave on its way any more, and keep before people what waits for them as it did before."""
    stopped = hold_what_may_not_go(session, matter.request, matter.verdict.terms)
    for message in {*stopped, *waiting_extensions(session, matter.request)}:
        open_exception(session, services, matter, (f"a message {WAITS_TO_BE_SENT}: {message.reason}",))


def _enqueue(session: Session, services: Services, matter: Matter) -> None:
    detail: audit.Detail = {
        "queue": matter.request.queue,
        "due_on": str(matter.request.due_on),
        "priority": matter.request.priority,
    }
    _audit(session, matter, "request.enqueued", detail)


def _clarify(session: Session, services: Services, matter: Matter) -> None:
    request, verdict = matter.request, matter.verdict
    request.status = Status.PENDING_CLARIFICATION
    cadence = cadence_of(services.policy.rules.policy, verdict.terms)
    wait = wait_for(cadence, 1)
    request.next_at = services.clock() + wait
    letter = Letter(
        situation=Situation(verdict.template or Situation.CLARIFICATION),
        asks=verdict.asks,
        next_update_on=services.local_day(request.next_at) if is_reminder(cadence, 1) else None,
    )
    written = write(session, services, request, matter.arrival, matter.envelope, matter.standing, letter)
    if matter.answered and not written.new:
        open_exception(session, services, matter, ("what came back does not bring what was asked for",))
    elif written.row.state == MessageState.HELD:
        open_exception(session, services, matter, (f"a question {WAITS_TO_BE_SENT}: {written.row.reason}",))
    elif written.row.state in NOT_UNDER_WAY:
        open_exception(
            session, services, matter, (f"our question did not go out: it is {written.row.state}",)
        )
    services.schedule.remind(session, request.id, 1, delay=wait.total_seconds())


def _review(session: Session, services: Services, matter: Matter) -> None:
    if matter.match and matter.match.relation is Relation.REPEAT:
        matter.request.status = Status.ESCALATED
    open_exception(session, services, matter, matter.verdict.reasons)


def _route(session: Session, services: Services, matter: Matter) -> None:
    open_exception(session, services, matter, matter.verdict.reasons)
    follow_referral(session, services, matter)


def _attach(session: Session, services: Services, matter: Matter) -> None:
    original = original_of(session, matter)
    if original is None:
        open_exception(session, services, matter, ("belongs to a request that could not be found",))
        return
    matter.request.attached_to = original.id
    _close(services, matter.request, "attached", f"to {original.reference}")
    detail: audit.Detail = {
        "to": original.reference,
        "relation": str(matter.match.relation) if matter.match else "",
    }
    _audit(session, matter, "request.attached", detail)


def original_of(session: Session, matter: Matter) -> RequestRow | None:
    """The request that the match names, None when it names none of ours."""
    if matter.match is None or matter.match.of is None:
        return None
    return session.scalars(select(RequestRow).where(RequestRow.reference == matter.match.of)).one_or_none()


def _answer(session: Session, services: Services, matter: Matter) -> None:
    about = original_of(session, matter) or matter.request
    letter = Letter(
        situation=Situation(matter.verdict.template or Situation.STATUS),
        asks=open_asks(session, about),
        number=matter.arrival.id,
    )
    message = write(session, services, about, matter.arrival, matter.envelope, matter.standing, letter).row
    if message.state == MessageState.HELD:
        open_exception(session, services, matter, (f"an answer {WAITS_TO_BE_SENT}: {message.reason}",))
        return
    _close(services, matter.request, "answered", f"message {message.id}")


def _ignore(session: Session, services: Services, matter: Matter) -> None:
    reason = matter.verdict.reasons[0] if matter.verdict.reasons else str(matter.understanding.intent)
    _close(services, matter.request, "ignored", reason)
    _audit(session, matter, "request.ignored", {"intent": str(matter.understanding.intent)})


def _close(services: Services, request: RequestRow, reason: str, proof: str) -> None:
    request.status = Status.CLOSED
    request.closed_at = services.clock()
    request.closure_reason, request.closure_proof = reason, proof


def _audit(session: Session, matter: Matter, action: str, detail: audit.Detail) -> None:
    audit.append(
        session,
        action,
        actor="daemon",
        arrival_id=matter.arrival.id,
        request_id=matter.request.id,
        detail=detail,
    )


_ACTIONS: dict[Decision, Callable[[Session, Services, Matter], None]] = {
    Decision.ENQUEUE: _enqueue,
    Decision.CLARIFY: _clarify,
    Decision.REVIEW: _review,
    Decision.ATTACH: _attach,
    Decision.ANSWER: _answer,
    Decision.ROUTE: _route,
    Decision.IGNORE: _ignore,
}
