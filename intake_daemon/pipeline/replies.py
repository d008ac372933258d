"""Recognising an answer to something we asked, and a question about something we have.

A reference alone can be copied by anybody who has seen one of our mails, so it joins an arrival to a request by
itself only when the authenticated sender is the very address we wrote to. Otherwise a person looks.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake_daemon.model import Envelope, Fields, Kind, Match, Outcome, Relation, State, Understanding
from intake_daemon.store.directory import numbers_behind
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import FieldRow, RequestRow, Status


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


def match_inquiry(session: Session, fields: Fields, sender: str) -> Match | None:
    """Find the open request that a status question of a proven sender is about.

    By their own case number where they give one, else by being the only open request of theirs. What is theirs is
    said by our directory or by where we have written to, never by the question itself.

    Args:
        sender: the authenticated address of the sender, "" when it is not authenticated.
    """
    if not sender:
        return None
    theirs = _open_requests_of(session, sender)
    number = fields.get("requestor.reference")
    if number is not None and number.state is State.PRESENT:
        theirs = [
            request for request in theirs if _has(session, request, "requestor.reference", (number.value,))
        ]
    if len(theirs) != 1:
        return None
    because = ("a question of a proven requestor about an open request of theirs",)
    return Match(
        outcome=Outcome.DUPLICATE, relation=Relation.FOLLOW_UP, of=theirs[0].reference, because=because
    )


def _open_requests_of(session: Session, sender: str) -> list[RequestRow]:
    numbers = numbers_behind(session, sender)
    written_to = select(MessageRow.request_id).where(MessageRow.recipient == sender)
    by_number = select(FieldRow.request_id).where(
        FieldRow.name.in_(("requestor.fax", "requestor.phone")),
        FieldRow.content["value"].as_string().in_(numbers),
    )
    query = select(RequestRow).where(
        RequestRow.status != Status.CLOSED,
        RequestRow.attached_to.is_(None),
        RequestRow.kind != Kind.OTHER,
        or_(RequestRow.id.in_(written_to), RequestRow.id.in_(by_number)),
    )
    return list(session.scalars(query))


def _has(session: Session, request: RequestRow, name: str, values: tuple[object, ...]) -> bool:
    row = session.get(FieldRow, (request.id, name))
    return row is not None and row.content.get("value") in values
