"""CSV that spreadsheet programs open without running anything, and that reads back as it was.

A cell that begins with = + - or @ is a formula to a spreadsheet, whatever it was to us (OWASP, "CSV Injection"). Such
a cell is written with an apostrophe before it, which the reader takes away again.
"""

import contextlib
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from intake_daemon.errors import IntakeError

PARTING = ";"  #: stands between the values of a cell that holds several
_MISTAKABLE = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_NEUTRAL = re.compile("'+[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")


class Line(NamedTuple):
    """One line of a table: where it ends in the file, from 1, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def neutral(cell: str) -> str:
    """A cell as it may stand in a file."""
    return f"'{cell}" if _MISTAKABLE.match(cell) else cell


def meant(cell: str) -> str:
    """What a cell of a file says; the reverse of `neutral`."""
    return cell[1:] if _NEUTRAL.match(cell) else cell


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell that may hold several, each once."""
    values = (" ".join(value.split()) for value in cell.split(PARTING))
    return tuple(dict.fromkeys(value for value in values if value))


def write_table(file: TextIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with its heading."""
    table = csv.writer(file, lineterminator="\n")
    table.writerow(columns)
    table.writerows([neutral(cell) for cell in row] for row in rows)


def heading(path: Path) -> list[str]:
    """The names of the columns as written in the first line; empty for an empty file.

    Raises:
        IntakeError: it cannot be read as CSV in UTF-8.
    """
    with _telling(path), path.open(newline="", encoding="utf-8-sig") as text:
        return [" ".join(name.split()) for name in next(csv.reader(text), [])]


def lines(path: Path) -> Iterator[Line]:
    """The lines below the heading; empty ones are passed over.

    What stands beyond the last column of the heading is given under the empty name.

    Raises:
        IntakeError: it cannot be read as CSV in UTF-8.
    """
    names = heading(path)
    with _telling(path), path.open(newline="", encoding="utf-8-sig") as text:
        table = csv.reader(text)
        next(table, None)
        for row in table:
            if any(cell.strip() for cell in row):
                yield Line(table.line_num, _cells(names, row))


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    cells = {name: meant(cell) for name, cell in zip(names, row, strict=False)}
    beyond = [cell for cell in row[len(names) :] if cell.strip()]
    return {**cells, "": PARTING.join(beyond)} if beyond else cells


@contextlib.contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turns what goes wrong with a file into one sentence."""
    try:
        yield
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise IntakeError(f"{path}: cannot be read as CSV in UTF-8: {reason}") from error
