"""What a Word document is made of, freed of its markup. Sizes in inches."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """Letters and spaces; `underlined` spaces are a line to write on."""

    text: str = field(repr=False)
    underlined: bool = False


@dataclass(frozen=True)
class Tab:
    """A jump to the next stop; `line` when the gap is printed as a line to write on."""

    line: bool = False


@dataclass(frozen=True)
class Break:
    """A new line; `page` when it begins a new page."""

    page: bool = False


@dataclass(frozen=True)
class Check:
    """A box to tick."""

    on: bool
    name: str = ""


@dataclass(frozen=True)
class Slot:
    """A place to fill in; `value` is None when nobody did."""

    value: str | None = field(repr=False)
    name: str = ""


@dataclass(frozen=True)
class Image:
    """A picture with the relation that leads to its bytes, and the size it is shown at."""

    relation: str
    width: float
    height: float


Item = Run | Tab | Break | Check | Slot | Image


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `stops` are its own tab stops, inches from its left edge, true for one with a line."""

    items: tuple[Item, ...]
    stops: tuple[tuple[float, bool], ...] = ()
    starts_page: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table that spans `span` columns."""

    blocks: "tuple[Block, ...]"
    span: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells; `columns` are their widths, `ruled` whether its lines are printed."""

    rows: tuple[tuple[Cell, ...], ...]
    columns: tuple[float, ...]
    ruled: bool


Block = Paragraph | Table
