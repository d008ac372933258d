"""Judge a file of incoming requests against a file of stored ones, a JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Record
from intake_daemon.model import Frozen, Outcome, Relation

Row = TypeVar("Row", bound=Record)


class MatchedLine(Frozen):
    """The answer for one incoming line, with the keys and in the order of the contract."""

    id: str
    outcome: Outcome
    relation: Relation
    of: str | None
    patient_of: str | None
    score: float
    because: tuple[str, ...]


class BadLine(Frozen):
    """A line that could not be used; `message` names file and line."""

    message: str


def read_lines(path: Path, kind: type[Row]) -> Iterator[Row | BadLine]:
    """Read request records; a line that cannot be used is told and the rest goes on. Empty lines are skipped.

    Args:
        path: the file.
        kind: what a line is: a record, or a record with more in it.

    Raises:
        UnreadableDocument: the file cannot be opened.
    """
    try:
        file = path.open(encoding="utf-8-sig", errors="replace")
    except OSError as problem:
        message = f"{path.name} cannot be opened: {problem.strerror}; check the path and its permissions"
        raise UnreadableDocument(Unreadable.CORRUPT, message) from problem
    with file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _read_line(line, path.name, number, kind)


def _read_line(line: str, file: str, number: int, kind: type[Row]) -> Row | BadLine:
    try:
        return kind.from_line(line, file=file, number=number)
    except UnreadableDocument as problem:
        return BadLine(message=str(problem))
    except ValidationError as problem:
        first = problem.errors(include_input=False)[0]  # its message names what is allowed, not what is there
        key = ".".join(str(step) for step in first["loc"])
        return BadLine(message=f"{file} line {number}: {key or 'row'}: {first['msg']}")


def match_files(
    stored: Path, incoming: Path, policy: MatchPolicy | None = None
) -> Iterator[MatchedLine | BadLine]:
    """Judge every incoming line against the stored lines only, in order.

    Raises:
        UnreadableDocument: one of the files cannot be opened.
    """
    index = Index()
    for line in read_lines(stored, Record):
        if isinstance(line, BadLine):
            yield line
        else:
            index.add(line)
    for line in read_lines(incoming, Record):
        yield line if isinstance(line, BadLine) else _judged(line, index, policy)


def _judged(record: Record, index: Index, policy: MatchPolicy | None) -> MatchedLine:
    answer = match(record, index.candidates(record), policy)
    return MatchedLine(id=record.id, **{name: getattr(answer, name) for name in type(answer).model_fields})
