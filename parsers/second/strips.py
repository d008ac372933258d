"""Makes strips of a crop: one for each line of writing, as the recogniser wants them."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.picture.ink import find_ink
from parsers.second.network import HEIGHT, STEP, Strip
from parsers.second.rulings import without_rulings
from parsers.sheet import Gray, Ink

_LEAST_HEIGHT = 6  # dots; lower ink is no writing
_SPECK = 3  # dots an ink spot has at least to count
_MARGIN = 0.14  # of the writing's height, above and below
_SIDE = 0.3  # of the writing's height, left and right
_WIDEST = 1280  # columns of a strip
_STRETCH = 1.0
_WIDEST_GAP = 1.5  # of the writing's height
_SPACE, _BESIDE = 0.5, 0.15  # of the writing's height
_BLUR = 0.8  # dots
_BLACK_AND_WHITE = 0.98


@dataclass(frozen=True)
class Line:
    """One line of writing as a strip.

    Args:
        strip: 48 rows × columns.
        places: for each column of the strip where it comes from, as a fraction of the crop's width.
    """

    strip: Strip
    places: NDArray[np.float64]


def lines_of(crop: Gray) -> list[Line]:
    """The lines of writing in a crop, top to bottom; none when there is no ink worth reading."""
    if min(crop.shape) < _LEAST_HEIGHT:
        return []
    clean = without_rulings(np.ascontiguousarray(crop))
    ink = _without_specks(find_ink(clean.gray))
    soft = cv2.GaussianBlur(clean.gray, (0, 0), _BLUR) if _is_bilevel(crop) else clean.gray
    pitch = _pitch(clean.bars)
    return [_line(np.asarray(soft, dtype=np.uint8), ink, span, pitch) for span in _rows(ink)]


def _line(gray: Gray, ink: Ink, span: tuple[int, int], pitch: float | None) -> Line:
    high = span[1] - span[0]
    columns = _kept_columns(ink[span[0] : span[1]].max(axis=0), high, pitch)
    above = max(1, round(_MARGIN * high))
    piece = _framed(gray, span[0] - above, span[1] + above, columns)
    wide = max(2, round(_STRETCH * piece.shape[1] * HEIGHT / piece.shape[0] / STEP)) * STEP
    wide = min(wide, _WIDEST)
    method = cv2.INTER_AREA if piece.shape[0] > HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(piece, (wide, HEIGHT), interpolation=method)
    strip = np.asarray(scaled, dtype=np.float32) / 127.5 - 1.0
    return Line(
        strip, np.interp(np.linspace(0, len(columns) - 1, wide), range(len(columns)), columns) / gray.shape[1]
    )


def _kept_columns(inked: NDArray[np.uint8], high: int, pitch: float | None) -> NDArray[np.intp]:
    """The columns that make the strip: the writing with a margin, its wide gaps drawn together.

    A comb's letters stand apart by a box each; with the gaps gone they read as a word, and an empty box as a space.
    """
    at = np.flatnonzero(inked)
    side = max(2, round(_SIDE * high))
    pieces = [np.arange(at[0] - side, at[0] + 1)]
    for before, after in pairwise(at):
        gap = int(after - before)
        most = _gap(gap, high, pitch)
        pieces.append(
            np.arange(before + 1, after + 1) if gap <= most else np.arange(after - most + 1, after + 1)
        )
    pieces.append(np.arange(at[-1] + 1, at[-1] + side + 1))
    return np.concatenate(pieces)


def _gap(gap: int, high: int, pitch: float | None) -> int:
    """How many columns of a gap stay."""
    if pitch is None:
        return max(2, round(_WIDEST_GAP * high))
    return max(2, round((_SPACE if gap > 1.4 * pitch else _BESIDE) * high))


def _pitch(bars: tuple[float, ...]) -> float | None:
    """How far a comb's bars stand from each other; None where there is no comb."""
    apart = np.diff(bars)
    apart = apart[apart > 4]
    return float(np.median(apart)) if len(apart) >= 3 else None


def _framed(gray: Gray, top: int, bottom: int, columns: NDArray[np.intp]) -> Gray:
    """Some columns of the picture; beyond its edges is paper."""
    height, width = gray.shape
    paper = int(np.percentile(gray, 90))
    inside = gray[max(0, top) : bottom][:, np.clip(columns, 0, width - 1)].copy()
    inside[:, (columns < 0) | (columns >= width)] = paper
    edges = (max(0, -top), max(0, bottom - height), 0, 0)
    return np.asarray(cv2.copyMakeBorder(inside, *edges, cv2.BORDER_CONSTANT, value=paper), dtype=np.uint8)


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
