"""Deciding on one arrival: match, judge and act for each of its requests, in one transaction."""

import structlog
from sqlalchemy import and_, delete, not_, select, text
from sqlalchemy.orm import Session

from intake_daemon.matching.judge import match as match_records
from intake_daemon.model import (
    Decision,
    Fields,
    FieldValue,
    Intent,
    Match,
    Reading,
    RequestDraft,
    Understanding,
)
from intake_daemon.pipeline.absorb import absorb
from intake_daemon.pipeline.act import act
from intake_daemon.pipeline.candidates import find_candidates, incoming_record, index_request
from intake_daemon.pipeline.circumstances import circumstances
from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.judge import judge
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.reference import new_reference
from intake_daemon.pipeline.rejudge import draft_of, judged
from intake_daemon.pipeline.replies import match_inquiry, match_reply
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.settled import is_settled
from intake_daemon.pipeline.standing import standing
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.requests import FieldRow, RequestRow, Status

log = structlog.get_logger(__name__)


def decide(session: Session, services: Services, arrival_id: int, run: int) -> None:
    """Bring a read arrival to its outcome. Every row and every audit row is in the caller's transaction."""
    arrival = session.get_one(ArrivalRow, arrival_id)
    if arrival.state != ArrivalState.READ or arrival.run != run or arrival.understanding is None:
        return
    lock_matching(session)
    understanding = unpack(Understanding, arrival.understanding)
    reading = unpack(Reading, arrival.reading or b"")
    for ordinal, draft in enumerate(understanding.requests, 1):
        request = _request_row(session, services, arrival, understanding, draft, ordinal)
        _decide_request(session, services, arrival, reading, understanding, request)
    _hand_over_the_vanished(session, services, arrival, len(understanding.requests))
    arrival.state = ArrivalState.DECIDED
    detail: audit.Detail = {
        "requests": len(understanding.requests),
        "run": run,
        "intent": str(understanding.intent),
    }
    audit.append(session, "arrival.decided", actor="daemon", arrival_id=arrival.id, detail=detail)
    log.info("decided", arrival=arrival.id, requests=len(understanding.requests), intent=understanding.intent)


def decide_again(session: Session, services: Services, request: RequestRow) -> None:
    """Match, judge and act once more for one stored request: a person has changed what is known of it.

    A decision that a person made stands, and so does what a person closed.
    """
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    understanding = unpack(Understanding, arrival.understanding or b"")
    reading = unpack(Reading, arrival.reading or b"")
    lock_matching(session)
    _decide_request(session, services, arrival, reading, understanding, request)


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


def _decide_request(
    session: Session,
    services: Services,
    arrival: ArrivalRow,
    reading: Reading,
    understanding: Understanding,
    request: RequestRow,
) -> None:
    draft = draft_of(request, understanding)
    fields = _store_fields(session, services, arrival, request, draft.fields)
    if is_settled(session, request):
        index_request(session, services.match_key, request, fields)
        return
    request.patient_of = None
    who = standing(session, services, reading.envelope, fields)
    match = _match(session, services, arrival, reading, understanding, request, fields, who.sender)
    policy = services.policy
    verdict = judge(
        policy.rules,
        draft,
        fields,
        understanding,
        circumstances(services, arrival, reading),
        standing=who,
        match=match,
    )
    matter = Matter(arrival, request, reading.envelope, who, fields, understanding, verdict, match)
    act(session, services, matter)
    index_request(session, services.match_key, request, fields)
    if verdict.decision is Decision.ATTACH:
        absorb(session, services, matter)


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


def _store_fields(
    session: Session, services: Services, arrival: ArrivalRow, request: RequestRow, fields: Fields
) -> Fields:
    """Keep the fields as read, under what people corrected and answers brought; give back what counts."""
    as_read = and_(FieldRow.person.is_(None), FieldRow.arrival_id == arrival.id)
    better = select(FieldRow).where(FieldRow.request_id == request.id, not_(as_read))
    known = {row.name: FieldValue.model_validate(row.content) for row in session.scalars(better)}
    session.execute(delete(FieldRow).where(FieldRow.request_id == request.id, as_read))
    now = services.clock()
    session.add_all(
        FieldRow(
            request_id=request.id,
            arrival_id=arrival.id,
            name=name,
            state=field.state,
            confidence=field.confidence,
            content=field.model_dump(mode="json", exclude_defaults=True),
            set_at=now,
        )
        for name, field in fields.items()
        if name not in known
    )
    session.flush()
    return {**fields, **known}


def _match(
    session: Session,
    services: Services,
    arrival: ArrivalRow,
    reading: Reading,
    understanding: Understanding,
    request: RequestRow,
    fields: Fields,
    sender: str,
) -> Match | None:
    """What this request is to those we have: an answer to our question, a re-send, a new one."""
    reply = match_reply(session, reading.envelope, understanding, sender)
    if reply and not _kept_apart(session, request, reply):
        return reply
    if Intent.RECORDS_REQUEST not in {guess.intent for guess in understanding.intents}:
        asks_status = understanding.intent is Intent.STATUS_INQUIRY
        return match_inquiry(session, fields, sender) if asks_status else None
    incoming = incoming_record(fields, arrival.received_at)
    same_arrival = select(RequestRow.id).where(RequestRow.arrival_id == arrival.id)
    leave_out = {*session.scalars(same_arrival), *request.apart_from}
    stored = find_candidates(session, services.match_key, incoming, leave_out=leave_out, before=request.id)
    return match_records(incoming, stored, services.policy.rules.matching)


def _kept_apart(session: Session, request: RequestRow, match: Match) -> bool:
    """Whether a person has said that the request is not part of the one it matches."""
    of = session.scalar(select(RequestRow.id).where(RequestRow.reference == match.of))
    return of in request.apart_from
