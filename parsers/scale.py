"""Square pixels at a resolution that print needs and no more."""

import cv2
import numpy as np

from parsers.sheet import Gray

READING_DPI = 204.0  #: of fine faxes; recognition gains nothing above it and takes twice the time at 300
_NEARLY_SQUARE = 1.25
_MOST_DPI = 250.0
_LEAST_DPI = 130.0


def square_pixels(gray: Gray, x_dpi: float, y_dpi: float) -> tuple[Gray, float]:
    """Make pixels square by repeating rows (or columns); returns the picture and its dots an inch.

    A fax in normal mode has 204 × 98 dots an inch. Repeating whole rows keeps its black and white, which
    reads better than smooth scaling; the few per cent between 204 and 196 are left alone for that reason.
    """
    rows = max(1, round(x_dpi / y_dpi)) if x_dpi > y_dpi * _NEARLY_SQUARE else 1
    columns = max(1, round(y_dpi / x_dpi)) if y_dpi > x_dpi * _NEARLY_SQUARE else 1
    if rows > 1:
        gray = np.repeat(gray, min(rows, 4), axis=0)
    if columns > 1:
        gray = np.repeat(gray, min(columns, 4), axis=1)
    return gray, max(x_dpi, y_dpi) if rows > 1 or columns > 1 else x_dpi


def bound_resolution(gray: Gray, dpi: float) -> tuple[Gray, float]:
    """Scale a picture that is much finer than print needs down, and a very coarse one up."""
    if _LEAST_DPI <= dpi <= _MOST_DPI:
        return gray, dpi
    factor = READING_DPI / dpi
    if not 0.02 < factor < 4:
        factor = min(max(factor, 0.02), 4)
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, size, interpolation=how), dtype=np.uint8), dpi * factor
