"""Searchable copies of what came in, for the people who work on it.

A copy takes seconds a page, so it is made between two short transactions and not inside one.
"""

from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from intake_daemon.durable import BlobStore
from intake_daemon.model import Channel, Frozen
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, PageRow
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.requests import RequestRow
from parsers.copies import copy_searchable
from parsers.options import ReadOptions


class Original(Frozen):
    """What is to be copied."""

    arrival_id: int
    request_id: int
    sha256: str
    rotations: tuple[int, ...]


def copy_request(
    engine: Engine, blobs: BlobStore, options: ReadOptions, reference: str, target: Path, *, actor: str
) -> int:
    """Write a searchable PDF of the fax or scan that a request came in; return how many pages it has.

    Raises:
        RefusedError: there is no such request, it came by mail, whose papers are attachments, or was never read.
        UnreadableDocument: its pages cannot be shown.
    """
    with reading(engine) as session:
        original = _original(session, reference)
    copy_searchable(blobs.path(original.sha256), target, original.rotations, options)
    with transaction(engine) as session:
        audit.append(
            session,
            "request.copied",
            actor=actor,
            arrival_id=original.arrival_id,
            request_id=original.request_id,
            detail={"pages": len(original.rotations)},
        )
    return len(original.rotations)


def _original(session: Session, reference: str) -> Original:
    request = session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one_or_none()
    if request is None:
        raise RefusedError(f"there is no request {reference}; references look like R-7K2P-94QX")
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    if arrival.channel == Channel.EMAIL:
        raise RefusedError(
            "the request came by mail; open the mail itself, its attachments are in it as they came"
        )
    query = select(PageRow.rotation).where(PageRow.arrival_id == arrival.id).order_by(PageRow.number)
    rotations = tuple(session.scalars(query))
    if not rotations:
        raise RefusedError("the document has not been read, so nothing is known of its pages")
    return Original(arrival_id=arrival.id, request_id=request.id, sha256=arrival.sha256, rotations=rotations)
