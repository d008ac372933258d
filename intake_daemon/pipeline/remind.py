"""Looking after an open question: reminders, then a person. Nothing waits inside a workflow for that."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Cadence
from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.rhythm import cadence_of, is_reminder, wait_for
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.pipeline.wording import Letter
from intake_daemon.pipeline.write import write
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow, Status
from outbox.facts import Situation


def remind(session: Session, services: Services, request_id: int, number: int) -> None:
    """Remind of a question that went out and was not answered; after the last time hand it to a person.

    Does nothing when the request has moved on, so a reminder scheduled long ago does no harm.
    """
    services = services.pinned()
    request = session.get_one(RequestRow, request_id)
    if request.status != Status.PENDING_CLARIFICATION:
        return
    question = _open_question(session, request)
    matter = judged(session, services, request, match=None)
    cadence = cadence_of(services.policy.rules.policy, terms_of(session, request))
    if question is None or question.state != MessageState.SENT or not is_reminder(cadence, number):
        open_exception(session, services, matter, ("the requestor has not answered our question",))
        return
    _send_reminder(session, services, matter, question, number, cadence)


def _open_question(session: Session, request: RequestRow) -> MessageRow | None:
    query = select(MessageRow).where(
        MessageRow.request_id == request.id, MessageRow.situation == Situation.CLARIFICATION
    )
    return session.scalars(query.order_by(MessageRow.id.desc())).first()


def _send_reminder(
    session: Session,
    services: Services,
    matter: Matter,
    question: MessageRow,
    number: int,
    cadence: Cadence,
) -> None:
    wait = wait_for(cadence, number + 1)
    matter.request.next_at = services.clock() + wait
    letter = Letter(
        situation=Situation.REMINDER,
        asked_on=services.local_day(question.sent_at or question.created_at),
        asks=tuple(question.asks),
        next_update_on=services.local_day(matter.request.next_at)
        if is_reminder(cadence, number + 1)
        else None,
        number=number,
    )
    write(session, services, matter.request, matter.arrival, matter.envelope, matter.standing, letter)
    services.schedule.remind(session, matter.request.id, number + 1, delay=wait.total_seconds())
    detail: audit.Detail = {"number": number, "message": question.id}
    audit.append(
        session,
        "request.reminded",
        actor="daemon",
        arrival_id=matter.arrival.id,
        request_id=matter.request.id,
        detail=detail,
    )
