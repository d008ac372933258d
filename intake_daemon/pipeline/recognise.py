"""What a request is to those we have: an answer to our question, the same again, a known patient's, or new."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Envelope, Fields, Intent, Match, Outcome, Understanding
from intake_daemon.pipeline.family import holder_of
from intake_daemon.pipeline.look_up import Asked, Means, Recognised, look_up
from intake_daemon.pipeline.replies import match_inquiry, match_reply
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.somebody import names_another
from intake_daemon.pipeline.very_same import settle_by_bytes
from intake_daemon.store.requests import RequestRow


def recognise(
    session: Session,
    services: Services,
    request: RequestRow,
    envelope: Envelope | None,
    understanding: Understanding,
    fields: Fields,
    sender: str,
) -> Recognised:
    """Find out what a request is to those we have.

    Args:
        sender: the authenticated address of the sender, "" when it is not authenticated.
    """
    reply = _reply(session, services, request, envelope, understanding, fields, sender)
    if reply:
        return Recognised(reply)
    if Intent.RECORDS_REQUEST not in {guess.intent for guess in understanding.intents}:
        asks_status = understanding.intent is Intent.STATUS_INQUIRY
        return Recognised(match_inquiry(session, fields, sender) if asks_status else None)
    means = Means(services.match_key, services.policy.rules, services.local_day)
    asked = Asked(fields, request.received_at, frozenset(_apart(session, request)), before=request.id)
    found = look_up(session, means, asked)
    if found.match is None:
        return found
    return Recognised(settle_by_bytes(session, request, found.match), found.earlier)


def _reply(
    session: Session,
    services: Services,
    request: RequestRow,
    envelope: Envelope | None,
    understanding: Understanding,
    fields: Fields,
    sender: str,
) -> Match | None:
    """The request that this answers. A paper that names another patient is never filed by a reference alone."""
    reply = match_reply(session, envelope, understanding, sender)
    if reply is None or reply.of is None:
        return reply
    named = _by_reference(session, reply.of)
    of = holder_of(session, named) if named else None
    if of is None or of.id in request.apart_from or of.id == request.id:
        return None
    if names_another(session, services, of, fields):
        because = ("is attached by its reference but names another patient",)
        return reply.model_copy(update={"outcome": Outcome.REVIEW, "because": because})
    return reply.model_copy(update={"of": of.reference})


def _apart(session: Session, request: RequestRow) -> set[int]:
    """Requests it must not be compared with: of the same paper, or said by a person to be others."""
    same_paper = select(RequestRow.id).where(RequestRow.arrival_id == request.arrival_id)
    return {*session.scalars(same_paper), *request.apart_from}


def _by_reference(session: Session, reference: str) -> RequestRow | None:
    return session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one_or_none()
