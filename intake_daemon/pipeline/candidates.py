"""Finding stored requests that an incoming one may be: keyed hashes narrow, records are compared."""

import hmac
from datetime import datetime

from sqlalchemy import delete, func, select, true
from sqlalchemy.orm import Session

from intake_daemon.matching.keys import blocking_keys
from intake_daemon.matching.record import Record, record_from_fields
from intake_daemon.model import Fields, FieldValue
from intake_daemon.store.requests import FieldRow, MatchKeyRow, RequestRow

#: A key shared by more requests than this says nothing about a person (a law firm's fax number).
FULL_KEY = 200


def hashed_keys(secret: bytes, record: Record) -> set[bytes]:
    """The keys under which a record is found again, hashed so that the table gives nothing away."""
    return {hmac.digest(secret, key.encode(), "sha256")[:16] for key in blocking_keys(record)}


def index_request(session: Session, secret: bytes, request: RequestRow, fields: Fields) -> None:
    """Bring the match keys of one request up to date."""
    session.execute(delete(MatchKeyRow).where(MatchKeyRow.request_id == request.id))
    record = request_record(request, fields)
    session.add_all(
        MatchKeyRow(hash=key, request_id=request.id) for key in sorted(hashed_keys(secret, record))
    )


def request_record(request: RequestRow, fields: Fields) -> Record:
    """A stored request as the matcher compares it."""
    return record_from_fields(request.reference, fields, request.received_at, "stored")


def incoming_record(fields: Fields, received_at: datetime) -> Record:
    """A request that is just coming in as the matcher compares it."""
    return record_from_fields("incoming", fields, received_at, "incoming")


def find_candidates(
    session: Session, secret: bytes, incoming: Record, *, leave_out: set[int], before: int | None = None
) -> list[Record]:
    """Stored requests that share a key with the incoming one, newest first.

    Args:
        leave_out: requests not to be compared, such as the incoming one itself when it is decided again.
        before: id of a request that is decided again: it is compared with those that were here before it,
            or a first request would become a re-send of its own re-send.
    """
    keys = hashed_keys(secret, incoming)
    counts = select(MatchKeyRow.hash).where(MatchKeyRow.hash.in_(keys)).group_by(MatchKeyRow.hash)
    useful = set(session.scalars(counts.having(func.count() <= FULL_KEY)))
    query = (
        select(RequestRow)
        .join(MatchKeyRow, MatchKeyRow.request_id == RequestRow.id)
        .where(
            MatchKeyRow.hash.in_(useful), RequestRow.id.not_in(leave_out), RequestRow.attached_to.is_(None)
        )
        .where(RequestRow.id < before if before else true())
        .distinct()
        .order_by(RequestRow.id.desc())
    )
    return [
        request_record(request, fields_of(session, request.id)) for request in session.scalars(query).all()
    ]


def fields_of(session: Session, request_id: int) -> Fields:
    """The fields of a request as they stand, people's corrections included."""
    query = select(FieldRow).where(FieldRow.request_id == request_id)
    return {row.name: FieldValue.model_validate(row.content) for row in session.scalars(query)}
