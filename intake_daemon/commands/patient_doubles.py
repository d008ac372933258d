"""Who stands in a file of patients more than once, or may."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypedDict

from intake_daemon.commands.app import App
from intake_daemon.matching.bulk_patients import Double, doubles
from intake_daemon.matching.features import person_of
from intake_daemon.pipeline.patient_entry import PatientEntry, patient_of
from intake_daemon.pipeline.patient_index import as_written
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.spreadsheet import lines


class FoundDouble(TypedDict):
    """Two lines of a file that are or may be one patient."""

    lines: list[int]
    mrns: list[str]
    sure: bool
    because: list[str]


def doubles_in(app: App, file: Path, columns: Mapping[str, str]) -> list[FoundDouble]:
    """Look through a whole file, the surest first; charts that were merged already are left out.

    Raises:
        RefusedError: a line cannot be understood; `import --dry-run` names every mistake.
    """
    import rules

    policy = rules.load_matching(app.config.rules or rules.SHIPPED)
    entries = [(number, entry) for number, entry in _entries(file, columns) if not entry.merged_into]
    people = [person_of(as_written(entry)) for _, entry in entries]
    return [_document(double, entries) for double in doubles(people, policy)]


def _entries(file: Path, columns: Mapping[str, str]) -> Iterator[tuple[int, PatientEntry]]:
    for line in lines(file):
        try:
            yield line.number, patient_of(line.cells, columns)
        except RefusedError as error:
            raise RefusedError(f"{file}, line {line.number}: {error}") from error


def _document(double: Double, entries: list[tuple[int, PatientEntry]]) -> FoundDouble:
    both = [entries[double.one], entries[double.other]]
    judged = double.judgement
    return {
        "lines": [number for number, _ in both],
        "mrns": [entry.mrn for _, entry in both],
        "sure": double.certain,
        "because": [f"against: {found.words}" for found in judged.objections]
        + list(map(str, judged.evidence)),
    }
