"""Reading one arrival: count the try, read in a killable child, keep what was read."""

import zlib
from typing import TypeVar

import structlog
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Channel, FaxFacts, Page, Reading, Understanding
from intake_daemon.pipeline.park import RETRIED, park
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState, DocumentRow, PageRow
from intake_daemon.store.database import transaction
from parsers.options import Context

MAX_ATTEMPTS = 3

Model = TypeVar("Model", bound=BaseModel)

log = structlog.get_logger(__name__)


def read(services: Services, arrival_id: int, run: int) -> bool:
    """Read an arrival and store its pages and what they say.

    Runs outside a transaction (it takes seconds); whatever it stores, a second run stores again the same way.

    Returns:
        True when there is something to decide on, False when the arrival is parked or no longer ours to work on.

    Raises:
        UnreadableDocument: this try failed and another one may succeed.
    """
    arrival = _begin(services, arrival_id, run)
    if arrival is None:
        return False
    if arrival.state == ArrivalState.READ:
        return True
    try:
        reading, understanding = services.readers.read(
            services.blobs.path(arrival.sha256), reading_context(services, arrival)
        )
    except UnreadableDocument as error:
        if error.kind in RETRIED and arrival.attempts < MAX_ATTEMPTS:
            raise
        _give_up(services, arrival_id, error)
        return False
    with transaction(services.engine) as session:
        keep(session, session.get_one(ArrivalRow, arrival_id), reading, understanding)
    return True


def _begin(services: Services, arrival_id: int, run: int) -> ArrivalRow | None:
    """Count the try before it is made: a document that takes the daemon down is counted too."""
    with transaction(services.engine) as session:
        arrival = session.get_one(ArrivalRow, arrival_id)
        if arrival.run != run or arrival.state != ArrivalState.RECEIVED:
            return arrival if arrival.run == run and arrival.state == ArrivalState.READ else None
        arrival.attempts += 1
        if arrival.attempts > MAX_ATTEMPTS:
            park(session, services, arrival, "crashed", f"{MAX_ATTEMPTS} tries ended without a result")
            return None
        return arrival


def reading_context(services: Services, arrival: ArrivalRow) -> Context:
    """What reading and understanding are told about an arrival."""
    facility = services.config.facility
    return Context(
        channel=Channel(arrival.channel),
        received_on=services.local_day(arrival.received_at),
        fax=FaxFacts.model_validate(arrival.fax) if arrival.fax else None,
        facility_names=facility.names,
        own_addresses=(facility.email, *facility.own_addresses),
        own_numbers=facility.numbers,
        separators=services.config.reading.separators,
    )


def _give_up(services: Services, arrival_id: int, error: UnreadableDocument) -> None:
    with transaction(services.engine) as session:
        park(session, services, session.get_one(ArrivalRow, arrival_id), error.kind, str(error))


def keep(session: Session, arrival: ArrivalRow, reading: Reading, understanding: Understanding) -> None:
    """Store what was read, in place of what an earlier reading stored. An arrival that is read stays as it is."""
    if arrival.state == ArrivalState.READ:
        return
    session.execute(delete(PageRow).where(PageRow.arrival_id == arrival.id))
    session.execute(delete(DocumentRow).where(DocumentRow.arrival_id == arrival.id))
    session.add_all(_documents(arrival.id, reading))
    session.add_all(_page_row(arrival.id, page) for page in reading.pages)
    arrival.reading = pack(reading.model_copy(update={"pages": ()}))
    arrival.understanding = pack(understanding)
    arrival.message_id = reading.envelope.message_id if reading.envelope else None
    arrival.state = ArrivalState.READ
    detail: audit.Detail = {
        "pages": len(reading.pages),
        "seconds": round(reading.seconds, 2),
        "run": arrival.run,
    }
    audit.append(session, "arrival.read", actor="daemon", arrival_id=arrival.id, detail=detail)
    log.info("read", arrival=arrival.id, pages=len(reading.pages), seconds=round(reading.seconds, 2))


def _documents(arrival_id: int, reading: Reading) -> list[DocumentRow]:
    return [
        DocumentRow(
            arrival_id=arrival_id,
            part=part.id,
            media_type=part.media_type,
            role=part.role,
            size=part.size,
            sha256=part.sha256,
            problem_kind=part.problem.kind if part.problem else None,
            problem=part.problem.message if part.problem else None,
        )
        for part in reading.parts
    ]


def _page_row(arrival_id: int, page: Page) -> PageRow:
    return PageRow(
        arrival_id=arrival_id,
        number=page.number,
        part=page.part,
        source=page.source,
        rotation=page.rotation,
        confidence=page.confidence,
        words=len(page.words),
        content=pack(page),
    )


def pack(model: BaseModel) -> bytes:
    """A model as compressed JSON for a column."""
    return zlib.compress(model.model_dump_json(exclude_defaults=True).encode(), 6)


def unpack(kind: type[Model], content: bytes) -> Model:
    """The reverse of `pack`."""
    return kind.model_validate_json(zlib.decompress(content))


def stored_reading(session: Session, arrival: ArrivalRow) -> Reading:
    """What was read from an arrival, pages included.

    Raises:
        UnreadableDocument: it has not been read (yet).
    """
    if arrival.reading is None:
        raise UnreadableDocument(Unreadable.CORRUPT, f"arrival {arrival.id} has not been read")
    query = select(PageRow.content).where(PageRow.arrival_id == arrival.id).order_by(PageRow.number)
    pages = tuple(unpack(Page, content) for content in session.scalars(query))
    return unpack(Reading, arrival.reading).model_copy(update={"pages": pages})
