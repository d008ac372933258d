"""Looking after an open question: one reminder, then a person. Nothing waits inside a workflow for that."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.wording import Letter
from intake_daemon.pipeline.write import write
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow, Status
from outbox.facts import Situation

REMINDERS = 1


def remind(session: Session, services: Services, request_id: int, number: int) -> None:
    """Remind once of a question that went out and was not answered; after that hand the request to a person.

    Does nothing when the request has moved on, so a reminder scheduled long ago does no harm.
    """
    services = services.pinned()
    request = session.get_one(RequestRow, request_id)
    if request.status != Status.PENDING_CLARIFICATION:
        return
    question = _open_question(session, request)
    matter = judged(session, services, request, match=None)
    if question is None or question.state != MessageState.SENT or number > REMINDERS:
        open_exception(session, services, matter, ("the requestor has not answered our question",))
        return
    _send_reminder(session, services, matter, question, number)


def _open_question(session: Session, request: RequestRow) -> MessageRow | None:
    query = select(MessageRow).where(
        MessageRow.request_id == request.id, MessageRow.situation == Situation.CLARIFICATION
    )
    return session.scalars(query.order_by(MessageRow.id.desc())).first()


def _send_reminder(
    session: Session, services: Services, matter: Matter, question: MessageRow, number: int
) -> None:
    rhythm = services.policy.rules.policy.clarification
    wait = timedelta(days=rhythm.second_reminder_days - rhythm.first_reminder_days)
    matter.request.next_at = services.clock() + wait
    letter = Letter(
        situation=Situation.REMINDER,
        asked_on=services.local_day(question.sent_at or question.created_at),
        asks=tuple(question.asks),
        next_update_on=services.local_day(matter.request.next_at),
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
