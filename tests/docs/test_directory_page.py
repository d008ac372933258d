"""The page on the directory says what the program does."""

from pathlib import Path

import pytest

from intake_daemon.pipeline.requestor_entry import COLUMNS, Column

PAGE = (Path(__file__).parents[2] / "docs" / "directory.md").read_text()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_of_the_file_is_explained(column: Column) -> None:
    holds = "several" if column.many else "one value"

    assert f"| `{column.name}` | {holds} | {column.meaning} |" in PAGE


def test_no_other_column_is_explained() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]

    assert len(rows) == len(COLUMNS)
