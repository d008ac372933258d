"""What unpacking gives: the documents in an arrival, still as bytes."""

from dataclasses import dataclass, field
from hashlib import sha256

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Envelope, Part, PartRole, Problem

QUOTED = ".quoted"  #: ends the id of a part that holds the older mails quoted below a new one


@dataclass(frozen=True)
class Piece:
    """One document of an arrival.

    Args:
        id: "0" for the whole file, "1", "2", "2.1"... for what is inside it, in order.
        media_type: decided from the bytes.
        text: the text of a body, already decoded and laid out in lines; None for a document to be read.
        page_worthy: False for logos and other ornaments, which are listed but not read.
        problem: why it will not be read; None for a sound one.
    """

    id: str
    media_type: str
    content: bytes = field(repr=False)
    role: PartRole = PartRole.ATTACHMENT
    text: str | None = field(default=None, repr=False)
    page_worthy: bool = True
    problem: Problem | None = None

    def as_part(self, pages: tuple[int, ...], problem: Problem | None) -> Part:
        """Describe the piece for the reading, with the numbers of the pages it gave."""
        return Part(
            id=self.id,
            media_type=self.media_type,
            role=self.role,
            size=len(self.content),
            sha256=sha256(self.content).hexdigest(),
            pages=pages,
            problem=self.problem or problem,
        )


@dataclass(frozen=True)
class Unpacked:
    """An arrival taken apart."""

    pieces: tuple[Piece, ...]
    envelope: Envelope | None = None


def problem_of(error: UnreadableDocument) -> Problem:
    """Turn an error about a whole document into the problem of one part."""
    return Problem(kind=error.kind, message=str(error))


def too_many_parts(limit: int) -> UnreadableDocument:
    """Say that an arrival holds more parts than are read."""
    return UnreadableDocument(
        Unreadable.TOO_LARGE,
        f"The arrival holds more than {limit} parts; open it by hand or ask for it in pieces.",
    )
