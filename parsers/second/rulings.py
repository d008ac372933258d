"""Takes printed lines out of a crop: what one writes on, the frame of a box, the bars between a comb's boxes."""

import cv2
import numpy as np

from parsers.picture.ink import find_ink
from parsers.sheet import Gray, Ink

_LONG = 1.6  # of the crop's height: an unbroken level stretch that no letter has
_WIDE = 0.25  # of the crop's width: at least as long
_THICK = 0.12  # of the crop's height
_SPANS = 0.96  # of the crop's height: an upright stroke that runs through is no letter
_PAPER = 255


def without_rulings(gray: Gray) -> Gray:
    """Whiten level lines and upright bars; where a letter crosses one, the letter is kept whole."""
    ink = find_ink(gray)
    level, upright = _level(ink), _upright(ink)
    if not level.any() and not upright.any():
        return gray
    gone = _and(level, _not(_crossed(ink, level))) | _and(upright, _not(_crossed(ink.T, upright.T).T))
    fringe = _and(_dilated(gone, 3, 3), _not(ink))
    clean = gray.copy()
    clean[(gone | fringe) > 0] = _paper(gray, ink)
    return clean


def _level(ink: Ink) -> Ink:
    """Dots of level lines."""
    height, width = ink.shape
    stretch = max(8, round(min(_LONG * height, max(_WIDE * width, 0.8 * height))))
    if stretch > width:
        return np.zeros_like(ink)
    found = _and(_opened(_dilated(ink, 3, 1), 1, stretch), ink)
    return _thin(found, max(3, round(_THICK * height)))


def _upright(ink: Ink) -> Ink:
    """Dots of upright bars that run through the whole crop."""
    height = ink.shape[0]
    found = _and(_opened(_dilated(ink, 1, 3), max(1, round(_SPANS * height)), 1), ink)
    return _thin(found.T, max(3, round(_THICK * height))).T


def _thin(found: Ink, most: int) -> Ink:
    """Leave out what is thicker than a line."""
    if most >= found.shape[0]:
        return found
    return _and(found, _not(_opened(found, most + 1, 1)))


def _crossed(ink: Ink, line: Ink) -> Ink:
    """Dots of a line with ink right above and right below it: there a letter goes through."""
    other = _and(ink, _not(line))
    above, below = other.copy(), other.copy()
    for _ in range(int(line.sum(axis=0).max(initial=0))):  # each pass goes one dot further into the line
        above[1:] |= _and(above[:-1], line[1:])
        below[:-1] |= _and(below[1:], line[:-1])
    return _and(_and(_dilated(above, 1, 3), _dilated(below, 1, 3)), line)


def _dilated(ink: Ink, rows: int, columns: int) -> Ink:
    kernel = np.ones((rows, columns), np.uint8)
    return np.asarray(cv2.dilate(np.ascontiguousarray(ink), kernel), dtype=np.uint8)


def _opened(ink: Ink, rows: int, columns: int) -> Ink:
    kernel = np.ones((rows, columns), np.uint8)
    return np.asarray(cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _and(one: Ink, other: Ink) -> Ink:
    return np.bitwise_and(one, other)


def _not(ink: Ink) -> Ink:
    return np.asarray(1 - ink, dtype=np.uint8)


def _paper(gray: Gray, ink: Ink) -> int:
    blank = gray[ink == 0]
    return int(np.median(blank)) if blank.size else _PAPER
