"""What the readers of single documents hand over: sheets that are text already, or pictures to be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from intake_daemon.model import FormField, Rule, Stroke, Word
from parsers.limits import Limits

Gray = NDArray[np.uint8]  #: a picture: rows × columns, 0 black to 255 white
Ink = NDArray[np.uint8]  #: a picture of the same shape, 1 where there is ink, else 0


@dataclass(frozen=True)
class Lettered:
    """Text that never was on paper. Sizes are nominal, in inches.

    Args:
        fields: places to fill in and boxes to tick, of a document that has such.
        rules: lines that would be printed.
        strokes: where something drawn by hand is shown.
        printed: it is set as a page would be printed, so that places mean something; else lines of a text.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    fields: tuple[FormField, ...] = ()
    rules: tuple[Rule, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    printed: bool = False


@dataclass(frozen=True)
class Pictured:
    """A page as a picture, with what its file says about it.

    Args:
        gray: the picture, with square pixels.
        dpi: pixels an inch.
        words: of a trustworthy text layer, boxes as fractions of the page; None: it must be recognised.
        fields: of a live form.
        facsimile: the picture is a scan, a fax or a photograph: it may be skewed, turned, dirty.
        bilevel: only black and white, as faxes are.
    """

    gray: Gray = field(repr=False)
    dpi: float
    words: tuple[Word, ...] | None = None
    fields: tuple[FormField, ...] = ()
    facsimile: bool = True
    bilevel: bool = False

    @property
    def width(self) -> float:
        """Inches."""
        return float(self.gray.shape[1] / self.dpi)

    @property
    def height(self) -> float:
        """Inches."""
        return float(self.gray.shape[0] / self.dpi)


Sheet = Lettered | Pictured


class SheetReader(Protocol):
    """Reads one document: yields its sheets in order, so that only one picture is held at a time."""

    def __call__(self, content: bytes, limits: Limits) -> Iterator[Sheet]:
        """Yield the sheets; raise UnreadableDocument when no more can be read."""
