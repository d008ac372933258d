"""What is under the boxes: a page's picture, the text of a mail set for paper, or, failing a picture, words alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Protocol

import numpy as np
from PIL import Image, ImageFilter

from intake_daemon.model import Box, Page, PageSource
from intake_daemon.picture.geometry import InkMap, Rect
from intake_daemon.picture.look import QUIET
from intake_daemon.picture.typed import COLUMNS, LINES, SetWord, set_words
from intake_daemon.picture.writing import Pen, size_that_fits

POINTS = 72.0  #: an inch
_TYPE = 8.0  # points; a Courier letter is 0.6 of it wide
_CELL = 0.6 * _TYPE
_LEADING = 11.4
_MARGIN = 42.0
_NEAR = 9  # points; the lightest spot this near is the paper, which is grey on photographs
_GRAIN = 0.08  # darker than the paper by less is its grain
_INK_UNDER = 0.5  # dark share that letters give their box


class Ground(Protocol):
    """One sheet of a page."""

    @property
    def page(self) -> Page:
        """The page it shows, or a part of it."""

    @property
    def width(self) -> float:
        """Points."""

    @property
    def height(self) -> float:
        """Points."""

    @property
    def ink(self) -> InkMap:
        """Where it is dark."""

    def rects(self, box: Box) -> list[Rect]:
        """Where on the sheet a box of the page lies; several where its words are broken, none when elsewhere."""

    def paint(self, pen: Pen) -> None:
        """Draw it with its top left corner at the pen's origin."""


@dataclass(frozen=True)
class Photographed:
    """A page with its picture, in its own size."""

    page: Page
    file: Path

    @property
    def width(self) -> float:
        """Points."""
        return self.page.width * POINTS

    @property
    def height(self) -> float:
        """Points."""
        return self.page.height * POINTS

    @cached_property
    def picture(self) -> Image.Image:
        """In gray. Only this one format is tried: the file was written by a process that met the document."""
        with Image.open(self.file, formats=["PNG"]) as image:
            return image.convert("L")

    @cached_property
    def ink(self) -> InkMap:
        """Where it is dark."""
        size = (max(1, round(self.width)), max(1, round(self.height)))
        small = self.picture.resize(size, Image.Resampling.BOX)
        paper = small.filter(ImageFilter.MaxFilter(_NEAR))
        darker = np.asarray(paper, dtype=np.float64) - np.asarray(small, dtype=np.float64)
        return InkMap(np.clip(darker / 255 - _GRAIN, 0.0, 1.0))

    def rects(self, box: Box) -> list[Rect]:
        """Where the box lies."""
        return [_on_paper(box, self)]

    def paint(self, pen: Pen) -> None:
        """Draw the picture."""
        pen.image(self.picture, self.width, self.height)


@dataclass(frozen=True)
class Bare:
    """A page without a picture, such as one of a Word document: its words, grey, where they stand."""

    page: Page

    @property
    def width(self) -> float:
        """Points."""
        return self.page.width * POINTS

    @property
    def height(self) -> float:
        """Points."""
        return self.page.height * POINTS

    @cached_property
    def ink(self) -> InkMap:
        """Where there are words."""
        return _ink_of([_on_paper(word.box, self) for word in self.page.words], self)

    def rects(self, box: Box) -> list[Rect]:
        """Where the box lies."""
        return [_on_paper(box, self)]

    def paint(self, pen: Pen) -> None:
        """Write the words where they are, those of a line in one size."""
        for _, line in groupby(self.page.words, key=lambda word: word.line):
            words = [(word.text, _on_paper(word.box, self)) for word in line]
            size = median(size_that_fits(text, rect) for text, rect in words)
            for text, rect in words:
                pen.text(text, rect.left, rect.bottom - 0.2 * size, size, colour=QUIET)


@dataclass(frozen=True)
class Typed:
    """One sheet of a text that never was on paper.

    Args:
        words: of this sheet.
        first: number of its first line.
        lines: how many it has.
    """

    page: Page
    words: tuple[SetWord, ...]
    first: int
    lines: int
    width: float = 2 * _MARGIN + COLUMNS * _CELL

    @property
    def height(self) -> float:
        """Points."""
        return 2 * _MARGIN + self.lines * _LEADING

    @cached_property
    def ink(self) -> InkMap:
        """Where there are words."""
        return _ink_of([self._rect(word) for word in self.words], self)

    def rects(self, box: Box) -> list[Rect]:
        """A rectangle for every line in which words of the box are set."""
        inside = [word for word in self.words if _middle_in(word.word.box, box)]
        found = []
        for _, line in groupby(inside, key=lambda word: word.line):
            rects = [self._rect(word) for word in line]
            found.append(Rect(rects[0].left, rects[0].top, rects[-1].right, rects[0].bottom))
        return found

    def paint(self, pen: Pen) -> None:
        """Write the lines."""
        for word in self.words:
            rect = self._rect(word)
            pen.typed(word.text, rect.left, rect.bottom - 2.0, _TYPE)

    def _rect(self, word: SetWord) -> Rect:
        left = _MARGIN + word.column * _CELL
        top = _MARGIN + (word.line - self.first) * _LEADING
        return Rect(left, top, left + len(word.text) * _CELL, top + _TYPE + 1.5)


def grounds(page: Page, file: Path | None) -> Sequence[Ground]:
    """The sheets that show a page; `file` is its picture, None when there is none."""
    if page.source is not PageSource.PLAIN:
        return [Photographed(page, file) if file else Bare(page)]
    words = set_words(page.words)
    last = words[-1].line if words else 0
    return [
        Typed(
            page,
            words=tuple(word for word in words if first <= word.line < first + LINES),
            first=first,
            lines=min(LINES, max(24, last + 1 - first)),
        )
        for first in range(0, last + 1, LINES)
    ]


def _on_paper(box: Box, ground: Photographed | Bare) -> Rect:
    x0, y0, x1, y1 = box
    return Rect(x0 * ground.width, y0 * ground.height, x1 * ground.width, y1 * ground.height)


def _middle_in(small: Box, large: Box) -> bool:
    x, y = (small[0] + small[2]) / 2, (small[1] + small[3]) / 2
    return large[0] <= x <= large[2] and large[1] <= y <= large[3]


def _ink_of(rects: Sequence[Rect], ground: Ground) -> InkMap:
    dark = np.zeros((round(ground.height) + 1, round(ground.width) + 1))
    for rect in rects:
        dark[round(rect.top) : round(rect.bottom) + 1, round(rect.left) : round(rect.right) + 1] = _INK_UNDER
    return InkMap(dark)
