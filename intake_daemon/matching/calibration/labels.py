"""Labelled requests: what is on file, what came in, and who and what they are in truth."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from intake_daemon.matching.lines import BadLine, read_lines
from intake_daemon.matching.record import Record, Text

FOLDS = 5
_Key = Annotated[str, StringConstraints(min_length=1)]


class Label(StrEnum):
    """What an incoming request is in truth."""

    DUPLICATE = "duplicate"
    KNOWN_PATIENT = "new-request-same-patient"
    STRANGER = "different-person"
    APART = "another-request"  #: no duplicate; whether of the same patient, nobody has said


class Labelled(Record):
    """A request and the truth about it.

    Args:
        role: on file, or judged against what is on file.
        label: of an incoming request; None for one on file.
        of: the request on file that a duplicate is the same as.
        person: who the patient is; two rows of one patient have the same. None when nobody has said.
        hard: the paper does not say enough, so that showing it to a person is as good as an answer.
    """

    role: Literal["stored", "incoming"]
    label: Label | None = None
    of: Text = None
    person: _Key | None
    hard: bool = False

    @model_validator(mode="after")
    def _has_its_label(self) -> Self:
        if self.role == "incoming" and self.label is None:
            raise ValueError("an incoming row needs a label")
        if self.label is Label.DUPLICATE and self.of is None:
            raise ValueError("a duplicate needs the id it is a duplicate of")
        return self

    @property
    def fold(self) -> int:
        """Which part of the patients this one is in: the same for all rows of one patient."""
        return int.from_bytes(hashlib.sha256((self.person or self.id).encode()).digest()[:4]) % FOLDS


@dataclass(frozen=True)
class Labels:
    """All rows of a file."""

    stored: tuple[Labelled, ...]
    incoming: tuple[Labelled, ...]

    @property
    def rows(self) -> tuple[Labelled, ...]:
        """Both."""
        return self.stored + self.incoming


def read_labels(path: Path) -> tuple[Labels, tuple[BadLine, ...]]:
    """Read a file of labelled requests, a JSON object a line; what cannot be used is told by line.

    Raises:
        UnreadableDocument: the file cannot be opened.
    """
    read = tuple(read_lines(path, Labelled))
    rows = [row for row in read if isinstance(row, Labelled)]
    return Labels(
        tuple(row for row in rows if row.role == "stored"),
        tuple(row for row in rows if row.role == "incoming"),
    ), tuple(row for row in read if isinstance(row, BadLine))
