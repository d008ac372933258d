"""Labelled requests out of the clinic's own work: what people have said of two requests, and worked off.

Only what people stand behind is truth. That is what they said (these two are one, these are not, this is not
the patient of that request, this is the clinic's patient so-and-so), and what the daemon had joined or kept
apart in requests that they closed with proof and never took apart. The rest is there to compare with.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from intake_daemon.matching.calibration.labels import Label, Labelled
from intake_daemon.matching.record import Record
from intake_daemon.model import FieldValue, Match, Outcome, Relation
from intake_daemon.pipeline.candidates import request_record
from intake_daemon.pipeline.family import holder_of, match_of
from intake_daemon.pipeline.settled import is_closed_by_person, standing_decision_by
from intake_daemon.store import audit
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.patients import PatientTieRow, Tie
from intake_daemon.store.requests import FieldRow, RequestRow


@dataclass(frozen=True)
class _Truth:
    """What people stand behind; without a label the request is only on file."""

    person: str | None
    label: Label | None = None
    of: str | None = None
    hard: bool = False


@dataclass
class _Known:
    """What is looked up once for all requests."""

    unlinked: set[int]
    tied: dict[int, str]
    leaned_on: set[int] = field(default_factory=set)


def labels_from(engine: Engine) -> list[Labelled]:
    """Every request that may be compared, with the truth about it where people stand behind one."""
    with reading(engine) as session:
        requests = list(session.scalars(select(RequestRow).order_by(RequestRow.id)))
        known = _Known(_unlinked(session), _tied(session), _leaned_on(requests))
        return list(_rows(session, requests, known))


def record_export(engine: Engine, rows: list[Labelled], *, actor: str) -> None:
    """Say in the audit that labelled requests were taken out, and how many."""
    detail: audit.Detail = {"rows": len(rows), "labelled": sum(row.label is not None for row in rows)}
    with transaction(engine) as session:
        audit.append(session, "rules.labels_written", actor=actor, detail=detail)


def _rows(session: Session, requests: list[RequestRow], known: _Known) -> Iterator[Labelled]:
    for request in requests:
        record = _own_paper(session, request)
        truth = _truth(session, request, known)
        if truth is None or not (record.patient.first or record.patient.last):
            continue
        yield Labelled(
            **{name: getattr(record, name) for name in Record.model_fields},
            role="incoming" if truth.label else "stored",
            label=truth.label,
            of=truth.of,
            person=truth.person,
            hard=truth.hard,
        )


def _own_paper(session: Session, request: RequestRow) -> Record:
    """What the request's own paper says: what other papers added was not known when it came."""
    own = select(FieldRow).where(FieldRow.request_id == request.id, FieldRow.arrival_id == request.arrival_id)
    fields = {row.name: FieldValue.model_validate(row.content) for row in session.scalars(own)}
    return request_record(request, fields)


def _truth(session: Session, request: RequestRow, known: _Known) -> _Truth | None:
    """None for a paper that was joined unseen: it is not on file by itself, and nobody stands behind it."""
    if request.attached_to is not None:
        return _of_attached(session, request, known)
    if any(other < request.id for other in request.apart_from):
        return _of_kept_apart(request, known)
    if not is_closed_by_person(request):
        return _Truth(_person(request, known))
    match = match_of(session, request)
    if match and match.relation is Relation.REPEAT and match.outcome is Outcome.DUPLICATE:
        return _Truth(_person(request, known), Label.DUPLICATE, match.of)
    if request.patient_of is not None:
        return _Truth(_person(request, known), Label.KNOWN_PATIENT)
    alone = request.id not in known.leaned_on and _is_drawn(request)
    return _Truth(_person(request, known), Label.STRANGER if alone else None)


def _of_attached(session: Session, request: RequestRow, known: _Known) -> _Truth | None:
    first = holder_of(session, request)
    match = match_of(session, request)
    if match is None or not (is_closed_by_person(first) or standing_decision_by(session, request)):
        return None
    return _Truth(_person(first, known), Label.DUPLICATE, first.reference, hard=_says_little(match))


def _says_little(match: Match) -> bool:
    """A reply belongs to its request by what it answers; its paper need not say so by itself."""
    return match.relation is Relation.FOLLOW_UP


def _of_kept_apart(request: RequestRow, known: _Known) -> _Truth:
    """Kept apart from an earlier one: whether the patients are one was said only by taking off a link or by a tie."""
    if request.id in known.unlinked or request.id in known.tied:
        return _Truth(_person(request, known), Label.STRANGER)
    return _Truth(None, Label.APART)


def _person(request: RequestRow, known: _Known) -> str:
    first = request.patient_of or request.id
    return known.tied.get(request.id) or known.tied.get(first) or f"request {first}"


def _is_drawn(request: RequestRow) -> bool:
    """Half of those that stand alone are judged, the other half is there to be compared with."""
    return hashlib.sha256(request.reference.encode()).digest()[0] % 2 == 0


def _unlinked(session: Session) -> set[int]:
    split = select(AuditRow).where(AuditRow.action == "request.split")
    taken_off = (row for row in session.scalars(split) if row.detail.get("link") == "patient")
    return {row.request_id for row in taken_off if row.request_id is not None}


def _tied(session: Session) -> dict[int, str]:
    """Requests of which a person said which of the clinic's patients it is about, by a mark for the patient."""
    ties = select(PatientTieRow).where(PatientTieRow.person.is_not(None), PatientTieRow.answer == Tie.TIED)
    marks: dict[str, str] = {}
    return {
        row.request_id: marks.setdefault(row.mrn or "", f"patient {len(marks) + 1}")
        for row in session.scalars(ties.order_by(PatientTieRow.request_id))
    }


def _leaned_on(requests: list[RequestRow]) -> set[int]:
    """Requests that others are attached to, linked to or kept apart from."""
    others = (key for row in requests for key in (row.attached_to, row.patient_of, *row.apart_from))
    return {key for key in others if key is not None}
