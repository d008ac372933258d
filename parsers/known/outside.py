"""Writing outside the places of a form: gathered from the blots that belong to no place."""

import re
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.known.face import Face
from parsers.known.form import REFERENCE_DPI
from parsers.known.remains import OUTSIDE, Remains
from parsers.lexicon import word_list
from parsers.normalise.text import words

MOST_BLOTS = 140  #: more than that is no note on a form, but another form
_CELL = 8  # dots of a cell in which blots are brought together
_ACROSS, _DOWN = 5, 3  # cells between blots of one remark
_EDGE = 4  # dots; ink that touches the picture's edge is a shadow
_STREAK = (0.03, 0.5)  # inches wide at most and high at least
_SHADOW = (0.5, 0.6)  # inches one way at least, and share of ink in its box: the lid stood open
_LEAST_INK = 60  # dots
_LEAST_SIZE = 0.15  # inches one way
_FRAME = 0.25  # of its box; a blot with less ink that holds others is a stamp's frame
_HEADER = 0.5  # inches from the top edge
_STAMPED = word_list("stamped")
_FIGURES = re.compile(r"[0-9]+")


def remarks(found: Remains, face: Face) -> Iterator[NDArray[np.int64]]:
    """The blots outside the form's places, remark by remark."""
    blots = np.array([blot for blot in found.blots_of(OUTSIDE).tolist() if _counts(found, blot, face)])
    for group in _gathered(found, blots, face.shape):
        whole = _without_frame(found, group)
        left, top, right, bottom = found.hull(whole)
        large = max(right - left, bottom - top) >= _LEAST_SIZE * REFERENCE_DPI
        if large and int(found.stats[whole, 4].sum()) >= _LEAST_INK:
            yield whole


def is_header(found: Remains, blots: NDArray[np.int64], face: Face, *, over: bool) -> bool:
    """Whether writing stands along the top edge, above the form's own print, where fax machines write.

    Args:
        found: what is on the page besides print.
        blots: of the writing.
        face: the known page.
        over: the page came upside down, and a machine's line stands along its foot.
    """
    first = min((word.box[1] for word in face.print.words), default=0.0) * face.shape[0]
    last = max((word.box[3] for word in face.print.words), default=1.0) * face.shape[0]
    _, top, _, bottom = found.hull(blots)
    if over and top > max(last - 2, face.shape[0] - _HEADER * REFERENCE_DPI):
        return True
    return top < _HEADER * REFERENCE_DPI and bottom < max(first + 2, 0.35 * REFERENCE_DPI)


def is_stamp(text: str) -> bool:
    """Whether a text is what offices stamp on papers that come in: "RECEIVED NOV 03 2026"."""
    said = [word for word in words(text) if not _FIGURES.fullmatch(word)]
    return bool(said) and all(word in _STAMPED for word in said)


def _counts(found: Remains, blot: int, face: Face) -> bool:
    left, top, wide, high, dots = found.stats[blot].tolist()
    rows, columns = face.shape
    at_edge = left < _EDGE or top < _EDGE or left + wide > columns - _EDGE or top + high > rows - _EDGE
    streak = wide <= _STREAK[0] * REFERENCE_DPI and high >= _STREAK[1] * REFERENCE_DPI
    shadow = max(wide, high) >= _SHADOW[0] * REFERENCE_DPI and dots >= _SHADOW[1] * wide * high
    return not at_edge and not streak and not shadow


def _gathered(
    found: Remains, blots: NDArray[np.int64], shape: tuple[int, int]
) -> Iterator[NDArray[np.int64]]:
    """Blots that stand near each other, together."""
    if not len(blots):
        return
    cells = np.zeros((shape[0] // _CELL + 2, shape[1] // _CELL + 2), np.uint8)
    for left, top, wide, high in found.stats[blots, :4].tolist():
        cells[top // _CELL : (top + high) // _CELL + 1, left // _CELL : (left + wide) // _CELL + 1] = 1
    near = cv2.dilate(cells, np.ones((_DOWN, _ACROSS), np.uint8))
    _, groups = cv2.connectedComponents(near)
    mine = groups[found.stats[blots, 1] // _CELL, found.stats[blots, 0] // _CELL]
    for group in np.unique(mine):
        yield blots[mine == group]


def _without_frame(found: Remains, blots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Without the frame that is drawn around a stamp."""
    if len(blots) < 4:
        return blots
    hull = found.hull(blots)
    across = (hull[2] - hull[0]) * 0.8
    stats = found.stats[blots]
    frame = (stats[:, 2] > across) & (stats[:, 4] < _FRAME * stats[:, 2] * stats[:, 3])
    return blots[~frame] if frame.any() and not frame.all() else blots
