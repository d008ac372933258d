"""Finds small squares by their outline, ticked or not: four straight sides, whatever is drawn over them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr.engine import PixelBox
from parsers.picture.blots import blots_and_centres
from parsers.picture.outlines import Floats, Integers, Outlines, Sums, far_side, lower_side, upper_side
from parsers.sheet import Ink

_SMALLEST = 0.055  # inches, about 4 points
_LARGEST = 0.26
_COVERED = 0.86  # of each side
_COVERED_OF_THREE = 0.85  # of the three better sides, on a page that has squares of that size
_COVERED_OF_FOURTH = 0.2
_COVERED_OF_SECOND = 2 * _COVERED_OF_THREE - 1  # at least, where the better of two is whole
_SQUARE = np.arange(0.78, 1.29, 0.04)  # width over height
_MOST_LETTERED = 0.3  # of the square, over well-read words
_MOAT = 4  # dots outside the outline
_CROWDED = 0.45
CLEAN = 0.95  #: inked share of every side: such a square is one, whatever stands around it
_NO_LETTER = 0.1  # inches; no letter of that size has four clean straight sides
_SEVERAL = 3
_OVERLAP = 0.3  # of the smaller square
_MOST = 300  # boxes to tick on a page
_LIKE = 0.14  # by how much boxes of one page differ in size


@dataclass(frozen=True)
class Square:
    """A square outline in pixels; `worst` is the inked share of its least inked side."""

    box: PixelBox
    worst: float

    @property
    def size(self) -> int:
        """Its height in pixels."""
        return self.box[3] - self.box[1]


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

    def unlettered(self, lettered: Integers) -> NDArray[np.bool_]:
        """Whether each lies at most in small part over well-read words."""
        area = np.maximum((self.right - self.left) * (self.bottom - self.top), 1)
        covered = _inside_sum(lettered, self.left, self.top, self.right, self.bottom) / area
        return np.asarray(covered < _MOST_LETTERED)

    def unmistakable(self, dpi: float) -> NDArray[np.bool_]:
        """Whether each is so clean and large that it is a box even if it was read as part of a word."""
        return np.asarray((self.sides.min(axis=0) >= CLEAN) & (self.bottom - self.top >= _NO_LETTER * dpi))

    def uncrowded(self, sums: Sums, most: int) -> NDArray[np.bool_]:
        """Whether something else is printed close by on so many sides at most."""
        return np.asarray(self._crowded_sides(sums.down, sums.across) <= most)

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

    def squares(self, chosen: NDArray[np.bool_]) -> list["Square"]:
        sides = np.stack([self.left, self.top, self.right + 1, self.bottom], axis=1)[chosen]
        worst = self.sides.min(axis=0)[chosen]
        return [
            Square((int(x0), int(y0), int(x1), int(y1)), float(share))
            for (x0, y0, x1, y1), share in zip(sides, worst, strict=True)
        ]


def find_squares(ink: Ink, dpi: float, lettering: Ink) -> list[Square]:
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
    sums = Sums.of(ink, lettering)
    swapped = np.asarray(cv2.transpose(ink), dtype=np.uint8)
    searches = [_Search.through(ink, sums, dpi), _Search.through(swapped, sums.swapped(), dpi)]
    sure = [*searches[0].sure(), *map(_turned, searches[1].sure())]
    sure = _believable(_distinct(sure, [], ink.shape))
    sizes = [square.size for square in sure if square.worst >= CLEAN]
    common = [size for size in sizes if sum(abs(size - other) <= 2 for other in sizes) >= _SEVERAL]
    likely = [*searches[0].likely(common), *map(_turned, searches[1].likely(common))]
    found = _believable(sure + _distinct(likely, sure, ink.shape))
    fitting = [square for square in found if square.worst >= CLEAN or _fits_in(square, common)]
    smallest = min((square.size for square in fitting), default=0)
    larger = [square for square in fitting if square.size >= 1.5 * smallest]
    return [square for square in fitting if not any(_hangs_on(square, other) for other in larger)]


def _hangs_on(square: Square, other: Square) -> bool:
    """Whether a square is a loop in the tail of a tick that runs out of a larger one."""
    if other.size < 1.5 * square.size:
        return False
    apart = max(other.box[0] - square.box[2], square.box[0] - other.box[2])
    level = min(square.box[3], other.box[3]) - max(square.box[1], other.box[1])
    return apart < _MOAT and level > 0


def _fits_in(square: Square, common: list[int]) -> bool:
    """Whether a square is of a size that the page's boxes have, where they show one."""
    return not common or any(abs(square.size - size) <= max(2, 2 * _LIKE * size) for size in common)


def _turned(square: Square) -> Square:
    left, top, right, bottom = square.box
    return Square((top, left, bottom, right), square.worst)


@dataclass(frozen=True)
class _Search:
    """Squares that stand on the upright stems of a picture (of a page, or of a page and its axes swapped)."""

    tried: tuple[_Candidates, ...]
    sums: Sums
    dpi: float

    @classmethod
    def through(cls, ink: Ink, sums: Sums, dpi: float) -> "_Search":
        stems = _upright_stems(ink, round(_SMALLEST * dpi), round(_LARGEST * dpi))
        tried = tuple(
            _best_width(_promising(stems, sums, direction), sums, direction) for direction in (1, -1)
        )
        return cls(tried, sums, dpi)

    def sure(self) -> list[Square]:
        """Squares with four inked sides that stand free, or are too clean and large to be letters."""
        found: list[Square] = []
        for candidates in self.tried:
            alone = candidates.uncrowded(self.sums, 1)
            bare = candidates.unlettered(self.sums.lettered) | candidates.unmistakable(self.dpi)
            found += candidates.squares(candidates.sure() & alone & bare)
        return found

    def likely(self, sizes: list[int]) -> list[Square]:
        """Squares of the given sizes of which a fax has lost a part."""
        found: list[Square] = []
        for candidates in self.tried:
            alone = candidates.uncrowded(self.sums, 0)
            bare = candidates.unlettered(self.sums.lettered)
            found += candidates.squares(candidates.likely(sizes) & alone & bare)
        return found


def _upright_stems(ink: Ink, smallest: int, largest: int) -> Integers:
    """Return (x, top, bottom) of straight upright runs of ink, one row each."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((max(3, round(smallest * 0.85)), 1), np.uint8))
    stats, centres = blots_and_centres(np.asarray(runs, dtype=np.uint8))
    lengths, widths = stats[1:, 3], stats[1:, 2]
    fits = (lengths <= largest * 1.15) & (widths <= max(4, largest // 4))
    middles = np.rint(centres[1:, 0]).astype(np.int64)
    tops = stats[1:, 1].astype(np.int64)
    return np.stack([middles, tops, tops + lengths], axis=1)[fits]


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


def _promising(stems: Integers, sums: Sums, direction: int) -> Integers:
    """Keep the stems that at some width may be a side of a square.

    A side of a square may be lost in part, the others may not. The sides are measured one after the other
    and most stems, those of letters, drop out after the first or the second.
    """
    promising = np.zeros(len(stems), dtype=np.bool_)
    for share in _SQUARE:
        left = np.flatnonzero(~promising)
        poor = np.zeros(len(left), dtype=np.int64)
        for inked_share in (far_side, upper_side, lower_side):
            inked = inked_share(Outlines.on(stems[left], share, direction), sums)
            poor += inked < _COVERED_OF_SECOND
            possible = (inked >= _COVERED_OF_FOURTH) & (poor <= 1)
            left, poor = left[possible], poor[possible]
        promising[left] = True
    return stems[promising]


def _best_width(stems: Integers, sums: Sums, direction: int) -> _Candidates:
    """Try, for each stem, all widths that a near-square allows, and keep the one inked best."""
    best = np.full((3, len(stems)), -1.0)
    far = stems[:, 0]
    for share in _SQUARE:
        tried = Outlines.on(stems, share, direction)
        sides = np.stack([far_side(tried, sums), upper_side(tried, sums), lower_side(tried, sums)])
        better = sides.sum(axis=0) + sides.min(axis=0) > best.sum(axis=0) + best.min(axis=0)
        best = np.where(better, sides, best)
        far = np.where(better, tried.far, far)
    # A square that would reach over the page's edge has been given no inked sides.
    far = np.clip(far, 0, sums.across.shape[1] - 1)
    x, top, bottom = stems.T
    return _Candidates(np.minimum(x, far), top, np.maximum(x, far), bottom, best)


def _distinct(squares: list[Square], others: list[Square], shape: tuple[int, ...]) -> list[Square]:
    """Keep the largest of squares that lie over one another, and none that lies over the others."""
    taken = np.zeros(shape, dtype=np.uint8)
    for other in others:
        _area(taken, other.box)[:] = 1
    kept: list[Square] = []
    for square in sorted(squares, key=lambda s: (s.box[0] - s.box[2]) * (s.box[3] - s.box[1])):
        area = _area(taken, square.box)
        if area.size and float(area.mean()) <= _OVERLAP:
            area[:] = 1
            kept.append(square)
    return sorted(kept, key=lambda square: (square.box[1], square.box[0]))


def _area(picture: Ink, box: PixelBox) -> Ink:
    return picture[max(0, box[1]) : box[3], max(0, box[0]) : box[2]]


def _believable(squares: list[Square]) -> list[Square]:
    """Keep only the clean ones where so many are found that most must be letters or the dots of a picture."""
    if len(squares) <= _MOST:
        return squares
    return [square for square in squares if square.worst >= CLEAN][:_MOST]
