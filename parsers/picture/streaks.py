"""Takes out streaks: thin lines down or across the whole page that a dirty scanner draws."""

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.sheet import Gray, Ink

_LONG = 0.06  # of the page's height: an unbroken stretch
_WHOLE = 0.6  # of the page's height: what the stretches of a streak add up to
_THICKEST = 5  # dots
_BRIDGE = 5  # dots; a gap in a streak is shorter


def without_streaks(gray: Gray, ink: Ink) -> Gray:
    """Whiten thin straight lines that run through most of a skewed page as it came from the machine.

    Must come before the page is straightened: only a streak is exactly upright or level then, while
    printed lines lean with their page.
    """
    cleaned = _without_upright(gray, ink)
    return _without_upright(cleaned.T, ink.T).T


def _without_upright(gray: Gray, ink: Ink) -> Gray:
    """Whiten upright streaks. Dots with ink on both sides stay, for there the streak crosses a letter."""
    columns = _streak_columns(ink)
    if not columns.any():
        return gray
    cleaned = gray.copy()
    for first, last in _groups(columns):
        left, right = max(0, first - 1), min(gray.shape[1] - 1, last + 1)
        crossed = (ink[:, left] > 0) & (ink[:, right] > 0)
        cleaned[~crossed, first : last + 1] = 255
    return cleaned


def _streak_columns(ink: Ink) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which columns are a streak. Bridging gaps makes at most five dots of one, which spares most columns."""
    whole = _WHOLE * ink.shape[0]
    found = np.zeros(ink.shape[1], dtype=np.bool_)
    dark = np.flatnonzero(_BRIDGE * _column_sums(ink) >= whole)
    if not len(dark):
        return found
    joined = cv2.morphologyEx(
        np.ascontiguousarray(ink[:, dark]), cv2.MORPH_CLOSE, np.ones((_BRIDGE, 1), np.uint8)
    )
    stretch = max(20, round(_LONG * ink.shape[0]))
    runs = np.asarray(cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((stretch, 1), np.uint8)))
    found[dark] = runs.sum(axis=0) >= whole
    return found


def _column_sums(ink: Ink) -> NDArray[np.int32]:
    """Return the ink of each column; `ink` may be the transposed view of a picture."""
    upright = ink.flags.c_contiguous
    picture, along = (ink, 0) if upright else (np.ascontiguousarray(ink.T), 1)
    return np.asarray(cv2.reduce(picture, along, cv2.REDUCE_SUM, dtype=cv2.CV_32S), dtype=np.int32).ravel()


def _groups(columns: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """Return (first, last) of neighbouring columns; wider ones are borders and are left to others."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], columns, [False])).astype(np.int8)))
    pairs = [(int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return [(first, last) for first, last in pairs if last - first < _THICKEST]
