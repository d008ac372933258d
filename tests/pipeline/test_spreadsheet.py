"""What is written as CSV reads back as it was, and no cell of it is a formula."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.errors import IntakeError
from intake_daemon.pipeline.spreadsheet import Line, heading, lines, meant, neutral, several, write_table

CELLS = st.text(alphabet=st.sampled_from("=+-@'\"; ,\tab\n1é"), max_size=8)


@settings(deadline=None)
@given(CELLS)
def test_a_cell_reads_back_as_it_was_and_is_no_formula(cell: str) -> None:
    assert meant(neutral(cell)) == cell
    assert neutral(cell)[:1] not in tuple("=+-@\t")


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_a_table_reads_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    text = io.StringIO()
    write_table(text, ("one", "two"), rows)

    table = list(csv.reader(io.StringIO(text.getvalue(), newline="")))

    assert [[meant(cell) for cell in row] for row in table[1:]] == [list(row) for row in rows]


def test_lines_are_numbered_as_an_editor_does_and_empty_ones_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('\ufeffone, two \nx,"a\nb"\n\n,\ny,z,more\n', encoding="utf-8")

    assert heading(file) == ["one", "two"]
    assert list(lines(file)) == [
        Line(3, {"one": "x", "two": "a\nb"}),
        Line(6, {"one": "y", "two": "z", "": "more"}),
    ]


def test_several_values_of_a_cell_are_parted_and_given_once() -> None:
    assert several(" a b;c ;; a  b") == ("a b", "c")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"one\n\xff\n"])
def test_what_is_no_text_is_told_with_the_name_of_the_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)

    with pytest.raises(IntakeError, match=r"a\.csv: cannot be read as CSV"):
        list(lines(file))
