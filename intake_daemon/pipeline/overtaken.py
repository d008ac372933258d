"""Questions that have not left and need not any more: what they ask for is here, or something else is missing."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Decision
from intake_daemon.pipeline.matter import Matter
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow, MessageState
from outbox.facts import Situation

OVERTAKEN = "overtaken by what came in"
QUESTIONS = (Situation.CLARIFICATION, Situation.REMINDER)
UNSENT = (MessageState.READY, MessageState.HELD)


def drop_overtaken(session: Session, matter: Matter) -> None:
    """Take back the unsent questions about a request that the new verdict does not ask."""
    verdict = matter.verdict
    asked = list(verdict.asks) if verdict.decision is Decision.CLARIFY else None
    query = select(MessageRow).where(
        MessageRow.request_id == matter.request.id,
        MessageRow.situation.in_(QUESTIONS),
        MessageRow.state.in_(UNSENT),
    )
    for message in session.scalars(query).all():
        if message.asks != asked:
            take_back(session, message, OVERTAKEN, actor="daemon")


def take_back(session: Session, message: MessageRow, reason: str, *, actor: str) -> None:
    """Cancel one message that has not left."""
    message.state, message.reason = MessageState.CANCELLED, reason
    detail: audit.Detail = {"message": message.id, "proof": message.proof, "state": message.state}
    audit.append(
        session,
        "message.cancelled",
        actor=actor,
        arrival_id=message.arrival_id,
        request_id=message.request_id,
        detail=detail,
    )
