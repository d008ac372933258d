"""Makes strips of a crop: one for each line of writing, as the recogniser wants them."""

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.picture.ink import find_ink
from parsers.second.network import HEIGHT, STEP, Strip
from parsers.second.rulings import without_rulings
from parsers.sheet import Gray, Ink

_LEAST_HEIGHT = 6  # dots; lower ink is no writing
_SPECK = 3  # dots an ink spot has at least to count
_MARGIN = 0.14  # of the writing's height, above and below
_SIDE = 0.3  # of the writing's height, left and right
_WIDEST = 1280  # columns of a strip
_BLUR = 0.8  # dots
_BLACK_AND_WHITE = 0.98


@dataclass(frozen=True)
class Line:
    """One line of writing as a strip.

    Args:
        strip: 48 rows × columns.
        left: where the strip begins in the crop, as a fraction of the crop's width.
        right: where it ends.
    """

    strip: Strip
    left: float
    right: float


def lines_of(crop: Gray) -> list[Line]:
    """The lines of writing in a crop, top to bottom; none when there is no ink worth reading."""
    if min(crop.shape) < _LEAST_HEIGHT:
        return []
    clean = without_rulings(np.ascontiguousarray(crop))
    ink = _without_specks(find_ink(clean))
    soft = cv2.GaussianBlur(clean, (0, 0), _BLUR) if _is_bilevel(crop) else clean
    found = []
    for top, bottom in _rows(ink):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        found.append(
            _line(np.asarray(soft, dtype=np.uint8), top, bottom, int(columns[0]), int(columns[-1]) + 1)
        )
    return found


def _line(gray: Gray, top: int, bottom: int, left: int, right: int) -> Line:
    width = gray.shape[1]
    above = max(1, round(_MARGIN * (bottom - top)))
    side = max(2, round(_SIDE * (bottom - top)))
    box = (top - above, bottom + above, left - side, right + side)
    piece = _cut(gray, *box)
    columns = max(2 * STEP, round(piece.shape[1] * HEIGHT / piece.shape[0] / STEP) * STEP)
    columns = min(columns, _WIDEST)
    method = cv2.INTER_AREA if piece.shape[0] > HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(piece, (columns, HEIGHT), interpolation=method)
    strip = np.asarray(scaled, dtype=np.float32) / 127.5 - 1.0
    return Line(strip, box[2] / width, box[3] / width)


def _cut(gray: Gray, top: int, bottom: int, left: int, right: int) -> Gray:
    """A piece of the picture; beyond its edges is paper."""
    height, width = gray.shape
    piece = gray[max(0, top) : bottom, max(0, left) : right]
    paper = int(np.percentile(gray, 90))
    edges = (max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width))
    return np.asarray(cv2.copyMakeBorder(piece, *edges, cv2.BORDER_CONSTANT, value=paper), dtype=np.uint8)


def _without_specks(ink: Ink) -> Ink:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    big = stats[:, cv2.CC_STAT_AREA] > _SPECK
    big[0] = False
    return np.asarray(big[labels], dtype=np.uint8)


def _rows(ink: Ink) -> list[tuple[int, int]]:
    """First and last row (exclusive) of each line of writing."""
    inked = ink.any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inked, [False])).astype(np.int8)))
    spans = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return _joined(spans)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put dots and accents back to their letters: a low band belongs to its nearest neighbour."""
    tallest = max((bottom - top for top, bottom in spans), default=0)
    lines: list[tuple[int, int]] = []
    for top, bottom in spans:
        if lines and (
            min(bottom - top, lines[-1][1] - lines[-1][0]) < 0.5 * tallest
            and top - lines[-1][1] < 0.25 * tallest
        ):
            lines[-1] = (lines[-1][0], bottom)
        else:
            lines.append((top, bottom))
    return [(top, bottom) for top, bottom in lines if bottom - top >= max(_LEAST_HEIGHT, 0.3 * tallest)]


def _is_bilevel(gray: Gray) -> bool:
    return bool(((gray < 8) | (gray > 247)).mean() > _BLACK_AND_WHITE)
