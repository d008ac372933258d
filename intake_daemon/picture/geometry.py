"""Rectangles on a sheet, in points from its top left corner, and how much ink lies under one."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rect(NamedTuple):
    """A rectangle in points, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Rect":
        """The same with a margin all around."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, right: float, down: float) -> "Rect":
        """The same somewhere else."""
        return Rect(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def meets(self, other: "Rect") -> bool:
        """Whether the two share any area."""
        return min(self.right, other.right) > max(self.left, other.left) and min(
            self.bottom, other.bottom
        ) > max(self.top, other.top)

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


class InkMap:
    """Where a sheet is dark, one cell a point.

    Args:
        dark: rows × columns, the dark share of each cell, 0.0-1.0.
    """

    def __init__(self, dark: NDArray[np.float64]) -> None:
        self._sums = np.pad(dark.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def share(self, rect: Rect) -> float:
        """The dark share of a rectangle; of one outside the sheet, 0.0."""
        rows, columns = self._sums.shape
        left, right = (min(max(0, round(x)), columns - 1) for x in (rect.left, rect.right))
        top, bottom = (min(max(0, round(y)), rows - 1) for y in (rect.top, rect.bottom))
        if right <= left or bottom <= top:
            return 0.0
        sums = self._sums
        dark = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return float(dark / ((right - left) * (bottom - top)))
