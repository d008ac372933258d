"""Recognising an answer to something we asked.

A reference alone can be copied by anybody who has seen one of our mails, so it joins an arrival to a request by
itself only when the authenticated sender is the very address we wrote to. Otherwise a person looks.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake_daemon.model import Envelope, Match, Outcome, Relation, Understanding
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import RequestRow


def match_reply(
    session: Session, envelope: Envelope | None, understanding: Understanding, sender: str
) -> Match | None:
    """Find the request that an arrival answers, by our Message-ID or our reference.

    Args:
        sender: the authenticated address of the sender, "" when it is not authenticated.
    """
    asked = _asked_in(session, envelope)
    request = _request(session, asked, understanding.reference)
    if request is None:
        return None
    known = select(MessageRow.id).where(MessageRow.request_id == request.id, MessageRow.recipient == sender)
    if sender and session.scalar(known.limit(1)) is not None:
        because = ("answers our message, from the address we wrote to",)
        return Match(
            outcome=Outcome.DUPLICATE, relation=Relation.FOLLOW_UP, of=request.reference, because=because
        )
    because = ("names our reference, but the sender is not proven to be the one we wrote to",)
    return Match(outcome=Outcome.REVIEW, relation=Relation.FOLLOW_UP, of=request.reference, because=because)


def _asked_in(session: Session, envelope: Envelope | None) -> MessageRow | None:
    """Our message that this mail's In-Reply-To or References names (RFC 5322, 3.6.4)."""
    if envelope is None:
        return None
    named = [identifier for identifier in (envelope.in_reply_to, *envelope.references) if identifier]
    return session.scalars(select(MessageRow).where(MessageRow.message_id.in_(named)).limit(1)).first()


def _request(session: Session, asked: MessageRow | None, reference: str | None) -> RequestRow | None:
    conditions = []
    if asked:
        conditions.append(RequestRow.id == asked.request_id)
    if reference:
        conditions.append(RequestRow.reference == reference)
    if not conditions:
        return None
    found = session.scalars(select(RequestRow).where(or_(*conditions))).all()
    if len(found) != 1:
        return None  # names two requests at once, or one that is not ours: no answer of its own
    return session.get(RequestRow, found[0].attached_to) if found[0].attached_to else found[0]
