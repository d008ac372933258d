"""What a document is made of, whether it is set as HTML or as PDF."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a label stands for; its colour never says more than its words."""

    FEDERAL = "federal"
    STATE = "state"
    HOUSE = "house"
    OFF = "off"
    HIGH = "high"


@dataclass(frozen=True)
class Label:
    """A few words in a box."""

    words: str
    tone: Tone


@dataclass(frozen=True)
class Heading:
    """A heading that the table of contents lists.

    Args:
        anchor: its name within the document, to be linked to.
        level: 1 for a chapter.
    """

    words: str
    anchor: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; `quiet` for remarks."""

    words: str
    quiet: bool = False


@dataclass(frozen=True)
class Points:
    """A list with bullets; a point may have points of its own."""

    points: "tuple[str | Points, ...]"
    lead: str = ""


@dataclass(frozen=True)
class Code:
    """A condition as it stands in the file."""

    text: str


Said = str | Points | Code


@dataclass(frozen=True)
class Entry:
    """One line of a rule: what is said about it, and what it says."""

    name: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class RuleBlock:
    """One rule, set as a unit.

    Args:
        anchor: its name within the document.
        number: chapter and place in it, "3.2".
        title: what is so when it passes.
        rule: its id.
        labels: authority first.
    """

    anchor: str
    number: str
    title: str
    rule: str
    labels: tuple[Label, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """A cell that leads to another place of the document."""

    words: str
    anchor: str


Cell = str | tuple[Link, ...]


@dataclass(frozen=True)
class Table:
    """Rows under heads.

    Args:
        caption: what it shows, read out before it.
        widths: shares of the width, one a column.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Signature:
    """Lines to be filled in by hand, one a label."""

    labels: tuple[str, ...]


Block = Heading | Paragraph | Points | RuleBlock | Table | Signature


@dataclass(frozen=True)
class Handbook:
    """The document.

    Args:
        title: of the whole.
        facility: whose policy it is; "" when nothing says.
        facts: name and value of what identifies it: version, dates, where it was read.
        notice: what everybody must read first.
        version: the version's first signs, for the foot of every page.
        printed: the day it was made, ISO.
        blocks: everything after the title.
    """

    title: str
    facility: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    version: str
    printed: str
    blocks: tuple[Block, ...]

    @property
    def headings(self) -> tuple[Heading, ...]:
        """What the table of contents lists."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))
