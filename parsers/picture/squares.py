"""Finds small squares by their outline, ticked or not: four straight sides, whatever is drawn over them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr.engine import PixelBox
from parsers.sheet import Ink

_SMALLEST = 0.055  # inches, about 4 points
_LARGEST = 0.26
_COVERED = 0.86  # of each side
_COVERED_OF_THREE = 0.85  # of the three better sides, on a page that has squares of that size
_COVERED_OF_FOURTH = 0.2
_SQUARE = np.arange(0.78, 1.29, 0.04)  # width over height
_MOST_LETTERED = 0.3  # of the square, over well-read words
_MOAT = 4  # dots outside the outline
_CROWDED = 0.45
_LIKE = 0.14  # by how much boxes of one page differ in size

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class _Candidates:
    """Possible squares, an item each; `sides` holds the inked shares of left/right, top and bottom."""

    left: Integers
    top: Integers
    right: Integers
    bottom: Integers
    sides: Floats

    def sure(self) -> NDArray[np.bool_]:
        return np.asarray(self.sides.min(axis=0) >= _COVERED)

    def likely(self, sizes: list[int]) -> NDArray[np.bool_]:
        """Whether three sides are good and the size is one that the page has."""
        ordered = np.sort(self.sides, axis=0)
        good = (ordered[1:].mean(axis=0) >= _COVERED_OF_THREE) & (ordered[0] >= _COVERED_OF_FOURTH)
        height = self.bottom - self.top
        known = np.zeros(len(height), dtype=np.bool_)
        for size in sizes:
            known |= np.abs(height - size) <= max(2, _LIKE * size)
        return np.asarray(good & known)

    def free(self, lettering: Ink, down: Integers, across: Integers, most_crowded: int) -> NDArray[np.bool_]:
        """Whether each stands alone: hardly over a well-read word, with ink close by on few sides."""
        area = np.maximum((self.right - self.left) * (self.bottom - self.top), 1)
        covered = _inside_sum(_table(lettering), self.left, self.top, self.right, self.bottom) / area
        return np.asarray((covered < _MOST_LETTERED) & (self._crowded_sides(down, across) <= most_crowded))

    def _crowded_sides(self, down: Integers, across: Integers) -> Integers:
        """Count the sides along which, a few dots outside, something else is printed."""
        rows, columns = across.shape[0] - 1, down.shape[1] - 1
        height, width = np.maximum(self.bottom - self.top, 1), np.maximum(self.right - self.left, 1)
        crowded = np.zeros(len(height), dtype=np.int64)
        for x in (self.left - _MOAT, self.right + _MOAT):
            x = np.clip(x, 0, columns)
            crowded += (down[self.bottom, x] - down[self.top, x]) / height > _CROWDED
        for y in (self.top - _MOAT, self.bottom - 1 + _MOAT):
            y = np.clip(y, 0, rows)
            crowded += (across[y, self.right] - across[y, self.left]) / width > _CROWDED
        return crowded

    def boxes(self, chosen: NDArray[np.bool_]) -> list[PixelBox]:
        rows = zip(self.left[chosen], self.top[chosen], self.right[chosen], self.bottom[chosen], strict=True)
        return [(int(x0), int(y0), int(x1) + 1, int(y1)) for x0, y0, x1, y1 in rows]


def find_squares(ink: Ink, dpi: float, lettering: Ink) -> list[PixelBox]:
    """Return the outlines of squares between 5 and 19 points, in pixels.

    Every upright stem of fitting length is tried as a left and as a right side; the other three sides must
    then be inked nearly from end to end. A tick that runs over the outline does not disturb this, since
    one clean side is enough to find the square and ink only ever adds to the others. A fax may have lost
    most of one side: such a square counts when the page has several whole ones of its size.

    Args:
        ink: of the upright page.
        dpi: pixels an inch.
        lettering: 1 where well-read words stand; a square inside one is a part of its letters.
    """
    stems = _upright_stems(ink, round(_SMALLEST * dpi), round(_LARGEST * dpi))
    if not len(stems):
        return []
    down = _sums(cv2.dilate(ink, np.ones((1, 3), np.uint8)), axis=0)
    across = _sums(cv2.dilate(ink, np.ones((3, 1), np.uint8)), axis=1)
    tried = [_best_width(stems, down, across, direction) for direction in (1, -1)]
    sure = [box for c in tried for box in c.boxes(c.sure() & c.free(lettering, down, across, 1))]
    sure = _distinct(sure, [])
    sizes = [box[3] - box[1] for box in sure]
    common = [size for size in sizes if sum(abs(size - other) <= 2 for other in sizes) >= 3]
    likely = [box for c in tried for box in c.boxes(c.likely(common) & c.free(lettering, down, across, 0))]
    return sure + _distinct(likely, sure)


def _upright_stems(ink: Ink, smallest: int, largest: int) -> Integers:
    """Return (x, top, bottom) of straight upright runs of ink, one row each."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((max(3, round(smallest * 0.85)), 1), np.uint8))
    _, _, stats, centres = cv2.connectedComponentsWithStats(runs, connectivity=8)
    lengths, widths = stats[1:, 3], stats[1:, 2]
    fits = (lengths <= largest * 1.15) & (widths <= max(4, largest // 4))
    middles = np.rint(centres[1:, 0]).astype(np.int64)
    tops = stats[1:, 1].astype(np.int64)
    return np.stack([middles, tops, tops + lengths], axis=1)[fits]


def _sums(ink: Ink | cv2.typing.MatLike, axis: int) -> Integers:
    """Return running sums with a leading zero, so that the ink on any stretch is one subtraction."""
    sums = np.cumsum(np.asarray(ink), axis=axis, dtype=np.int64)
    return np.pad(sums, ((1, 0), (0, 0)) if axis == 0 else ((0, 0), (1, 0)))


def _table(area: Ink) -> Integers:
    return np.asarray(cv2.integral(area), dtype=np.int64)


def _inside_sum(
    table: Integers, left: Integers, top: Integers, right: Integers, bottom: Integers
) -> Integers:
    rows, columns = table.shape[0] - 1, table.shape[1] - 1
    left, right, top, bottom = (
        left.clip(0, columns),
        right.clip(0, columns),
        top.clip(0, rows),
        bottom.clip(0, rows),
    )
    return table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]


def _best_width(stems: Integers, down: Integers, across: Integers, direction: int) -> _Candidates:
    """Try, for each stem, all widths that a near-square allows, and keep the one inked best."""
    x, top, bottom = stems.T
    best = np.full((3, len(x)), -1.0)
    width = np.ones(len(x), dtype=np.int64)
    for share in _SQUARE:
        tried = np.maximum(3, np.rint((bottom - top) * share).astype(np.int64))
        sides = _sides(x, x + direction * tried, top, bottom, down, across)
        better = sides.sum(axis=0) + sides.min(axis=0) > best.sum(axis=0) + best.min(axis=0)
        best = np.where(better, sides, best)
        width = np.where(better, tried, width)
    far = x + direction * width
    return _Candidates(np.minimum(x, far), top, np.maximum(x, far), bottom, best)


def _sides(
    x: Integers, far: Integers, top: Integers, bottom: Integers, down: Integers, across: Integers
) -> Floats:
    """Return the inked shares of the far side, the top and the bottom; zeros outside the page."""
    rows, columns = across.shape[0] - 1, down.shape[1] - 1
    inside = (far > 0) & (far < columns)
    far = np.clip(far, 0, columns)
    left, right = np.minimum(x, far), np.maximum(x, far)
    height, width = np.maximum(bottom - top, 1), np.maximum(right - left, 1)
    upright = (down[bottom, far] - down[top, far]) / height
    upper, lower = np.zeros(len(x)), np.zeros(len(x))
    for shift in (-1, 0, 1, 2):
        above, below = np.clip(top + shift, 0, rows), np.clip(bottom - 1 - shift, 0, rows)
        upper = np.maximum(upper, (across[above, right] - across[above, left]) / width)
        lower = np.maximum(lower, (across[below, right] - across[below, left]) / width)
    return np.where(inside, np.stack([upright, upper, lower]), 0.0)


def _distinct(boxes: list[PixelBox], others: list[PixelBox]) -> list[PixelBox]:
    """Keep the largest of squares that lie over one another, and none that lies over the others."""
    kept: list[PixelBox] = []
    for box in sorted(boxes, key=lambda b: (b[0] - b[2]) * (b[3] - b[1])):
        if not any(_overlap(box, other) for other in [*kept, *others]):
            kept.append(box)
    return sorted(kept, key=lambda b: (b[1], b[0]))


def _overlap(one: PixelBox, other: PixelBox) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    least = min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))
    return across * down > 0.3 * least
