"""Importing the clinic's own patients: the whole file is checked first, then all of it is taken or nothing.

The file is read twice, so that a million lines need no more memory than their record numbers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.patient_entry import NAMES, PatientEntry, patient_of
from intake_daemon.pipeline.patient_index import forget_patient, index_patient
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.spreadsheet import Line, lines
from intake_daemon.store import audit
from intake_daemon.store.patients import ClinicPatientRow, PatientTieRow, all_patients

MOST_MISTAKES = 200  #: shown; a file with more has the wrong columns
CHUNK = 500


@dataclass(frozen=True)
class Survey:
    """What a file without mistakes holds."""

    path: Path
    columns: Mapping[str, str]
    count: int
    numbers: frozenset[str]


@dataclass
class Tally:
    """What importing a file did, or would do."""

    added: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0


@dataclass
class _Checked:
    """What pass one remembers of the lines before."""

    line_of: dict[str, int] = field(default_factory=dict)  #: record number to line
    plain: dict[str, int] = field(default_factory=dict)  #: record number as it is compared to line
    merged: dict[str, str] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    more: int = 0

    def complain(self, line: int, words: str) -> None:
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(f"line {line}: {words}")
        else:
            self.more += 1


def survey(
    session: Session,
    path: Path,
    columns: Mapping[str, str],
    *,
    today: date,
    beat: Callable[[], None] = lambda: None,
) -> Survey:
    """Check a whole file. Writes nothing.

    Args:
        columns: which column of the file says what, as `columns_of` found out.
        beat: called after each line.

    Raises:
        RefusedError: with every mistake, by line.
    """
    known = _Checked()
    for line in lines(path):
        try:
            _check(known, line, patient_of(line.cells, columns), today)
        except RefusedError as error:
            known.complain(line.number, str(error))
        beat()
    _check_mergers(session, known)
    if known.mistakes:
        more = [f"and {known.more} more"] if known.more else []
        listed = "\n".join(f"  {mistake}" for mistake in [*known.mistakes, *more])
        raise RefusedError(f"nothing was imported:\n{listed}")
    return Survey(path, columns, len(known.line_of), frozenset(known.line_of))


def _check(known: _Checked, line: Line, entry: PatientEntry, today: date) -> None:
    before = known.line_of.get(entry.mrn) or known.plain.get(entry.plain_mrn)
    if before:
        raise RefusedError(f"has the record number of line {before}")
    if any(day and day > today for day in (entry.dob, entry.deceased_on)):
        raise RefusedError("dob or deceased_on lies in the future")
    if entry.dob and entry.deceased_on and entry.deceased_on < entry.dob:
        raise RefusedError("deceased_on lies before dob")
    known.line_of[entry.mrn] = known.plain[entry.plain_mrn] = line.number
    if entry.merged_into:
        known.merged[entry.mrn] = entry.merged_into


def _check_mergers(session: Session, known: _Checked) -> None:
    if not known.merged:
        return
    there = _merged_in_store(session) | {mrn: known.merged.get(mrn, "") for mrn in known.line_of}
    for mrn, into in known.merged.items():
        if into not in there:
            known.complain(known.line_of[mrn], "merged_into names a chart that is not there")
        elif _goes_round(mrn, there):
            known.complain(known.line_of[mrn], "merged_into leads back to the same chart")


def _merged_in_store(session: Session) -> dict[str, str]:
    query = select(ClinicPatientRow.mrn, ClinicPatientRow.merged_into)
    return {row.mrn: row.merged_into for row in session.execute(query)}


def _goes_round(mrn: str, merged: Mapping[str, str]) -> bool:
    seen = {mrn}
    at = merged.get(mrn, "")
    while at:
        if at in seen:
            return True
        seen.add(at)
        at = merged.get(at, "")
    return False


def take_over(
    session: Session, secret: bytes, of: Survey, *, replace: bool, write: bool, beat: Callable[[], None]
) -> Tally:
    """Bring the clinic's patients to what a checked file says, in the caller's transaction.

    Args:
        replace: the file is everything: patients who are not in it are removed.
        write: False only counts.
        beat: called after each line.
    """
    tally = Tally()
    rest = lines(of.path)
    while chunk := [patient_of(line.cells, of.columns) for line in islice(rest, CHUNK)]:
        _take(session, secret, chunk, frozenset(of.columns.values()), tally, write=write)
        for _ in chunk:
            beat()
    if replace:
        gone = [row.id for row in all_patients(session) if row.mrn not in of.numbers]
        tally.removed = len(gone)
        if write:
            remove(session, secret, gone)
    return tally


def _take(
    session: Session,
    secret: bytes,
    chunk: list[PatientEntry],
    given: frozenset[str],
    tally: Tally,
    *,
    write: bool,
) -> None:
    query = select(ClinicPatientRow).where(ClinicPatientRow.mrn.in_([entry.mrn for entry in chunk]))
    stored = {row.mrn: row for row in session.scalars(query)}
    touched = []
    for entry in chunk:
        row = stored.get(entry.mrn)
        if row is not None and not _differs(row, entry, given):
            tally.same += 1
            continue
        tally.added, tally.changed = tally.added + (row is None), tally.changed + (row is not None)
        if write and row is not None:
            forget_patient(session, secret, row.id)
        if write:
            touched.append(_written(session, row or ClinicPatientRow(), entry, given))
    session.flush()
    for row in touched:
        index_patient(session, secret, row)


def _differs(row: ClinicPatientRow, entry: PatientEntry, given: frozenset[str]) -> bool:
    return any(_stored_form(getattr(row, name)) != _stored_form(getattr(entry, name)) for name in given)


def _stored_form(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _written(
    session: Session, row: ClinicPatientRow, entry: PatientEntry, given: frozenset[str]
) -> ClinicPatientRow:
    """Take over what the file says; a column it does not have stays as it was."""
    for name in NAMES if row.id is None else given:
        setattr(row, name, _stored_form(getattr(entry, name)))
    session.add(row)
    return row


def remove(session: Session, secret: bytes, ids: Iterable[int]) -> int:
    """Remove patients, and the ties that the daemon made to them; what people said stays. Returns how many."""
    count = 0
    for id in ids:
        row = session.get_one(ClinicPatientRow, id)
        forget_patient(session, secret, id)
        by_us = (PatientTieRow.mrn == row.mrn, PatientTieRow.person.is_(None))
        session.execute(delete(PatientTieRow).where(*by_us))
        session.delete(row)
        count += 1
    session.flush()
    return count


def count_patients(session: Session) -> int:
    """How many patients the clinic keeps here."""
    return session.scalar(select(func.count()).select_from(ClinicPatientRow)) or 0


def record_import(session: Session, tally: Tally, *, actor: str) -> None:
    """Write down that a file was imported: numbers of lines, nobody's name."""
    detail: audit.Detail = {
        "added": tally.added,
        "changed": tally.changed,
        "removed": tally.removed,
        "same": tally.same,
    }
    audit.append(session, "patients.imported", actor=actor, detail=detail)


def record_removal(session: Session, count: int, *, actor: str) -> None:
    """Write down that patients were removed: how many."""
    audit.append(session, "patients.removed", actor=actor, detail={"removed": count})


def record_export(session: Session, *, actor: str) -> None:
    """Write down that the list left the database in somebody's hands."""
    audit.append(session, "patients.exported", actor=actor, detail={"patients": count_patients(session)})
