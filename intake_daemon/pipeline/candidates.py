"""Finding stored requests that an incoming one may be: keyed hashes narrow, records are compared."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.record import Record, record_from_fields
from intake_daemon.model import Fields, FieldValue
from intake_daemon.pipeline import index
from intake_daemon.store.match_index import Subject
from intake_daemon.store.requests import FieldRow, RequestRow


def index_request(session: Session, secret: bytes, request: RequestRow, fields: Fields) -> None:
    """Bring the index up to date with one request; one that is attached to another is not in it."""
    if request.attached_to is not None:
        index.remove(session, secret, Subject.REQUEST, request.id)
        return
    index.put(session, secret, Subject.REQUEST, request.id, request_record(request, fields))


def request_record(request: RequestRow, fields: Fields) -> Record:
    """A stored request as the matcher compares it."""
    return record_from_fields(request.reference, fields, request.received_at, "stored")


def incoming_record(fields: Fields, received_at: datetime) -> Filed:
    """A request that is just coming in as the matcher compares it, normalised once for all that is asked of it."""
    return filed(record_from_fields("incoming", fields, received_at, "incoming"))


def find_candidates(
    session: Session,
    secret: bytes,
    incoming: Record | Filed,
    *,
    leave_out: set[int],
    before: int | None = None,
) -> list[Filed]:
    """Stored requests to compare with the incoming one: a bounded number, those that share most keys first.

    Args:
        leave_out: requests not to be compared, such as the incoming one itself when it is decided again.
        before: id of a request that is decided again: it is compared with those that were here before it,
            or a first request would become a re-send of its own re-send.
    """
    session.flush()
    return index.find(session, secret, Subject.REQUEST, incoming, leave_out=leave_out, before=before)


def fields_of(session: Session, request_id: int) -> Fields:
    """The fields of a request as they stand, people's corrections included."""
    query = select(FieldRow).where(FieldRow.request_id == request_id)
    return {row.name: FieldValue.model_validate(row.content) for row in session.scalars(query)}
