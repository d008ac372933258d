"""The picture of a stored request: its pages as they were read, its fields as they stand now."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake_daemon.durable import BlobStore
from intake_daemon.model import FieldValue, Terms, Understanding
from intake_daemon.picture.places import Needed
from intake_daemon.picture.subject import Subject
from intake_daemon.pipeline.read import stored_reading, unpack
from intake_daemon.pipeline.report import (
    FoundField,
    FoundFinding,
    FoundMatch,
    FoundRequest,
    Report,
    found_field,
    found_terms,
)
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.database import transaction
from intake_daemon.store.queries_requests import Whole
from intake_daemon.store.requests import FieldRow, FindingRow


def stored_subject(session: Session, found: Whole, blobs: BlobStore, needed: Needed) -> Subject:
    """What is known of a request, to be drawn over the pages it came on.

    Raises:
        UnreadableDocument: its document has not been read.
    """
    arrival = found.arrival
    reading = stored_reading(session, arrival)
    report = Report(
        file=arrival.name,
        sha256=arrival.sha256,
        channel=arrival.channel,
        received_at=arrival.received_at,
        language=found.request.language,
        intents=unpack(Understanding, arrival.understanding).intents if arrival.understanding else (),
        pages=len(reading.pages),
        requests=(_request(found),),
    )
    name = f"{found.request.reference}, {arrival.name}"
    return Subject(name, blobs.path(arrival.sha256), report, reading, needed)


def record_picture(engine: Engine, found: Whole, *, actor: str) -> None:
    """Write into the audit who took a copy of the papers: a picture shows all that is on them."""
    with transaction(engine) as session:
        audit.append(
            session,
            "request.copied",
            actor=actor,
            arrival_id=found.arrival.id,
            request_id=found.request.id,
            detail={"as": "picture"},
        )


def _request(found: Whole) -> FoundRequest:
    request = found.request
    standing = [decision for decision in found.decisions if decision.superseded_by is None]
    decision = standing[-1] if standing else None
    match = decision.match if decision else None
    return FoundRequest(
        kind=request.kind,
        kind_confidence=1.0,
        pages=tuple(request.pages),
        fields={row.name: _field(row, found.arrival) for row in found.fields},
        doubts=(),
        findings=tuple(_finding(row) for row in found.findings),
        match=FoundMatch.model_validate(match) if match else None,
        decision=request.decision,
        reasons=tuple(decision.reasons) if decision else (),
        queue=request.queue,
        priority=request.priority,
        due_on=request.due_on,
        next_step=request.next_step,
        basis=request.basis,
        terms=found_terms(Terms.model_validate(decision.terms or {}) if decision else Terms()),
        would_send=(),
    )


def _field(row: FieldRow, arrival: ArrivalRow) -> FoundField:
    """One field; what was read from a later answer has its place on other pages than these."""
    field = FieldValue.model_validate(row.content)
    if row.arrival_id != arrival.id:
        field = field.model_copy(update={"evidence": ()})
    return found_field(field)


def _finding(row: FindingRow) -> FoundFinding:
    names = ("rule", "field", "state", "effect", "why", "cites", "severity")
    return FoundFinding.model_validate({name: getattr(row, name) for name in names})
