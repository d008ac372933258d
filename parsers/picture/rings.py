"""Finds small circles (radio buttons) and pairs of brackets to tick: "( )" and "[ ]"."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from parsers.ocr.engine import PixelBox
from parsers.picture.blots import Blots, Stats, connected
from parsers.sheet import Ink

_SMALLEST = 0.085  # inches; smaller rings are letters
_LARGEST = 0.24
_BRACKET_HEIGHT = (0.085, 0.24)
_GAP = (0.03, 0.3)
_SEVERAL = 3
_SOLID = 0.8  # share of ink; a darker blot is no cross
_DIAGONAL = 0.85  # of each diagonal that a cross follows


@dataclass(frozen=True)
class _Blot:
    box: PixelBox

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


def find_rings(blots: Blots, dpi: float) -> list[PixelBox]:
    """Return circles that are round outside and inside, in pixels; what they hold does not matter.

    Args:
        blots: of the upright page.
        dpi: pixels an inch.
    """
    width, height = blots.stats[:, 2], blots.stats[:, 3]
    least, most = _SMALLEST * dpi, _LARGEST * dpi
    fits = (width >= least) & (width <= most) & (height >= least) & (height <= most)
    fits[fits] = _is_nearly_square(width[fits] / height[fits])
    fits[0] = False
    boxes = ((label, _box(blots.stats, label)) for label in np.flatnonzero(fits))
    return [box for label, box in boxes if _is_ring(_alone(blots, int(label), box))]


def _is_nearly_square(aspect: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((aspect >= 0.85) & (aspect <= 1.18))


def _alone(blots: Blots, label: int, box: PixelBox) -> Ink:
    """Cut a blot out, without other ink."""
    cut = blots.labels[box[1] : box[3], box[0] : box[2]]
    return np.asarray(cut == label, dtype=np.uint8)


def _is_ring(blot: Ink) -> bool:
    """Whether the outline of a blot and its first hole make a thin, round ring."""
    height, width = blot.shape
    contours, tree = cv2.findContours(blot, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = next(number for number, (_, _, _, outside) in enumerate(tree[0]) if outside == -1)
    first_hole = tree[0][outer][2]
    if first_hole == -1:
        return False
    _, _, hole_width, hole_height = cv2.boundingRect(contours[first_hole])
    # A letter O of that size has a thicker line than a circle to tick.
    thin = hole_width > 0.68 * width and hole_height > 0.68 * height
    return thin and _is_round(contours[outer], width, height)


def _is_round(contour: MatLike, width: int, height: int) -> bool:
    points = np.asarray(contour).reshape(-1, 2).astype(np.float64)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    distance = np.hypot((points[:, 0] - centre[0]) * 2 / width, (points[:, 1] - centre[1]) * 2 / height)
    return float(distance.std()) < 0.07 and float(distance.min()) > 0.8


def find_brackets(ink: Ink, stats: Stats, dpi: float) -> list[PixelBox]:
    """Return the places between "(" and ")" or "[" and "]" that stand open for a tick, in pixels.

    Args:
        ink: of the upright page.
        stats: of its connected ink.
        dpi: pixels an inch.
    """
    bulges = [(blot, _bulge(ink, blot)) for blot in _tall_blots(stats, dpi)]
    openers = [blot for blot, bulge in bulges if bulge < 0]
    closers = [blot for blot, bulge in bulges if bulge > 0]
    pairs = []
    for opener in openers:
        partner = next((closer for closer in closers if _are_pair(opener, closer, dpi)), None)
        if partner is not None and _is_clear(ink, opener.box, partner.box):
            pairs.append((opener.box[0], opener.box[1], partner.box[2], partner.box[3]))
    return pairs


def find_crosses(ink: Ink, stats: Stats, places: list[PixelBox], *, on_lines: bool) -> list[PixelBox]:
    """Return crosses that were drawn over a place to tick and drowned it, on a page that has several.

    Such a cross is one blot, as high as the open places or up to twice as high, below or above another.

    Args:
        ink: of the upright page.
        stats: of its connected ink.
        places: boxes or pairs of brackets that were found, in pixels.
        on_lines: it may also stand beside another on a line.
    """
    if len(places) < _SEVERAL:
        return []
    width = float(np.median([box[2] - box[0] for box in places]))
    height = float(np.median([box[3] - box[1] for box in places]))
    fits = (stats[:, 2] >= 0.7 * width) & (stats[:, 2] <= 1.8 * width)
    fits &= (stats[:, 3] >= 0.8 * height) & (stats[:, 3] <= 2.2 * height)
    fits[0] = False
    fits[fits] = _in_rows(stats[fits], places, on_lines)
    found = [_box(stats, label) for label in np.flatnonzero(fits)]
    return [box for box in found if _is_crossed(ink, box)]


def _is_crossed(ink: Ink, box: PixelBox) -> bool:
    """Whether ink runs from corner to corner both ways."""
    cut = ink[box[1] : box[3], box[0] : box[2]]
    if float(cut.mean()) > _SOLID:
        return False
    near = np.asarray(cv2.dilate(np.ascontiguousarray(cut), np.ones((5, 5), np.uint8)))
    steps = np.linspace(0.12, 0.88, 24)
    rows, columns = (steps * (cut.shape[0] - 1)).astype(int), (steps * (cut.shape[1] - 1)).astype(int)
    falling, rising = near[rows, columns], near[rows[::-1], columns]
    return min(float(falling.mean()), float(rising.mean())) >= _DIAGONAL


def _in_rows(stats: Stats, places: list[PixelBox], on_lines: bool) -> NDArray[np.bool_]:
    """Say which blots stand below or above one of the places, or beside one."""
    middle_x, middle_y = 2 * stats[:, 0] + stats[:, 2], 2 * stats[:, 1] + stats[:, 3]  # both twice
    in_row = np.zeros(len(stats), dtype=np.bool_)
    for x0, y0, x1, y1 in places:
        in_row |= np.abs(middle_x - (x0 + x1)) <= 0.5 * (x1 - x0)
        if on_lines:
            in_row |= np.abs(middle_y - (y0 + y1)) <= 0.5 * (y1 - y0)
    return in_row


def _tall_blots(stats: Stats, dpi: float) -> list[_Blot]:
    """Return connected ink as tall and thin as a bracket."""
    low, high = (round(side * dpi) for side in _BRACKET_HEIGHT)
    tall = (
        (stats[:, 3] >= low) & (stats[:, 3] <= high) & (stats[:, 2] * 2 <= stats[:, 3]) & (stats[:, 2] >= 3)
    )
    tall[0] = False
    return [_Blot(_box(stats, label)) for label in np.flatnonzero(tall)]


def _box(stats: Stats, label: np.intp) -> PixelBox:
    x, y, width, height, _ = stats[label].tolist()
    return (x, y, x + width, y + height)


def _bulge(ink: Ink, blot: _Blot) -> float:
    """Return which way a bracket bulges: -1 to the left as "(", 1 to the right as ")", 0 when it is none."""
    x0, y0, x1, y1 = blot.box
    cut = ink[y0:y1, x0:x1]
    columns = np.arange(cut.shape[1])
    weights = np.maximum(cut.sum(axis=1), 1)
    line = (cut * columns).sum(axis=1) / weights
    third = max(1, len(line) // 4)
    ends = (line[:third].mean() + line[-third:].mean()) / 2
    lean = abs(line[:third].mean() - line[-third:].mean())
    swing = (line[third:-third].mean() - ends) / cut.shape[1]
    if abs(swing) < 0.15 or lean > 0.3 * cut.shape[1] or weights.max() > max(0.85 * cut.shape[1], 3):
        return 0.0
    return math.copysign(1.0, swing)


def _are_pair(opener: _Blot, closer: _Blot, dpi: float) -> bool:
    gap = closer.box[0] - opener.box[2]
    level = abs(opener.box[1] - closer.box[1]) <= 0.2 * opener.height
    alike = abs(opener.height - closer.height) <= 0.2 * opener.height
    return level and alike and _GAP[0] * dpi <= gap <= _GAP[1] * dpi


def _is_clear(ink: Ink, opener: PixelBox, closer: PixelBox) -> bool:
    """Whether no more than a mark stands between the brackets; "(if any)" has more."""
    inside = ink[opener[1] : opener[3], opener[2] : closer[0]]
    if inside.shape[1] < 3:
        return False
    stats = connected(inside).stats
    solid = sum(1 for area in stats[1:, 4] if area > 6)
    return solid <= 2
