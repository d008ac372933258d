"""Makes strips of a crop: what the recogniser wants, a line of writing 48 rows high."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.picture.ink import find_ink
from parsers.second.network import HEIGHT, STEP, Strip
from parsers.second.rulings import without_rulings
from parsers.second.writing import lines_of_ink
from parsers.sheet import Gray, Ink

_LEAST = 6  # dots; a smaller crop holds no writing
_MARGIN = 0.14  # of the writing's height, above and below
_SIDE = 0.3  # of the writing's height, left and right
_WIDEST = 1280  # columns of a strip; longer lines are cut
_WIDEST_GAP = 1.5  # of the writing's height
_SPACE, _BESIDE = 0.5, 0.15  # of the writing's height: what stays of the gaps in a comb
_EMPTY_CELL = 1.4  # of a comb's pitch: a wider gap holds an empty box
_SHORTEST = 8  # dots
_LEANS = 1.0  # of a small letter's height: a line that rises so far leans; less may be its letters' shapes
_BLUR = 0.8  # dots
_BLACK_AND_WHITE = 0.98

_Columns = NDArray[np.intp]


@dataclass(frozen=True)
class Piece:
    """A line of writing, or a piece of a long one, as a strip.

    Args:
        strip: 48 rows × columns.
        places: for each column of the strip where it comes from, as a fraction of the crop's width.
    """

    strip: Strip
    places: NDArray[np.float64]


Line = tuple[Piece, ...]  #: one piece, or several that were cut apart at gaps between words


def lines_of(crop: Gray) -> list[Line]:
    """The lines of writing in a crop, top to bottom; none when there is no ink worth reading."""
    if min(crop.shape) < _LEAST:
        return []
    clean = without_rulings(np.ascontiguousarray(crop))
    soft = _softened(clean.gray) if _is_bilevel(crop) else clean.gray
    pitch = _pitch(clean.bars)
    lines = lines_of_ink(find_ink(clean.gray))
    return [_line(*_levelled(_alone(soft, lines, number), own), pitch) for number, own in enumerate(lines)]


def _softened(gray: Gray) -> Gray:
    """Grey edges in place of a fax's steps; recognition was trained on them."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), _BLUR), dtype=np.uint8)


def _alone(gray: Gray, lines: list[Ink], number: int) -> Gray:
    """The picture with one line of writing, where others reach into it."""
    others = [line for other, line in enumerate(lines) if other != number]
    if not others:
        return gray
    around = np.ones((3, 3), np.uint8)
    foreign = (cv2.dilate(np.maximum.reduce(others), around) > 0) & (cv2.dilate(lines[number], around) == 0)
    alone = gray.copy()
    alone[foreign] = _paper(gray)
    return alone


def _levelled(gray: Gray, own: Ink) -> tuple[Gray, Ink]:
    """The line made level where it was plainly written uphill or downhill; columns stay where they are."""
    rows, columns = np.nonzero(own)
    if np.ptp(columns) < _SHORTEST:  # too few columns to tell a slope by
        return gray, own
    slope, at = np.polyfit(columns, rows, 1)
    inked = own[:, own.max(axis=0) > 0]
    letter = float(np.median(inked.shape[0] - inked[::-1].argmax(axis=0) - inked.argmax(axis=0)))
    if abs(slope) * np.ptp(columns) < _LEANS * letter:
        return gray, own
    height, width = gray.shape
    room = round(abs(slope) * width)
    matrix = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, room - at + rows.mean()]])
    size = (width, height + 2 * room)
    level = cv2.warpAffine(gray, matrix, size, flags=cv2.INTER_LINEAR, borderValue=_paper(gray))
    moved = cv2.warpAffine(own, matrix, size, flags=cv2.INTER_NEAREST, borderValue=0)
    return np.asarray(level, dtype=np.uint8), np.asarray(moved, dtype=np.uint8)


def _line(gray: Gray, own: Ink, pitch: float | None) -> Line:
    rows = np.flatnonzero(own.max(axis=1))
    top, high = int(rows[0]), int(rows[-1] - rows[0]) + 1
    columns = _kept_columns(own.max(axis=0), high, pitch)
    above = max(1, round(_MARGIN * high))
    high += 2 * above
    longest = int(_WIDEST * high / HEIGHT)
    inked = own.max(axis=0)[np.clip(columns, 0, own.shape[1] - 1)] > 0
    return tuple(
        _piece(_framed(gray, top - above, top - above + high, part), part / gray.shape[1])
        for part in _cut(columns, inked, longest)
    )


def _piece(picture: Gray, places: NDArray[np.float64]) -> Piece:
    high, wide = picture.shape
    columns = max(2, round(wide * HEIGHT / high / STEP)) * STEP
    method = cv2.INTER_AREA if high > HEIGHT else cv2.INTER_CUBIC
    scaled = cv2.resize(picture, (columns, HEIGHT), interpolation=method)
    strip = np.asarray(scaled, dtype=np.float32) / 127.5 - 1.0
    return Piece(strip, np.interp(np.linspace(0, wide - 1, columns), range(wide), places))


def _kept_columns(inked: NDArray[np.uint8], high: int, pitch: float | None) -> _Columns:
    """The columns that make the strip: the writing with a margin, its wide gaps drawn together.

    A comb's letters stand apart by a box each; with the gaps gone they read as a word, and an empty box as a space.
    """
    at = np.flatnonzero(inked)
    side = max(2, round(_SIDE * high))
    kept = [np.arange(at[0] - side, at[0] + 1)]
    for before, after in pairwise(at):
        stays = min(int(after - before), _gap(int(after - before), high, pitch))
        kept.append(np.arange(after - stays + 1, after + 1))
    kept.append(np.arange(at[-1] + 1, at[-1] + side + 1))
    return np.concatenate(kept)


def _gap(gap: int, high: int, pitch: float | None) -> int:
    """How many columns of a gap stay."""
    if pitch is None:
        return max(2, round(_WIDEST_GAP * high))
    return max(2, round((_SPACE if gap > _EMPTY_CELL * pitch else _BESIDE) * high))


def _cut(columns: _Columns, inked: NDArray[np.bool_], longest: int) -> list[_Columns]:
    """Cut a long line in its widest gap near the middle, and again if need be."""
    if len(columns) <= longest:
        return [columns]
    third = len(columns) // 3
    blank = np.concatenate(([0], (~inked[third:-third]).astype(np.int8), [0]))
    begins, ends = np.flatnonzero(np.diff(blank) == 1), np.flatnonzero(np.diff(blank) == -1)
    if not len(begins):
        return [columns]
    widest = int((ends - begins).argmax())
    at = third + int(begins[widest] + ends[widest]) // 2
    return _cut(columns[:at], inked[:at], longest) + _cut(columns[at:], inked[at:], longest)


def _pitch(bars: tuple[float, ...]) -> float | None:
    """How far a comb's bars stand from each other; None where there is no comb."""
    apart = np.diff(bars)
    apart = apart[apart > _LEAST]
    return float(np.median(apart)) if len(apart) >= 3 else None


def _framed(gray: Gray, top: int, bottom: int, columns: _Columns) -> Gray:
    """Some columns of the picture; beyond its edges is paper."""
    height, width = gray.shape
    paper = _paper(gray)
    inside = gray[max(0, top) : bottom][:, np.clip(columns, 0, width - 1)].copy()
    inside[:, (columns < 0) | (columns >= width)] = paper
    edges = (max(0, -top), max(0, bottom - height), 0, 0)
    return np.asarray(cv2.copyMakeBorder(inside, *edges, cv2.BORDER_CONSTANT, value=paper), dtype=np.uint8)


def _paper(gray: Gray) -> int:
    return int(np.percentile(gray, 90))


def _is_bilevel(gray: Gray) -> bool:
    return bool(((gray < 8) | (gray > 247)).mean() > _BLACK_AND_WHITE)
