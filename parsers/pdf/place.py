"""Where something stands on a PDF page as a reader sees it: cropped, turned, from the top left."""

from ctypes import byref, c_int
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped] # ships no types

from intake_daemon.model import Box

_GRID = 1_000_000  # device units the page is mapped to, for boxes exact to a millionth of the page


@dataclass(frozen=True)
class Place:
    """The map from a page's own coordinates (points, origin bottom left) to fractions of the seen page."""

    origin: tuple[float, float]
    along_x: tuple[float, float]
    along_y: tuple[float, float]

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "Place":
        """Take the map of a page from the library, which knows boxes, rotation and units."""
        origin = _seen(page, 0, 0)
        right, up = _seen(page, 1000, 0), _seen(page, 0, 1000)
        return cls(
            origin=origin,
            along_x=((right[0] - origin[0]) / 1000, (right[1] - origin[1]) / 1000),
            along_y=((up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000),
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Map a rectangle in points to a box of the seen page; it may reach beyond it."""
        x0, y0 = self._point(left, bottom)
        x1, y1 = self._point(right, top)
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (
            self.origin[0] + x * self.along_x[0] + y * self.along_y[0],
            self.origin[1] + x * self.along_x[1] + y * self.along_y[1],
        )


def clip(box: Box) -> Box | None:
    """Cut a box to the page; None when nothing of it is on the page."""
    x0, y0, x1, y1 = box
    if 0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0:
        return box
    x0, y0, x1, y1 = (min(1.0, max(0.0, side)) for side in box)
    return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _seen(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    column, row = c_int(), c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, byref(column), byref(row))
    return column.value / _GRID, row.value / _GRID
