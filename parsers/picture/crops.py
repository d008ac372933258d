"""Cuts the writing of one place out of a page, without its neighbours."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake_daemon.model import Box, Word
from parsers.ocr.engine import PixelBox
from parsers.picture.blots import Stats
from parsers.sheet import Gray, Ink

_ABOUT = (
    0.06,
    0.12,
    0.12,
    0.08,
)  # inches around a place, left, above, right, below: writing seldom keeps to it
_OUTSIDE = 0.35  # confidence from which a word outside the place is a neighbour's
_LEAST = 0.012  # inches; smaller blots are specks
_THIN = 0.03  # inches
_TALL = 0.5  # of the height of what was cut out
_DOT = 0.03  # inches; the largest dot of a dotted line
_DOTS = 8
_UNEVEN = 0.25  # of the usual distance between dots
_MOSTLY = 0.6  # of the distances
_GRAYEST = 128  # darker than this is no paper
_BRIGHTER = 0.97  # of the paper's own grey becomes white, and its grain with it
_WHITE = 255


@dataclass(frozen=True)
class Crop:
    """The writing of one place.

    Args:
        gray: the cut-out, white where neighbours were.
        box: what it was cut from, in pixels of the page.
        inked: the extent of the writing in it, in pixels of the page.
    """

    gray: Gray
    box: PixelBox
    inked: PixelBox


def cut(gray: Gray, ink: Ink, dpi: float, place: Box, words: tuple[Word, ...]) -> Crop | None:
    """Cut one place out; None when nothing is written there.

    Args:
        gray: the upright page.
        ink: where it is dark.
        dpi: its resolution.
        place: the place, as fractions of the page.
        words: the page's words; those that stand outside the place are painted over.
    """
    room = _pixels(place, ink.shape)
    box = _widened(room, dpi, ink.shape)
    left, top, right, bottom = box
    paper, dark = gray[top:bottom, left:right].copy(), ink[top:bottom, left:right].copy()
    for word in words:
        _paint_over(paper, dark, box, _pixels(word.box, ink.shape), word, room)
    inked = _keep_own(paper, dark, box, room, dpi)
    return Crop(_on_white(paper), box, inked) if inked is not None else None


def _on_white(paper: Gray) -> Gray:
    """Make grey paper white, as it is where neighbours were painted over."""
    level = float(np.median(paper))
    if not _GRAYEST <= level < _WHITE:
        return paper
    return np.asarray(np.clip(paper * (_WHITE / (level * _BRIGHTER)), 0, _WHITE), dtype=np.uint8)


def _paint_over(
    paper: Gray, dark: Ink, box: PixelBox, word_box: PixelBox, word: Word, room: PixelBox
) -> None:
    """Paint a word over that belongs to a neighbour, but nothing inside the place."""
    x, y = (word_box[0] + word_box[2]) // 2, (word_box[1] + word_box[3]) // 2
    if room[0] <= x <= room[2] and room[1] <= y <= room[3]:
        return
    if word.confidence < _OUTSIDE:
        return
    left, top = max(word_box[0] - box[0] - 1, 0), max(word_box[1] - box[1] - 1, 0)
    right, bottom = word_box[2] - box[0] + 1, word_box[3] - box[1] + 1
    if right > left and bottom > top:
        paper[top:bottom, left:right] = _WHITE
        dark[top:bottom, left:right] = 0


def _keep_own(paper: Gray, dark: Ink, box: PixelBox, room: PixelBox, dpi: float) -> PixelBox | None:
    """Paint over the blots whose middle lies outside the place; returns the extent of the others."""
    count, labels, stats, middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count < 2:
        return None
    left, top = room[0] - box[0], room[1] - box[1]
    right, bottom = room[2] - box[0], room[3] - box[1]
    x, y = middles[:, 0], middles[:, 1]
    own = (x >= left - 2) & (x <= right + 2) & (y >= top - 2) & (y <= bottom + 2)
    blots = np.asarray(stats, dtype=np.int32)
    own &= ~_is_wall(blots, dark.shape, dpi) & ~_is_leader(blots, dpi)
    large = np.maximum(stats[:, 2], stats[:, 3]) > _LEAST * dpi
    own[0] = True
    paper[~own[labels]] = _WHITE
    own[0] = False
    kept = stats[own & large]
    if not len(kept):
        return None
    x0, y0 = int(kept[:, 0].min()), int(kept[:, 1].min())
    x1, y1 = int((kept[:, 0] + kept[:, 2]).max()), int((kept[:, 1] + kept[:, 3]).max())
    return (box[0] + x0, box[1] + y0, box[0] + x1, box[1] + y1)


def _is_wall(stats: Stats, shape: tuple[int, ...], dpi: float) -> NDArray[np.bool_]:
    """Say which blots are upright printed lines: thin, and cut off by the edge of what was cut out."""
    thin = stats[:, 2] <= max(3, _THIN * dpi)
    cut_off = (stats[:, 1] == 0) | (stats[:, 1] + stats[:, 3] >= shape[0])
    return np.asarray(thin & cut_off & (stats[:, 3] > _TALL * shape[0]))


def _is_leader(stats: Stats, dpi: float) -> NDArray[np.bool_]:
    """Say which blots are dots of a dotted line to write on: many small ones at one height, evenly apart."""
    size = np.maximum(stats[:, 2], stats[:, 3])
    small = (size <= max(3, _DOT * dpi)) & (stats[:, 4] > 2)
    middles = stats[:, 1] + stats[:, 3] // 2
    found = np.zeros(len(stats), dtype=np.bool_)
    for height in np.unique(middles[small]):
        level = np.flatnonzero(small & (np.abs(middles - height) <= 1))
        if len(level) >= _DOTS and _is_even(np.sort(stats[level, 0])):
            found[level] = True
    found[0] = False
    return found


def _is_even(lefts: NDArray[np.int32]) -> bool:
    """Whether most dots follow one another at the same distance."""
    steps = np.diff(lefts)
    usual = np.median(steps)
    return bool(np.mean(np.abs(steps - usual) <= max(1.0, _UNEVEN * usual)) > _MOSTLY)


def _pixels(place: Box, shape: tuple[int, ...]) -> PixelBox:
    rows, columns = shape[0], shape[1]
    return (
        int(place[0] * columns),
        int(place[1] * rows),
        int(np.ceil(place[2] * columns)),
        int(np.ceil(place[3] * rows)),
    )


def _widened(room: PixelBox, dpi: float, shape: tuple[int, ...]) -> PixelBox:
    left, above, right, below = (round(part * dpi) for part in _ABOUT)
    return (
        max(0, room[0] - left),
        max(0, room[1] - above),
        min(shape[1], room[2] + right),
        min(shape[0], room[3] + below),
    )
