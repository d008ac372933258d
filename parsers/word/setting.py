"""Sets a Word document on letter pages with one width for all signs: where things stand to each other counts.

Lines to write on, boxes to tick and places to fill in come out as they do from a PDF form, so that a Word form
is understood by the same rules as one on paper.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from parsers.sheet import Lettered
from parsers.word.blocks import Block, Break, Cell, Paragraph, Table
from parsers.word.line import AFTER, HAIR, LINE, Surface, set_paragraph

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.75, 7.75, 0.7, 10.4  #: inches
_INSET = 0.06
_DEEPEST = 8  #: tables inside tables; deeper ones are set as plain paragraphs


def set_blocks(blocks: Iterable[Block], signatures: frozenset[str]) -> Iterator[Lettered]:
    """Yield pages.

    Args:
        blocks: headers, body and footers in order.
        signatures: relations of the pictures that look written by hand; their places are marked as loose ink.
    """
    setter = _Setter(signatures)
    for block in blocks:
        yield from setter.take(block)
    yield setter.surface.sheet()


@dataclass
class _Setter:
    """Sets blocks one below the other; hands out the pages that are full."""

    signatures: frozenset[str]
    surface: Surface = field(default_factory=Surface)
    top: float = _TOP

    def take(self, block: Block) -> Iterator[Lettered]:
        """Set one block, on a new page where it does not fit on this one."""
        for part in _parts(block):
            high = self._height(part)
            if part.starts_page if isinstance(part, Paragraph) else False:
                yield from self._turned(_BOTTOM)
            if isinstance(part, Table) and high > _BOTTOM - _TOP:
                for inner in _unfolded(part):
                    yield from self.take(inner)
                continue
            yield from self._turned(high)
            self.top = self._set(self.surface, part, _LEFT, _RIGHT, self.top)

    def _turned(self, high: float) -> Iterator[Lettered]:
        """Begin a new page when so much does not fit on this one, unless it is empty still."""
        if self.top + high > _BOTTOM and self.top > _TOP:
            yield self.surface.sheet()
            self.surface, self.top = Surface(), _TOP

    def _height(self, block: Block) -> float:
        """How high a block will be, found by setting it on a page that is thrown away."""
        return self._set(Surface(), block, _LEFT, _RIGHT, 0.0)

    def _set(
        self, surface: Surface, block: Block, left: float, right: float, top: float, depth: int = 0
    ) -> float:
        if isinstance(block, Paragraph):
            return set_paragraph(surface, block, left, right, top, self.signatures)
        if depth > _DEEPEST:
            return top
        for row in block.rows:
            top = self._set_row(surface, block, row, left, right, top, depth)
        return top + AFTER * (depth == 0)

    def _set_row(
        self,
        surface: Surface,
        table: Table,
        row: tuple[Cell, ...],
        left: float,
        right: float,
        top: float,
        depth: int,
    ) -> float:
        edges = _edges(table, row, left, right)
        bottom = top + LINE
        for cell, (x0, x1) in zip(row, itertools.pairwise(edges), strict=False):
            under = top + _INSET
            for block in cell.blocks:
                under = self._set(surface, block, x0 + _INSET, x1 - _INSET, under, depth + 1)
            bottom = max(bottom, under)
        if table.ruled:
            surface.rules += [(edges[0], y, edges[-1], y + HAIR) for y in (top, bottom)]
            surface.rules += [(x, top, x + HAIR, bottom) for x in edges]
        return bottom


def _edges(table: Table, row: tuple[Cell, ...], left: float, right: float) -> list[float]:
    """Where the cells of a row begin, and where the last one ends."""
    count = max(len(table.columns), sum(cell.span for cell in row), 1)
    widths = table.columns if len(table.columns) == count else (1.0,) * count
    scale = (right - left) / sum(widths)
    edges, at = [left], 0
    for cell in row:
        at += cell.span
        edges.append(left + sum(widths[:at]) * scale)
    return edges if len(edges) > 1 else [left, right]


def _parts(block: Block) -> Iterator[Block]:
    """A table as single rows, a paragraph in the pieces between its page breaks."""
    if isinstance(block, Table):
        for row in block.rows:
            yield replace(block, rows=(row,))
        return
    first = True
    groups = itertools.groupby(block.items, lambda item: isinstance(item, Break) and item.page)
    pieces = [(turns, tuple(items)) for turns, items in groups] or [(False, ())]
    turned = block.starts_page
    for turns, items in pieces:
        if turns:
            turned = True
        else:
            yield replace(block, items=items, starts_page=turned)
            turned, first = False, False
    if turned and not first:
        yield replace(block, items=(), starts_page=True)


def _unfolded(table: Table) -> Iterator[Block]:
    """What stands in the cells of a row that is higher than a page."""
    for row in table.rows:
        for cell in row:
            yield from cell.blocks
