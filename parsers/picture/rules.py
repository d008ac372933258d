"""Finds printed straight lines: table borders, underscores to write on, rulings."""

import cv2
import numpy as np

from parsers.ocr.engine import PixelBox
from parsers.picture.blots import connected
from parsers.sheet import Ink

_SOLID = 0.12  # inches of unbroken ink that no letter has
_GAP = 0.09  # inches; faxes break lines this far
_SHORTEST = 0.3  # inches
_THIN = 0.032  # inches
_THICKEST = 0.07  # inches; thicker is a bar
_LONG = 1.0  # inches; a longer stretch is no handwriting
_AROUND = 8  # dots
_RUNS_ON = 0.12  # share of ink above or below an end
_THICK_SHARE = 0.012  # of the length


def find_rules(ink: Ink, dpi: float) -> tuple[list[PixelBox], list[PixelBox]]:
    """Return the horizontal and the vertical lines of a page, in pixels."""
    flat = _level_rules(ink, dpi)
    swapped = np.asarray(cv2.transpose(ink), dtype=np.uint8)
    tall = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _level_rules(swapped, dpi)]
    return flat, tall


def _level_rules(ink: Ink, dpi: float) -> list[PixelBox]:
    found = [box for box in _boxes(_lines(ink, dpi)) if _is_rule(box[2] - box[0], box[3] - box[1], dpi)]
    return [box for box in found if box[2] - box[0] > _LONG * dpi or not _goes_on(ink, box)]


def _goes_on(ink: Ink, box: PixelBox) -> bool:
    """Whether ink turns up or down from an end of a short stretch, as handwriting does."""
    x0, y0, x1, y1 = box
    above, below = slice(max(0, y0 - _AROUND), max(0, y0 - 1)), slice(y1 + 1, y1 + _AROUND)
    before, after = slice(max(0, x0 - _AROUND), x0 + 2), slice(x1 - 2, x1 + _AROUND)
    corners = [ink[rows, columns] for rows in (above, below) for columns in (before, after)]
    return any(corner.size > 0 and float(corner.mean()) > _RUNS_ON for corner in corners)


def _is_rule(length: int, thickness: int, dpi: float) -> bool:
    """Whether ink is long and thin enough: a short stretch as high as a thick line is a piece of handwriting."""
    most = max(_THIN * dpi, min(_THICKEST * dpi, length * _THICK_SHARE))
    return length >= _SHORTEST * dpi and thickness <= max(3, most)


def _lines(ink: Ink, dpi: float) -> Ink:
    """Keep horizontal stretches of solid ink and bridge the gaps between those on one line."""
    solid, gap = round(_SOLID * dpi), round(_GAP * dpi)
    # A line that is a little crooked changes its row on the way, so it is made thicker before the test.
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    stretches = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, solid), np.uint8))
    return np.asarray(
        cv2.morphologyEx(stretches, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)), dtype=np.uint8
    )


def _boxes(runs: Ink) -> list[PixelBox]:
    """Return the boxes of connected runs; rows without any are left out of the search."""
    filled = np.flatnonzero(runs.any(axis=1)) // 2
    if not len(filled):
        return []
    # Rows go in pairs, as blots are numbered, and an empty pair parts runs that do not touch.
    pairs = np.unique(np.concatenate([filled, filled + 1]))
    kept = np.stack([2 * pairs, 2 * pairs + 1], axis=1).ravel()
    kept = kept[kept < len(runs)]
    boxes = connected(runs[kept]).stats[1:].tolist()
    return [(x, int(kept[y]), x + w, int(kept[y + h - 1]) + 1) for x, y, w, h, _ in boxes]
