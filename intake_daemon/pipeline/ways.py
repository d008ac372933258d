"""The ways on which our messages about a request may go, as the rules allow them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Terms
from intake_daemon.pipeline.overtaken import QUESTIONS
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from outbox.facts import Situation
from outbox.safety import not_by_mail


def way_for(address: str, channels: tuple[str, ...] | None) -> str:
    """How a message goes or would go: e-mail to a proven address where that is allowed, else by hand."""
    by_hand = [way for way in ("letter", "fax") if channels is None or way in channels]
    mail = address and (channels is None or "email" in channels)
    return "email" if mail else next(iter(by_hand), "letter")


def waiting_extensions(session: Session, request: RequestRow) -> list[MessageRow]:
    """The letter about an extension while it waits for a person: no new decision writes it anew."""
    query = select(MessageRow).where(
        MessageRow.request_id == request.id,
        MessageRow.state == MessageState.HELD,
        MessageRow.situation == Situation.EXTENSION,
    )
    return list(session.scalars(query))


def hold_what_may_not_go(session: Session, request: RequestRow, terms: Terms) -> list[MessageRow]:
    """Stop messages that were about to leave on a way that the rules do not allow any more; return them.

    Questions among them are looked after by the decision that asks them.
    """
    reason = not_by_mail(terms.channels)
    if reason is None:
        return []
    query = select(MessageRow).where(
        MessageRow.request_id == request.id, MessageRow.state == MessageState.READY
    )
    stopped = list(session.scalars(query))
    for message in stopped:
        message.state, message.reason = MessageState.HELD, reason
        message.channel = way_for(message.recipient, terms.channels)
        detail: audit.Detail = {"message": message.id, "state": message.state, "reason": reason}
        audit.append(
            session,
            "message.held",
            actor="daemon",
            arrival_id=message.arrival_id,
            request_id=message.request_id,
            detail=detail,
        )
    return [message for message in stopped if message.situation not in QUESTIONS]
