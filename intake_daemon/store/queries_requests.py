"""Looking at requests for people: lists, one with everything, what waits for a person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake_daemon.model import Decision
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.duties import ExtensionRow, VerificationRow, extension_of, verifications_of
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.patients import ClinicPatientRow, PatientTieRow, charts_in, tie_of
from intake_daemon.store.requests import (
    DecisionRow,
    ExceptionRow,
    FieldRow,
    FindingRow,
    NoteRow,
    RequestRow,
    Status,
)


class QueueFilter(NamedTuple):
    """Which requests to list; None or False leaves a side open."""

    queue: str | None = None
    status: str | None = None
    owner: str | None = None
    overdue_on: date | None = None
    follow_up_by: date | None = None
    closed_too: bool = False


class Listed(NamedTuple):
    """A request in a list with the one value from the paper that staff need to find the chart."""

    request: RequestRow
    patient: str


class Waiting(NamedTuple):
    """An open exception with what it is about; `request` is None for a document that could not be read."""

    exception: ExceptionRow
    arrival: ArrivalRow
    request: RequestRow | None


class Sent(NamedTuple):
    """An outgoing message, sent or not, with the reference of its request."""

    message: MessageRow
    reference: str


class Whole(NamedTuple):
    """Everything there is about one request."""

    request: RequestRow
    arrival: ArrivalRow
    fields: Sequence[FieldRow]
    decisions: Sequence[DecisionRow]
    findings: Sequence[FindingRow]  #: of the decision that stands
    messages: Sequence[MessageRow]
    exceptions: Sequence[ExceptionRow]
    notes: Sequence[NoteRow]
    attached: Sequence[RequestRow]
    history: Sequence[AuditRow]
    verified: Mapping[str, VerificationRow]  #: what people have verified, by item
    extension: ExtensionRow | None
    tie: PatientTieRow | None  #: whose it is among the clinic's own patients
    charts: Mapping[str, ClinicPatientRow]  #: the patients that the tie names, by record number


def queue(session: Session, wanted: QueueFilter) -> list[Listed]:
    """Requests by priority, then by due day, then by age; those to be looked at again by that day first."""
    query = select(RequestRow)
    if wanted.follow_up_by:
        query = query.where(RequestRow.follow_up_on <= wanted.follow_up_by).order_by(RequestRow.follow_up_on)
    query = query.order_by(
        RequestRow.priority, RequestRow.due_on.is_(None), RequestRow.due_on, RequestRow.received_at
    )
    query = _filtered(query, wanted)
    requests = session.scalars(query).all()
    names = patients_of(session, [request.id for request in requests])
    return [Listed(request, names.get(request.id, "")) for request in requests]


def _filtered(query: Select[RequestRow], wanted: QueueFilter) -> Select[RequestRow]:
    if wanted.queue:
        query = query.where(RequestRow.queue == wanted.queue)
    if wanted.status:
        query = query.where(RequestRow.status == wanted.status)
    elif not wanted.closed_too:
        query = query.where(RequestRow.status != Status.CLOSED)
    if wanted.owner:
        query = query.where(RequestRow.owner == wanted.owner)
    if wanted.overdue_on:
        query = query.where(RequestRow.due_on < wanted.overdue_on)
    return query


def patients_of(session: Session, ids: list[int]) -> dict[int, str]:
    """The patients' names as the papers give them, by request."""
    names: dict[int, str] = {}
    for start in range(0, len(ids), 500):  # SQLite takes a limited number of parameters
        query = select(FieldRow).where(
            FieldRow.name == "patient.name", FieldRow.request_id.in_(ids[start : start + 500])
        )
        names |= {row.request_id: str(row.content.get("value") or "") for row in session.scalars(query)}
    return names


def by_reference(session: Session, reference: str) -> RequestRow | None:
    """The request of this reference, written in any case and with or without its hyphens."""
    plain = reference.upper().replace("-", "").removeprefix("R")
    written = f"R-{plain[:4]}-{plain[4:]}"
    return session.scalars(select(RequestRow).where(RequestRow.reference == written)).one_or_none()


def whole(session: Session, request: RequestRow) -> Whole:
    """Gather everything about one request."""
    decisions = _all(session, DecisionRow, request, DecisionRow.id)
    standing = [decision.id for decision in decisions if decision.superseded_by is None]
    findings = select(FindingRow).where(FindingRow.decision_id.in_(standing)).order_by(FindingRow.id)
    attached = select(RequestRow).where(RequestRow.attached_to == request.id).order_by(RequestRow.id)
    tie = tie_of(session, request.id)
    return Whole(
        request=request,
        arrival=session.get_one(ArrivalRow, request.arrival_id),
        fields=_all(session, FieldRow, request, FieldRow.name),
        decisions=decisions,
        findings=session.scalars(findings).all(),
        messages=_all(session, MessageRow, request, MessageRow.id),
        exceptions=_all(session, ExceptionRow, request, ExceptionRow.id),
        notes=_all(session, NoteRow, request, NoteRow.id),
        attached=session.scalars(attached).all(),
        history=history(session, request),
        verified=verifications_of(session, request.id),
        extension=extension_of(session, request.id),
        tie=tie,
        charts=charts_in(session, tie),
    )


Table = TypeVar("Table", FieldRow, DecisionRow, MessageRow, ExceptionRow, NoteRow)


def _all(
    session: Session, table: type[Table], request: RequestRow, order: InstrumentedAttribute[Any]
) -> Sequence[Table]:
    query = select(table).where(table.request_id == request.id).order_by(order)
    return session.scalars(query).all()


def history(session: Session, request: RequestRow) -> Sequence[AuditRow]:
    """What happened to a request and to the document it came in, oldest first."""
    of_document = (AuditRow.arrival_id == request.arrival_id) & AuditRow.request_id.is_(None)
    query = select(AuditRow).where(or_(AuditRow.request_id == request.id, of_document)).order_by(AuditRow.seq)
    return session.scalars(query).all()


def waiting(
    session: Session, *, queue: str | None = None, owner: str | None = None, due_by: datetime | None = None
) -> list[Waiting]:
    """Open exceptions, the ones to be escalated first on top."""
    query = (
        select(ExceptionRow, ArrivalRow, RequestRow)
        .join(ArrivalRow, ArrivalRow.id == ExceptionRow.arrival_id)
        .outerjoin(RequestRow, RequestRow.id == ExceptionRow.request_id)
        .where(ExceptionRow.resolved_at.is_(None))
        .order_by(ExceptionRow.escalate_at.is_(None), ExceptionRow.escalate_at, ExceptionRow.since)
    )
    if queue:
        query = query.where(ExceptionRow.queue == queue)
    if owner:
        query = query.where(or_(ExceptionRow.owner == owner, RequestRow.owner == owner))
    if due_by:
        query = query.where(ExceptionRow.escalate_at <= due_by)
    return [Waiting(*row) for row in session.execute(query)]


def parked(session: Session) -> Sequence[ArrivalRow]:
    """Documents that were set aside, oldest first."""
    query = select(ArrivalRow).where(ArrivalRow.state == ArrivalState.PARKED).order_by(ArrivalRow.id)
    return session.scalars(query).all()


def open_asks(session: Session, request: RequestRow) -> tuple[str, ...]:
    """The fields that the last question about a request asks for; none when no question is open."""
    if request.decision != Decision.CLARIFY:
        return ()
    query = select(MessageRow.asks).where(
        MessageRow.request_id == request.id, MessageRow.situation == "clarification"
    )
    return tuple(session.scalars(query.order_by(MessageRow.id.desc())).first() or ())


def messages(session: Session, *, state: str | None = None, request_id: int | None = None) -> list[Sent]:
    """Outgoing messages, newest first, each with the reference of its request."""
    query = (
        select(MessageRow, RequestRow.reference)
        .join(RequestRow, RequestRow.id == MessageRow.request_id)
        .order_by(MessageRow.id.desc())
    )
    if state:
        query = query.where(MessageRow.state == state)
    if request_id is not None:
        query = query.where(MessageRow.request_id == request_id)
    return [Sent(*row) for row in session.execute(query)]
