"""The accounting of disclosures, 45 CFR 164.528: what was released to whom, when, and why, in the last six years.

Only what the rules mark as accountable is listed; treatment, payment, release to the patient and under an
authorization are not (164.528(a)(1)). Every value comes with the place it was taken from, so that it can be checked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from intake_daemon.model import FieldValue, Frozen, State
from intake_daemon.pipeline.family import of_one_patient
from intake_daemon.pipeline.words import RELEASED
from intake_daemon.store import audit
from intake_daemon.store.patients import PatientTieRow, Tie, tie_of
from intake_daemon.store.queries_requests import by_reference
from intake_daemon.store.requests import FieldRow, RequestRow

YEARS = 6  #: 45 CFR 164.528(a)(1)

RECIPIENT = ("authorization.recipient.name", "authorization.recipient.organization")
REQUESTOR = ("requestor.name", "requestor.organization")
ADDRESSES = (
    "authorization.recipient.address",
    "delivery.address",
    "requestor.address",
    "authorization.recipient.fax",
    "requestor.fax",
    "authorization.recipient.email",
    "requestor.email",
)
NOT_KNOWN = "not known"


class Told(Frozen):
    """One value of an accounting and where it was taken from."""

    value: str
    source: str


class Disclosure(Frozen):
    """One release, with what 45 CFR 164.528(b)(2) wants told of it.

    Args:
        patient: whose records they were.
        on: the day of the disclosure: on which the request was closed as released.
        recipient: who received them.
        address: where that one is, if known.
        what: brief description of the records.
        purpose: what it was for; else the written request that may stand in its place.
        basis: the law it was released under.
    """

    reference: str
    on: date
    patient: Told
    recipient: Told
    address: Told
    what: Told
    purpose: Told
    basis: Told


class Accounting(Frozen):
    """An accounting for some days.

    Args:
        undecided: released in these days, and no rule said whether a release belongs here.
    """

    first: date
    last: date
    disclosures: tuple[Disclosure, ...]
    undecided: tuple[str, ...]


def years_before(day: date) -> date:
    """The first day that an accounting asked for on that day reaches back to."""
    earlier = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return earlier.replace(year=day.year - YEARS)


def account(
    session: Session, first: date, last: date, zone: tzinfo, *, patient: Sequence[int] | None = None
) -> Accounting:
    """List the disclosures of some days, the first and the last included, oldest first.

    Args:
        zone: of the facility, which says what a day is.
        patient: only these requests, those of one patient; None: everybody's.
    """
    released = session.scalars(_released(first, last, zone, patient)).all()
    listed = [request for request in released if request.accounting]
    return Accounting(
        first=first,
        last=last,
        disclosures=tuple(_disclosure(session, request, zone) for request in listed),
        undecided=tuple(request.reference for request in released if request.accounting is None),
    )


def requests_of(session: Session, who: str) -> tuple[int, ...]:
    """The requests of one patient.

    Args:
        who: the patient's record number, or the reference of one of the requests.
    """
    known = by_reference(session, who)
    tie = tie_of(session, known.id) if known else None
    number = tie.mrn if tie and tie.answer == Tie.TIED else None if known else who
    family = (known, *of_one_patient(session, known)) if known else ()
    return tuple(sorted({*(request.id for request in family), *_tied_to(session, number)}))


def record_accounting(session: Session, accounting: Accounting, *, one_patient: bool, actor: str) -> None:
    """Write down who took an accounting, of which requests; never of whom."""
    detail: audit.Detail = {
        "from": str(accounting.first),
        "to": str(accounting.last),
        "one_patient": one_patient,
        "requests": [one.reference for one in accounting.disclosures],
    }
    audit.append(session, "patients.accounted", actor=actor, detail=detail)


def _tied_to(session: Session, number: str | None) -> Sequence[int]:
    if number is None:
        return ()
    query = select(PatientTieRow.request_id).where(
        PatientTieRow.mrn == number, PatientTieRow.answer == Tie.TIED
    )
    return session.scalars(query).all()


def _released(first: date, last: date, zone: tzinfo, patient: Sequence[int] | None) -> Select[RequestRow]:
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    query = select(RequestRow).where(
        RequestRow.closure_reason == RELEASED,
        RequestRow.closed_at >= begin,
        RequestRow.closed_at < end,
        or_(RequestRow.accounting.is_(None), RequestRow.accounting.is_(True)),
    )
    if patient is not None:
        query = query.where(RequestRow.id.in_(patient))
    return query.order_by(RequestRow.closed_at, RequestRow.id)


def _disclosure(session: Session, request: RequestRow, zone: tzinfo) -> Disclosure:
    rows = session.scalars(select(FieldRow).where(FieldRow.request_id == request.id))
    fields = {row.name: row for row in rows if row.state == State.PRESENT}
    closed = request.closed_at or request.created_at
    return Disclosure(
        reference=request.reference,
        on=closed.astimezone(zone).date(),
        patient=_joined(fields, ("patient.name", "patient.dob")),
        recipient=_recipient(fields),
        address=_first(fields, ADDRESSES),
        what=_what(fields),
        purpose=_purpose(fields, request),
        basis=Told(value=request.basis or NOT_KNOWN, source="the rules, when it was decided"),
    )


def _recipient(fields: Mapping[str, FieldRow]) -> Told:
    named = any(name in fields for name in RECIPIENT)
    return _joined(fields, RECIPIENT if named else REQUESTOR)


def _what(fields: Mapping[str, FieldRow]) -> Told:
    """Kinds of records and dates; the words of the request where neither was read."""
    names = ("scope.record_types", "scope.start", "scope.end", "scope.periods", "scope.all_dates")
    told = _joined(fields, names)
    return _first(fields, ("scope.text",)) if told.value == NOT_KNOWN else told


def _purpose(fields: Mapping[str, FieldRow], request: RequestRow) -> Told:
    """The purpose; without one, the copy of the request that may stand for it (164.528(b)(2)(iv)(B))."""
    told = _first(fields, ("authorization.purpose",))
    if told.value != NOT_KNOWN:
        return told
    copy = f"copy of the written request: document {request.arrival_id}"
    return Told(value=copy, source="the request itself")


def _first(fields: Mapping[str, FieldRow], names: Sequence[str]) -> Told:
    return next((_told(fields[name]) for name in names if name in fields), _unknown())


def _joined(fields: Mapping[str, FieldRow], names: Sequence[str]) -> Told:
    found = [_told(fields[name]) for name in names if name in fields]
    if not found:
        return _unknown()
    value = ", ".join(dict.fromkeys(one.value for one in found))
    return Told(value=value, source="; ".join(dict.fromkeys(one.source for one in found)))


def _unknown() -> Told:
    return Told(value=NOT_KNOWN, source="not on the papers, or not to be read for sure")


def _told(row: FieldRow) -> Told:
    field = FieldValue.model_validate(row.content)
    return Told(value=", ".join(_words(row.name, field)), source=f"{row.name}: {_source(row, field)}")


def _words(name: str, field: FieldValue) -> Iterator[str]:
    """A value in words; dates of service say which end they are."""
    if isinstance(field.value, bool):
        yield {"scope.all_dates": "all dates"}.get(name, "yes") if field.value else "no"
    elif isinstance(field.value, tuple):
        for item in field.value:
            yield item if isinstance(item, str) else f"from {item.start} to {item.end or 'the present'}"
    elif field.value is not None:
        prefix = {"scope.start": "from ", "scope.end": "to ", "patient.dob": "born "}.get(name, "")
        yield f"{prefix}{field.value}"


def _source(row: FieldRow, field: FieldValue) -> str:
    if row.person:
        return f"set by {row.person}"
    pages = sorted({item.page for item in field.evidence})
    where = f"page {', '.join(map(str, pages))} of document" if pages else "document"
    return f"{where} {row.arrival_id}, sure {row.confidence:.2f}"
