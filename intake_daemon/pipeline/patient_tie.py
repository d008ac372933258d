"""Tying a request to the clinic's own patient: what the daemon finds, and what a person says instead.

No decision changes by a tie. It spares staff the search for the chart, and shows them who else it may be.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_daemon.matching.patients import Found, Tied
from intake_daemon.model import Fields, State
from intake_daemon.pipeline.candidates import fields_of, request_record
from intake_daemon.pipeline.patient_index import by_mrn, has_patients, look_up, surviving
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.patients import ClinicPatientRow, PatientTieRow, Tie
from intake_daemon.store.requests import RequestRow, Status


def tie_patient(session: Session, services: Services, request: RequestRow, fields: Fields) -> None:
    """Find out which of the clinic's patients a request is about; a person's word stands.

    Does nothing when the clinic keeps no patients here.
    """
    before = session.get(PatientTieRow, request.id)
    if (before is not None and before.person) or not (before is not None or has_patients(session)):
        return
    found = whose(session, services, request, fields)
    if before is None and found.answer is Tied.NONE:
        return
    changed = before is None or (before.answer, before.mrn) != (found.answer, found.patient)
    _keep(session, request, found, at=services.clock())
    if changed:
        detail: audit.Detail = {"answer": str(found.answer), "candidates": len(found.candidates)}
        request_audit(session, request, "request.tied", "daemon", detail)


def whose(session: Session, services: Services, request: RequestRow, fields: Fields) -> Found:
    """Which of the clinic's patients a request is about. Writes nothing."""
    patient = request_record(request, fields).patient
    listed = session.scalar(select(func.max(ClinicPatientRow.id))) or 0
    policy = services.policy.rules.matching.among(listed)
    return look_up(session, services.match_key, patient, _other_names(fields), policy)


def _other_names(fields: Fields) -> tuple[str, ...]:
    field = fields.get("patient.other_names")
    if field is None or field.state is not State.PRESENT or not isinstance(field.value, tuple):
        return ()
    return tuple(name for name in field.value if isinstance(name, str))


def _keep(session: Session, request: RequestRow, found: Found, *, at: datetime) -> None:
    session.merge(
        PatientTieRow(
            request_id=request.id,
            answer=str(found.answer),
            mrn=found.patient,
            because=list(found.because),
            candidates=[{"mrn": fit.patient, "because": list(fit.because)} for fit in found.candidates],
            person=None,
            at=at,
        )
    )
    session.flush()


def tie(session: Session, request: RequestRow, mrn: str, *, actor: str, at: datetime) -> str:
    """Say that a request is about this patient; return the record number of the chart that goes on.

    Raises:
        RefusedError: the clinic has no patient of this record number here.
    """
    row = by_mrn(session, mrn.strip())
    if row is None:
        raise RefusedError(
            "there is no patient of this record number; `intake-daemon patients find` looks for one"
        )
    number = surviving(session, row).mrn
    _say(session, request, Tie.TIED, number, actor=actor, at=at)
    request_audit(session, request, "request.tied", actor, {"answer": "tied", "by": "a person"})
    return number


def untie(session: Session, request: RequestRow, *, actor: str, at: datetime) -> None:
    """Say that a request is about none of the patients it was tied to; the daemon ties it no more.

    Raises:
        RefusedError: it is tied to nobody, and nobody was proposed.
    """
    before = session.get(PatientTieRow, request.id)
    if before is None or before.answer == Tie.NONE:
        raise RefusedError(f"{request.reference} is tied to no patient")
    _say(session, request, Tie.NONE, None, actor=actor, at=at)
    request_audit(session, request, "request.untied", actor, {"was": before.answer})


def _say(
    session: Session, request: RequestRow, answer: Tie, mrn: str | None, *, actor: str, at: datetime
) -> None:
    session.merge(
        PatientTieRow(
            request_id=request.id,
            answer=str(answer),
            mrn=mrn,
            because=[f"{actor} said so"],
            candidates=[],
            person=actor,
            at=at,
        )
    )
    session.flush()


def look_again(session: Session, services: Services, request: RequestRow, *, actor: str) -> None:
    """Forget what a person said of a request's patient, and let the daemon look once more."""
    before = session.get(PatientTieRow, request.id)
    if before is not None and before.person:
        before.person = None
        request_audit(session, request, "request.untied", actor, {"was": before.answer, "again": True})
    tie_patient(session, services, request, fields_of(session, request.id))


def tie_open_requests(session: Session, services: Services) -> int:
    """Look once more whose all open requests are, after the list of patients has changed; return how many."""
    query = select(RequestRow).where(RequestRow.status != Status.CLOSED).order_by(RequestRow.id)
    requests = session.scalars(query).all()
    for request in requests:
        tie_patient(session, services, request, fields_of(session, request.id))
    return len(requests)
