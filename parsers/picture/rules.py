"""Finds printed straight lines: table borders, underscores to write on, rulings."""

import cv2
import numpy as np

from parsers.ocr.engine import PixelBox
from parsers.picture.blots import connected
from parsers.sheet import Ink

_SOLID = 0.12  # inches of unbroken ink that no letter has
_GAP = 0.09  # inches; faxes break lines this far
_SHORTEST = 0.3  # inches
_THICKEST = 0.07  # inches; thicker is a bar


def find_rules(ink: Ink, dpi: float) -> tuple[list[PixelBox], list[PixelBox]]:
    """Return the horizontal and the vertical lines of a page, in pixels."""
    flat = _boxes(_lines(ink, dpi))
    tall = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _boxes(_lines(np.ascontiguousarray(ink.T), dpi))]
    most, least = max(2, round(_THICKEST * dpi)), round(_SHORTEST * dpi)
    return (
        [box for box in flat if box[3] - box[1] <= most and box[2] - box[0] >= least],
        [box for box in tall if box[2] - box[0] <= most and box[3] - box[1] >= least],
    )


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
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in connected(runs).stats[1:]]
