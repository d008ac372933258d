"""What a request is to those we have: an answer to our question, the same again, a known patient's, or new.

Values in doubt neither join nor keep apart by themselves: what only a doubtful value says goes to a person.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.matching.filed import Filed
from intake_daemon.matching.judge import match as match_records
from intake_daemon.model import Earlier, Envelope, Fields, Intent, Match, Outcome, Relation, Understanding
from intake_daemon.pipeline.candidates import find_candidates, incoming_record
from intake_daemon.pipeline.doubtful import Incoming, any_doubted, compare, doubted, with_fields
from intake_daemon.pipeline.family import SAME_AGAIN, holder_of, root_of, times_asked
from intake_daemon.pipeline.replies import match_inquiry, match_reply
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.somebody import names_another
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.requests import RequestRow, Status

#: Closed without an answer, and nothing against asking again: what comes again is judged by itself.
GIVEN_UP = frozenset({"no_reply", "duplicate", "answered", "ignored"})


class Recognised(NamedTuple):
    """What a request is to those we have, and what became of the one that it is the same as."""

    match: Match | None = None
    earlier: Earlier | None = None


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
    return _by_likeness(session, services, request, fields)


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


def _by_likeness(session: Session, services: Services, request: RequestRow, fields: Fields) -> Recognised:
    incoming = incoming_record(fields, request.received_at)
    found = find_candidates(
        session, services.match_key, incoming, leave_out=_apart(session, request), before=request.id
    )
    rows = _rows(session, [candidate.id for candidate in found])
    closed = {reference for reference, row in rows.items() if row.status == Status.CLOSED}
    given_up = {reference for reference in closed if rows[reference].closure_reason in GIVEN_UP}

    def compared(passed_over: set[str]) -> Match:
        left = [candidate for candidate in found if candidate.id not in passed_over]
        return _compare(session, services, request, fields, left, rows)

    if closed:  # an open request for the same comes before a closed one
        match = compared(closed)
        if match.outcome is Outcome.DUPLICATE:
            return _again(session, services, request, match, rows)
    match = compared(given_up)
    if match.outcome is not Outcome.NEW and match.of is not None:
        return _again(session, services, request, match, rows)
    return Recognised(_new(compared(set()), rows) if given_up else match)


def _compare(
    session: Session,
    services: Services,
    request: RequestRow,
    fields: Fields,
    candidates: Sequence[Filed],
    rows: dict[str, RequestRow],
) -> Match:
    """Compare as written; once more without values in doubt where there are any."""
    policy, confidence = services.policy.rules.matching, services.policy.rules.policy.confidence
    left = [rows[candidate.id] for candidate in candidates]
    if not doubted(fields, confidence) and not any_doubted(session, [row.id for row in left], confidence):
        return match_records(incoming_record(fields, request.received_at), candidates, policy)
    return compare(Incoming(fields, request.received_at), with_fields(session, left), confidence, policy)


def _apart(session: Session, request: RequestRow) -> set[int]:
    """Requests it must not be compared with: of the same paper, or said by a person to be others."""
    same_paper = select(RequestRow.id).where(RequestRow.arrival_id == request.arrival_id)
    return {*session.scalars(same_paper), *request.apart_from}


def _rows(session: Session, references: Sequence[str]) -> dict[str, RequestRow]:
    rows: dict[str, RequestRow] = {}
    for start in range(0, len(references), 500):  # SQLite takes a limited number of parameters
        query = select(RequestRow).where(RequestRow.reference.in_(references[start : start + 500]))
        rows |= {row.reference: row for row in session.scalars(query)}
    return rows


def _again(
    session: Session, services: Services, request: RequestRow, match: Match, rows: dict[str, RequestRow]
) -> Recognised:
    """The same once more: counted from the first ask, however often it came in between."""
    of = rows[match.of or ""]
    root = root_of(session, of)
    if root.id in request.apart_from or root.id == request.id:
        root = of
    others = [row for row in rows.values() if row.id != root.id]
    before = times_asked(session, root, others, before=request.id)
    earlier = _earlier(session, services, root, before + 1)
    if _answered_long_ago(services, root, request) and match.outcome is Outcome.DUPLICATE:
        return Recognised(_as_new(match, (f"the same was asked before and answered on {earlier.closed_on}",)))
    late = timedelta(days=services.policy.rules.policy.repeat_after_days)
    relation = match.relation
    if relation in SAME_AGAIN:
        relation = Relation.REPEAT if request.received_at - root.received_at > late else Relation.RESEND
    return Recognised(match.model_copy(update={"of": root.reference, "relation": relation}), earlier)


def _answered_long_ago(services: Services, root: RequestRow, request: RequestRow) -> bool:
    if root.closure_reason != "fulfilled" or root.closed_at is None:
        return False
    limit = timedelta(days=services.policy.rules.policy.answered_lately_days)
    return request.received_at - root.closed_at > limit


def _new(match: Match, rows: dict[str, RequestRow]) -> Match:
    """A new request, though one that was given up may have asked for the same."""
    if match.outcome is Outcome.NEW or match.of is None:
        return match
    return _as_new(match, (f"the same was asked before and closed: {rows[match.of].closure_reason}",))


def _as_new(match: Match, words: tuple[str, ...]) -> Match:
    relation = Relation.NEW_FOR_PATIENT if match.patient_of else Relation.NEW
    return match.model_copy(
        update={"outcome": Outcome.NEW, "relation": relation, "of": None, "because": (*words, *match.because)}
    )


def _earlier(session: Session, services: Services, root: RequestRow, times: int) -> Earlier:
    closed = root.status == Status.CLOSED and root.closed_at is not None
    return Earlier(
        reference=root.reference,
        asked_on=services.local_day(root.received_at),
        times=times,
        closed_on=services.local_day(root.closed_at) if closed and root.closed_at else None,
        closed_as=root.closure_reason if closed else None,
        closed_by=_closed_by(session, root) if closed else None,
    )


def _closed_by(session: Session, root: RequestRow) -> str | None:
    query = select(AuditRow.actor).where(AuditRow.request_id == root.id, AuditRow.action == "request.closed")
    return session.scalars(query.order_by(AuditRow.seq.desc())).first()


def _by_reference(session: Session, reference: str) -> RequestRow | None:
    return session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one_or_none()
