"""Measures how much of the sides of many possible squares is inked, all at once."""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.sheet import Ink

_SHIFTS = (-1, 0, 1, 2)  # dots; the top and bottom of a stem are not quite those of its square

Floats = NDArray[np.float64]
Integers = NDArray[np.signedinteger]


@dataclass(frozen=True)
class Sums:
    """Running sums of a picture, so that the ink on any stretch is one subtraction.

    Args:
        down: rows + 1 × columns, of the ink made a dot wider to both sides.
        across: rows × columns + 1, of the ink made a dot higher upwards and downwards.
        lettered: rows + 1 × columns + 1, of where well-read words stand.
    """

    down: Integers
    across: Integers
    lettered: Integers

    @classmethod
    def of(cls, ink: Ink, lettering: Ink) -> "Sums":
        """Sum up a picture and, of the same shape, where its well-read words stand."""
        wider = cv2.integral(cv2.dilate(ink, np.ones((1, 3), np.uint8)))
        higher = cv2.integral(cv2.dilate(ink, np.ones((3, 1), np.uint8)))
        return cls(
            down=np.asarray(cv2.subtract(wider[:, 1:], wider[:, :-1]), dtype=np.int32),
            across=np.asarray(cv2.subtract(higher[1:], higher[:-1]), dtype=np.int32),
            lettered=np.asarray(cv2.integral(lettering), dtype=np.int32),
        )

    def swapped(self) -> "Sums":
        """Return the sums of the same picture with its axes swapped."""
        return Sums(self.across.T, self.down.T, self.lettered.T)


class Outlines(NamedTuple):
    """Squares to try: the column of the stem and that of the side across from it, top and bottom."""

    stem: Integers
    far: Integers
    top: Integers
    bottom: Integers

    @classmethod
    def on(cls, stems: Integers, share: float, direction: int) -> "Outlines":
        """Set squares of a width on their stems, to the right (1) or to the left (-1) of them."""
        x, top, bottom = stems.T
        width = np.maximum(3, np.rint((bottom - top) * share).astype(np.int64))
        return cls(x, x + direction * width, top, bottom)

    def within(self, columns: int) -> NDArray[np.bool_]:
        """Say which have their far side on the page."""
        return np.asarray((self.far > 0) & (self.far < columns))


def far_side(tried: Outlines, sums: Sums) -> Floats:
    """Return the inked shares of the sides across from the stems; zero outside the page."""
    columns = sums.down.shape[1] - 1
    far = np.clip(tried.far, 0, columns)
    inked = sums.down[tried.bottom, far] - sums.down[tried.top, far]
    return np.where(tried.within(columns), inked / np.maximum(tried.bottom - tried.top, 1), 0.0)


def upper_side(tried: Outlines, sums: Sums) -> Floats:
    """Return the inked shares of the tops; zero outside the page."""
    return _level_side(tried, [tried.top + shift for shift in _SHIFTS], sums)


def lower_side(tried: Outlines, sums: Sums) -> Floats:
    """Return the inked shares of the bottoms; zero outside the page."""
    return _level_side(tried, [tried.bottom - 1 - shift for shift in _SHIFTS], sums)


def _level_side(tried: Outlines, rows: list[Integers], sums: Sums) -> Floats:
    """Return the inked shares of a side in whichever row has most ink; zero outside the page."""
    columns, lowest = sums.down.shape[1] - 1, sums.across.shape[0] - 1
    far = np.clip(tried.far, 0, columns)
    left, right = np.minimum(tried.stem, far), np.maximum(tried.stem, far)
    inked = np.zeros(len(left), dtype=np.int64)
    for row in rows:
        row = np.clip(row, 0, lowest)
        inked = np.maximum(inked, sums.across[row, right] - sums.across[row, left])
    return np.where(tried.within(columns), inked / np.maximum(right - left, 1), 0.0)
