"""Separates ink from paper."""

import cv2
import numpy as np

from parsers.sheet import Gray, Ink

_EVEN = 28  # grey levels: paper that varies less is a scan or a fax, more is a photograph
_FULL_BLACK_AND_WHITE = 0.98


def find_ink(gray: Gray) -> Ink:
    """Return a picture of the same shape with 1 where there is ink.

    One threshold for the whole page (Otsu's), after uneven light has been taken out of photographs.
    """
    if _is_bilevel(gray):
        return (gray < 128).astype(np.uint8)
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    level = min(max(level, 90), 215)
    return (gray <= level).astype(np.uint8)


def even_light(gray: Gray) -> Gray:
    """Take shadows out of a photograph by dividing it by its paper; even light is left alone."""
    small = cv2.resize(gray, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    if min(small.shape) < 30:
        return gray
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15)
    low, high = np.percentile(paper, (2, 98))
    if high - low < _EVEN:
        return gray
    background = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, background, scale=255), dtype=np.uint8)


def _is_bilevel(gray: Gray) -> bool:
    sample = gray[:: max(1, gray.shape[0] // 300), :: max(1, gray.shape[1] // 300)]
    return bool(((sample < 8) | (sample > 247)).mean() > _FULL_BLACK_AND_WHITE)
