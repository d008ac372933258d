"""Delivering one message from the outbox: send outside a transaction, record the answer inside one.

Sending is at-least-once (SMTP allows no better): killed between the server's 250 and our commit, the same mail
with the same Message-ID goes out again at the next start.
"""

from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from intake_daemon.durable import write_durably
from intake_daemon.pipeline.extension import letter_left
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.database import transaction
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import ExceptionRow
from outbox.smtp import Later, Never, Sent, Unknown, send

WAITS = (
    60,
    300,
    900,
    3600,
    3 * 3600,
    6 * 3600,
    12 * 3600,
    24 * 3600,
)  #: seconds between tries: two days in all

ADMIN_WAIT = 600  #: seconds between tries while the server's settings are wrong

log = structlog.get_logger(__name__)

Answer = Sent | Later | Never | Unknown


def schedule_delivery(session: Session, services: Services, message: MessageRow, *, delay: float = 0) -> None:
    """Plan the next try of a message that is ready; tries planned earlier then do nothing."""
    message.scheduled += 1
    services.schedule.deliver(session, message.id, message.scheduled, delay=delay)


def deliver(services: Services, message_id: int, number: int) -> None:
    """Send one message if it is still to be sent, and record what became of it.

    Args:
        number: which planned try this is; one that was overtaken by a later plan does nothing.
    """
    with transaction(services.engine) as session:
        message = session.get_one(MessageRow, message_id)
        if message.state != MessageState.READY or message.scheduled != number:
            return
        message.attempts += 1
    delivery = services.config.delivery
    if delivery.mode == "dry_run":
        _render_to_file(services, message)
        return
    answer = _send(services, message)
    with transaction(services.engine) as session:
        _record(session, services, session.get_one(MessageRow, message_id), answer)


def _send(services: Services, message: MessageRow) -> Answer:
    if services.config.smtp is None:
        return Later("no [smtp] server is configured", None)
    return send(
        services.config.smtp, services.config.delivery.bounce_address(), message.recipient, message.content
    )


def _render_to_file(services: Services, message: MessageRow) -> None:
    folder = services.config.delivery.dry_run_folder or services.config.state_dir / "dry-run"
    write_durably(Path(folder) / f"message-{message.id:06d}.eml", message.content)
    with transaction(services.engine) as session:
        row = session.get_one(MessageRow, message.id)
        row.state = MessageState.RENDERED
        _audit(session, row, "message.rendered", {"message": row.id})


def _record(session: Session, services: Services, message: MessageRow, answer: Answer) -> None:
    if message.state != MessageState.READY and not isinstance(answer, Sent):
        return  # a person has held or cancelled it meanwhile; only what did leave must be told
    match answer:
        case Sent():
            message.state, message.sent_at = MessageState.SENT, services.clock()
            today = services.local_day(message.sent_at)
            letter_left(session, services, message, on=today, how="email", actor="daemon")
            _audit(session, message, "message.sent", {"message": message.id, "attempt": message.attempts})
        case Later(needs_admin=True):
            _wait_for_admin(session, services, message, answer)
        case Later() if message.attempts <= len(WAITS):
            _try_later(session, services, message, answer)
        case Later(reason=reason) | Never(reason=reason):
            _set_aside(session, services, message, MessageState.PARKED, reason)
        case Unknown(reason=reason):
            _set_aside(session, services, message, MessageState.UNKNOWN, reason)


def _wait_for_admin(session: Session, services: Services, message: MessageRow, answer: Later) -> None:
    """Put a message off without counting the try: a wrong password or certificate is no fault of its own."""
    log.error("delivery_needs_the_admin", message=message.id, problem=answer.reason)
    message.attempts -= 1
    message.reason, message.next_try_at = answer.reason, services.clock() + timedelta(seconds=ADMIN_WAIT)
    schedule_delivery(session, services, message, delay=ADMIN_WAIT)


def _try_later(session: Session, services: Services, message: MessageRow, answer: Later) -> None:
    wait = max(WAITS[message.attempts - 1], answer.retry_after or 0)
    message.reason, message.next_try_at = answer.reason, services.clock() + timedelta(seconds=wait)
    schedule_delivery(session, services, message, delay=wait)
    detail: audit.Detail = {"message": message.id, "attempt": message.attempts, "wait": wait}
    _audit(session, message, "message.deferred", detail)


def _set_aside(
    session: Session, services: Services, message: MessageRow, state: MessageState, reason: str
) -> None:
    """A person decides: call, write a letter, correct the address, or release it again."""
    message.state, message.reason = state, reason
    session.add(
        ExceptionRow(
            arrival_id=message.arrival_id,
            request_id=message.request_id,
            reasons=[f"a message could not be delivered: {reason}"],
            since=services.clock(),
            queue="review",
            next_step="Reach the requestor another way, or release the message again.",
        )
    )
    _audit(session, message, f"message.{state}", {"message": message.id, "attempt": message.attempts})


def _audit(session: Session, message: MessageRow, action: str, detail: audit.Detail) -> None:
    audit.append(
        session,
        action,
        actor="daemon",
        arrival_id=message.arrival_id,
        request_id=message.request_id,
        detail=detail,
    )
