"""The clinic's own patients in the match index, under each of the names they are known by."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.matching.features import person_of
from intake_daemon.matching.patients import Chart, Found, find_patient, written_ways
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Patient, Record
from intake_daemon.pipeline import index
from intake_daemon.pipeline.patient_entry import PatientEntry
from intake_daemon.store.match_index import Subject
from intake_daemon.store.patients import ClinicPatientRow

WAYS = 16  #: at most so many names of one patient are indexed; a multiple of it is the patient's id
_LONGEST_CHAIN = 20  #: merged charts followed from one to the next


def has_patients(session: Session) -> bool:
    """Whether the clinic keeps its patients here at all."""
    return session.scalar(select(ClinicPatientRow.id).limit(1)) is not None


def records_of(row: ClinicPatientRow) -> list[tuple[int, Record]]:
    """A patient's entries in the index, by the id they have there."""
    ways = written_ways(as_written(row), row.other_names)[:WAYS]
    return [(row.id * WAYS + number, Record(id=str(row.id), patient=way)) for number, way in enumerate(ways)]


def as_written(row: ClinicPatientRow | PatientEntry) -> Patient:
    """A patient of the list as the matcher sees one."""
    return Patient(
        first=row.first,
        middle=row.middle,
        last=row.last,
        suffix=row.suffix,
        dob=row.dob.isoformat() if row.dob else None,
        ssn_last4=row.ssn_last4,
        mrn=row.mrn,
        address=row.address,
        phone=row.phone,
    )


def index_patient(session: Session, secret: bytes, row: ClinicPatientRow) -> None:
    """Put a patient into the index who is not in it."""
    for id, record in records_of(row):
        index.add(session, secret, Subject.PATIENT, id, record)


def forget_patient(session: Session, secret: bytes, patient_id: int) -> None:
    """Take a patient out of the index."""
    for number in range(WAYS):
        if not index.remove(session, secret, Subject.PATIENT, patient_id * WAYS + number):
            return


def stored_patients(session: Session, above: int, count: int) -> list[tuple[int, Record]]:
    """The entries of the next patients above an id of the index."""
    query = select(ClinicPatientRow).where(ClinicPatientRow.id > above // WAYS).order_by(ClinicPatientRow.id)
    rows = session.scalars(query.limit(count))
    return [entry for row in rows for entry in records_of(row)]


def look_up(
    session: Session, secret: bytes, patient: Patient, other_names: Iterable[str], policy: MatchPolicy
) -> Found:
    """Find the clinic's patient who is on a paper."""
    ways = written_ways(patient, other_names)[:WAYS]
    people = [person_of(way) for way in ways]
    return find_patient(people, _charts(session, secret, ways), policy)


def _charts(session: Session, secret: bytes, ways: Sequence[Patient]) -> list[Chart]:
    found = {
        (of.id, of.normal.person)
        for way in ways
        for of in index.find(session, secret, Subject.PATIENT, Record(id="on paper", patient=way))
    }
    numbers = _surviving(session, {int(id) for id, _ in found})
    return [Chart(numbers[int(id)], person) for id, person in sorted(found, key=lambda one: int(one[0]))]


def _surviving(session: Session, ids: set[int]) -> dict[int, str]:
    """The record number under which each patient goes on, merged charts followed to their end."""
    rows = session.scalars(select(ClinicPatientRow).where(ClinicPatientRow.id.in_(ids)))
    return {row.id: surviving(session, row).mrn for row in rows}


def surviving(session: Session, row: ClinicPatientRow) -> ClinicPatientRow:
    """The chart that goes on for this one: itself, unless it was merged into another."""
    for _ in range(_LONGEST_CHAIN):
        after = by_mrn(session, row.merged_into) if row.merged_into else None
        if after is None:
            break
        row = after
    return row


def by_mrn(session: Session, mrn: str) -> ClinicPatientRow | None:
    """The patient of a record number, written as the clinic writes it."""
    return session.scalars(select(ClinicPatientRow).where(ClinicPatientRow.mrn == mrn)).one_or_none()
