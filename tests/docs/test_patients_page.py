"""The page on the clinic's own patients says what the program does."""

from pathlib import Path

import pytest

from intake_daemon.pipeline.patient_entry import COLUMNS, PatientColumn

PAGE = (Path(__file__).parents[2] / "docs" / "patients.md").read_text()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_of_the_file_is_explained(column: PatientColumn) -> None:
    assert f"| `{column.name}` | {', '.join(column.called)} | {column.meaning} |" in PAGE


def test_no_other_column_is_explained() -> None:
    assert len([line for line in PAGE.splitlines() if line.startswith("| `")]) == len(COLUMNS)
