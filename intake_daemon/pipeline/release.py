"""What a person does with an outgoing message: release it, with or without proof of the address, hold or cancel."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Decision
from intake_daemon.pipeline.act import WAITS_TO_BE_SENT
from intake_daemon.pipeline.deliver import schedule_delivery
from intake_daemon.pipeline.extension import letter_left
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.pipeline.write import address
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import ExceptionRow, RequestRow, Status
from outbox.addresses import is_plain
from outbox.safety import not_by_mail

PROOF_BY_PERSON = "person"
LEFT = (MessageState.SENT, MessageState.RENDERED)
UNSENT = (MessageState.READY, MessageState.HELD)


def release(
    session: Session,
    services: Services,
    message: MessageRow,
    *,
    actor: str,
    to: str | None = None,
    again: bool = False,
) -> None:
    """Let a waiting message leave.

    Args:
        to: an address that the person has checked and answers for; None to use the proven one.
        again: it may have arrived once already (its fate is unknown), and shall be sent all the same.

    Raises:
        RefusedError: it has left, is on its way, has no proven address, or there is no server to send it.
    """
    _refuse_what_left(message, again)
    if services.config.smtp is None and services.config.delivery.mode != "dry_run":
        raise RefusedError("no [smtp] server is configured, so nothing can be sent")
    if to is not None:
        if not is_plain(to):
            raise RefusedError("--to must be one plain mail address such as records@clinic.example")
        address(session, services, message, to)
        message.proof, message.channel = PROOF_BY_PERSON, "email"
    if message.proof is None or not message.recipient:
        raise RefusedError(
            f"nothing proves the address of message {message.id}; check it with the requestor, then give --to ADDRESS"
        )
    refused = not_by_mail(terms_of(session, session.get_one(RequestRow, message.request_id)).channels)
    if refused:
        raise RefusedError(f"{refused}; give it that way, then say so with `outbox given {message.id}`")
    message.state, message.reason, message.released_by = MessageState.READY, None, actor
    schedule_delivery(session, services, message)
    _audit(session, message, "message.released", actor)
    _settle_waiting(session, services, message, actor)


def _refuse_what_left(message: MessageRow, again: bool) -> None:
    if message.state in LEFT:
        raise RefusedError(f"message {message.id} has been sent; it is never sent twice")
    if message.state == MessageState.READY:
        raise RefusedError(f"message {message.id} is on its way already")
    if message.state == MessageState.CANCELLED:
        raise RefusedError(f"message {message.id} was cancelled")
    if message.state == MessageState.UNKNOWN and not again:
        raise RefusedError(
            f"nobody knows whether message {message.id} arrived; ask the requestor, or give --again to send it anyway"
        )


def _settle_waiting(session: Session, services: Services, message: MessageRow, actor: str) -> None:
    """Resolve the exceptions that said this message waits, and close the question that it answers."""
    query = select(ExceptionRow).where(
        ExceptionRow.arrival_id == message.arrival_id, ExceptionRow.resolved_at.is_(None)
    )
    for exception in session.scalars(query).all():
        if not any(WAITS_TO_BE_SENT in reason for reason in exception.reasons):
            continue
        exception.resolved_at = services.clock()
        exception.resolution = f"message {message.id} {_done(message)} by {actor}"
        _audit_resolved(session, exception, message, actor)
        request = session.get(RequestRow, exception.request_id) if exception.request_id else None
        if request and request.decision == Decision.ANSWER and request.status != Status.CLOSED:
            request.status, request.closed_at = Status.CLOSED, services.clock()
            request.closure_reason, request.closure_proof = "answered", f"message {message.id}"


def given_by_hand(
    session: Session, services: Services, message: MessageRow, *, on: date, how: str, actor: str
) -> None:
    """Take a person's word that they gave a message themselves: posted, faxed, handed over.

    Args:
        on: the day on which it was given.
        how: a word of `words.WAYS_TO_TELL`.

    Raises:
        RefusedError: it has left, is on its way, was cancelled, or the day is not between its writing and today.
    """
    _refuse_what_left(message, again=True)
    first, today = services.local_day(message.created_at), services.local_day(services.clock())
    if not first <= on <= today:
        raise RefusedError(f"--on must be a day from {first}, when it was written, to {today}")
    message.state, message.reason, message.released_by = MessageState.SENT, None, actor
    message.sent_at = datetime.combine(on, time(12), services.config.facility.zone)
    message.channel = how
    letter_left(session, services, message, on=on, how=how, actor=actor)
    _audit(session, message, "message.given", actor)
    _settle_waiting(session, services, message, actor)


def hold(session: Session, message: MessageRow, *, actor: str) -> None:
    """Stop a message that is about to leave.

    Raises:
        RefusedError: it is not about to leave.
    """
    if message.state != MessageState.READY:
        raise RefusedError(f"message {message.id} is {message.state}; only one that is ready can be held")
    message.state, message.reason = MessageState.HELD, f"held by {actor}"
    _audit(session, message, "message.held", actor)


def cancel(session: Session, message: MessageRow, *, actor: str) -> None:
    """Give a message up; it will never be sent.

    Raises:
        RefusedError: it has left already.
    """
    if message.state in LEFT:
        raise RefusedError(f"message {message.id} has been sent; it cannot be called back")
    message.state, message.reason = MessageState.CANCELLED, f"cancelled by {actor}"
    _audit(session, message, "message.cancelled", actor)


def cancel_unsent(session: Session, request: RequestRow, *, actor: str) -> None:
    """Give up every message about a request that has not left: there is nothing to ask any more."""
    query = select(MessageRow).where(MessageRow.request_id == request.id, MessageRow.state.in_(UNSENT))
    for message in session.scalars(query).all():
        cancel(session, message, actor=actor)


def _audit(session: Session, message: MessageRow, action: str, actor: str) -> None:
    detail: audit.Detail = {"message": message.id, "proof": message.proof, "state": message.state}
    audit.append(
        session,
        action,
        actor=actor,
        arrival_id=message.arrival_id,
        request_id=message.request_id,
        detail=detail,
    )


def _done(message: MessageRow) -> str:
    return "given by hand" if message.state == MessageState.SENT else "released"


def _audit_resolved(session: Session, exception: ExceptionRow, message: MessageRow, actor: str) -> None:
    audit.append(
        session,
        "exception.resolved",
        actor=actor,
        arrival_id=exception.arrival_id,
        request_id=exception.request_id,
        detail={"exception": exception.id, "resolution": f"message {_done(message)}"},
    )
