"""Deciding on one arrival: match, judge and act for each of its requests, in one transaction."""

import structlog
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake_daemon.model import RequestDraft, Understanding
from intake_daemon.pipeline.consider import consider
from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.reference import new_reference
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.requests import RequestRow, Status

log = structlog.get_logger(__name__)


def decide(session: Session, services: Services, arrival_id: int, run: int) -> None:
    """Bring a read arrival to its outcome. Every row and every audit row is in the caller's transaction."""
    arrival = session.get_one(ArrivalRow, arrival_id)
    if arrival.state != ArrivalState.READ or arrival.run != run or arrival.understanding is None:
        return
    services = services.pinned()
    lock_matching(session)
    understanding = unpack(Understanding, arrival.understanding)
    for ordinal, draft in enumerate(understanding.requests, 1):
        request = _request_row(session, services, arrival, understanding, draft, ordinal)
        consider(session, services, request)
    _hand_over_the_vanished(session, services, arrival, len(understanding.requests))
    arrival.state = ArrivalState.DECIDED
    detail: audit.Detail = {
        "requests": len(understanding.requests),
        "run": run,
        "intent": str(understanding.intent),
    }
    audit.append(session, "arrival.decided", actor="daemon", arrival_id=arrival.id, detail=detail)
    log.info("decided", arrival=arrival.id, requests=len(understanding.requests), intent=understanding.intent)


def decide_again(
    session: Session, services: Services, request: RequestRow, *, overrule: bool = False
) -> None:
    """Match, judge and act once more for one stored request: a person has changed what is known of it.

    A decision that a person made stands, and so does what a person closed.

    Args:
        overrule: decide though a person has decided before: a person has just taken that back.
    """
    lock_matching(session)
    services = services.pinned()
    consider(session, services, request, overrule=overrule)


def _hand_over_the_vanished(session: Session, services: Services, arrival: ArrivalRow, found: int) -> None:
    """Let a person look at what an earlier reading found and this one did not."""
    query = select(RequestRow).where(
        RequestRow.arrival_id == arrival.id, RequestRow.ordinal > found, RequestRow.status != Status.CLOSED
    )
    for request in session.scalars(query):
        matter = judged(session, services, request, match=None)
        reasons = ("was found when the document was read before, and not when it was read again",)
        open_exception(session, services, matter, reasons)


def lock_matching(session: Session) -> None:
    """Let one decision at a time look for its like, so that two copies arriving together find each other.

    SQLite has one writer anyway; PostgreSQL needs an advisory lock until the commit.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x6D61746368})


def _request_row(
    session: Session,
    services: Services,
    arrival: ArrivalRow,
    understanding: Understanding,
    draft: RequestDraft,
    ordinal: int,
) -> RequestRow:
    """The row of this request: a new one, or the one an earlier run made."""
    query = select(RequestRow).where(RequestRow.arrival_id == arrival.id, RequestRow.ordinal == ordinal)
    request = session.scalars(query).one_or_none()
    if request is None:
        request = RequestRow(
            reference=new_reference(session),
            arrival_id=arrival.id,
            ordinal=ordinal,
            received_at=arrival.received_at,
            created_at=services.clock(),
            priority=3,
            next_step="",
            status=Status.NEW,
            decision="",
        )
        session.add(request)
    if request.kind_by is None:
        request.kind = draft.kind
    request.language = understanding.language
    request.pages = list(draft.pages)
    session.flush()
    return request
