"""Taking in: the bytes go to the document store, then one transaction records the arrival and schedules it.

The source is told only after that commit. Being handed the same thing again (a crash between commit and move,
two pollers, a vendor's retry) is recorded as a second sighting and worked on once.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.errors import Unreadable
from intake_daemon.model import Channel, Taken
from intake_daemon.pipeline.park import park
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState, CheckpointRow, SightingRow
from intake_daemon.store.database import transaction


class Taking(StrEnum):
    """What taking in came to."""

    NEW = "new"
    KNOWN = "known"  #: this very hand-over is recorded already
    SIGHTING = "sighting"  #: the same whole arrival, handed over once more


def take(services: Services, taken: Taken) -> Taking:
    """Store one arrival durably and schedule its work.

    Raises:
        TransientError: the disk is full or the database is not available; nothing was recorded.
    """
    sha256 = services.blobs.put(taken.content)
    with transaction(services.engine) as session:
        result = _record(session, services, taken, sha256)
        _advance(session, taken)
    return result


def _record(session: Session, services: Services, taken: Taken, sha256: str) -> Taking:
    if is_known(session, taken.source, taken.key):
        return Taking.KNOWN
    twin = _same_arrival(session, services, taken, sha256)
    if twin:
        _add_sighting(session, services, taken, twin)
        return Taking.SIGHTING
    arrival = _add_arrival(session, services, taken, sha256)
    if taken.withheld:
        park(session, services, arrival, Unreadable.TOO_LARGE, taken.withheld)
    else:
        services.schedule.process(session, arrival.id, arrival.run, 1)
    return Taking.NEW


def is_known(session: Session, source: str, key: str) -> bool:
    """Say whether this hand-over of this source has been recorded."""
    first = select(ArrivalRow.id).where(ArrivalRow.source == source, ArrivalRow.key == key)
    again = select(SightingRow.id).where(SightingRow.source == source, SightingRow.key == key)
    return session.scalar(first) is not None or session.scalar(again) is not None


def _same_arrival(session: Session, services: Services, taken: Taken, sha256: str) -> ArrivalRow | None:
    """Find the same bytes from the same envelope.

    For a mail the bytes hold the whole way it travelled (Received, Message-ID), so equal bytes are one delivery
    whenever they come (a mailbox whose UIDVALIDITY changed). A fax file says less: only within a short time.
    """
    query = select(ArrivalRow).where(
        ArrivalRow.same_arrival_key == taken.same_arrival_key, ArrivalRow.sha256 == sha256
    )
    if taken.channel is Channel.FAX:
        window = timedelta(minutes=services.config.same_arrival_minutes)
        query = query.where(ArrivalRow.taken_at >= services.clock() - window)
    return session.scalars(query.order_by(ArrivalRow.id)).first()


def _add_sighting(session: Session, services: Services, taken: Taken, twin: ArrivalRow) -> None:
    session.add(SightingRow(arrival_id=twin.id, source=taken.source, key=taken.key, seen_at=services.clock()))
    audit.append(
        session, "arrival.seen_again", actor="daemon", arrival_id=twin.id, detail={"source": taken.source}
    )


def _add_arrival(session: Session, services: Services, taken: Taken, sha256: str) -> ArrivalRow:
    arrival = ArrivalRow(
        source=taken.source,
        key=taken.key,
        channel=taken.channel,
        name=taken.name,
        sha256=sha256,
        size=len(taken.content),
        same_arrival_key=taken.same_arrival_key,
        received_at=taken.received_at,
        taken_at=services.clock(),
        state=ArrivalState.RECEIVED,
        run=1,
        attempts=0,
        fax=taken.fax.model_dump(mode="json") if taken.fax else None,
    )
    session.add(arrival)
    session.flush()
    detail: audit.Detail = {
        "source": taken.source,
        "channel": str(taken.channel),
        "sha256": sha256,
        "size": len(taken.content),
    }
    audit.append(session, "arrival.received", actor="daemon", arrival_id=arrival.id, detail=detail)
    return arrival


def _advance(session: Session, taken: Taken) -> None:
    if taken.checkpoint is None:
        return
    folder, uidvalidity, uid = taken.checkpoint
    row = session.get(CheckpointRow, (taken.source, folder))
    if row is None:
        session.add(CheckpointRow(source=taken.source, folder=folder, uidvalidity=uidvalidity, uid=uid))
    elif row.uidvalidity != uidvalidity or uid > row.uid:
        row.uidvalidity, row.uid = uidvalidity, uid
