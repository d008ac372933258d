"""Makes ink thicker: what lies within so many dots of print may be print."""

import cv2
import numpy as np

from parsers.sheet import Ink


def widened(ink: Ink, dots: int) -> Ink:
    """Ink and all that lies within `dots` of it in a square."""
    size = 2 * dots + 1
    return np.asarray(cv2.dilate(ink, np.ones((size, size), np.uint8)), np.uint8)
