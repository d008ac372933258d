"""Photographs of paper: finds the sheet on its background and lays it flat, as a scanner would have seen it.

Only a clear sheet is laid flat: one bright, convex area with four straight sides and four corners in the
picture, darker ground around it. Everything else, scans above all, is left as it is.
"""

import itertools
import math
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.scale import READING_DPI
from parsers.sheet import Gray

Points = NDArray[np.float64]  #: corners × (x, y), in dots, clockwise from the top left
Outline = NDArray[np.int32]

_LOOKED_AT = 900  # dots on the long side of the copy that is searched for the sheet
_SHARE = (0.2, 0.985)  # of the picture that the sheet may cover
_SOLID = 0.955  # share of the four-cornered shape that is sheet
_STRAIGHT = 0.006  # of the long side: how far, at the median, the sheet's edge may be from a straight line
_CONTRAST = 22  # grey levels between the sheet's edge and the ground beside it
_SQUARE = 1.5  # degrees; a shape as square as that may be a panel printed on a page that was scanned
_DARK = 0.6  # of the sheet's light: ground that is darker was never printed
_SHARPEST, _BLUNTEST = 55.0, 125.0  # degrees of a corner
_LEAST_DPI = 90.0  # a sheet that is shown smaller is not legible
_MOST_DPI = 300.0
_SHAPES = {
    11 / 8.5: 8.5,
    297 / 210: 210 / 25.4,
    14 / 8.5: 8.5,
    8.5 / 5.5: 5.5,
}  # side ratios, short side in inches
_NEAR_SHAPE = 0.045  # of the ratio
_INSET = 0.004  # of the sheet, cut off all around with the shadow of its edge


@dataclass(frozen=True)
class FlatSheet:
    """A sheet laid flat, and its dots an inch as its size tells them."""

    gray: Gray
    dpi: float


def lay_flat(gray: Gray) -> FlatSheet | None:
    """Lay the photographed sheet flat; None when no clear sheet lies on a darker ground."""
    corners = _find_sheet(gray)
    if corners is None:
        return None
    across, down = _sides(corners)
    ratio = _true_ratio(corners, gray.shape) or down / across
    wide, high = _inches(ratio)
    seen_dpi = min(across / wide, down / high)
    if seen_dpi < _LEAST_DPI:
        return None
    dpi = READING_DPI if seen_dpi <= _MOST_DPI * 2 else min(_MOST_DPI, seen_dpi / 2)
    return FlatSheet(_warped(gray, corners, (round(wide * dpi), round(high * dpi)), seen_dpi / dpi), dpi)


def _find_sheet(gray: Gray) -> Points | None:
    """Return the corners of the sheet in dots of the whole picture."""
    scale = _LOOKED_AT / max(gray.shape)
    if scale >= 1 or min(gray.shape) * scale < 100:
        return None
    small = np.asarray(
        cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    for candidate in _bright_areas(small):
        corners = _corners(candidate, small)
        if corners is not None:
            return np.asarray(corners / scale, dtype=np.float64)
    return None


def _bright_areas(small: Gray) -> list[Outline]:
    """Outlines of what may be the sheet: by one threshold, and by edges where shadow defeats a threshold."""
    plain = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))  # without the print on it
    soft = cv2.GaussianBlur(plain, (0, 0), 2)
    _, bright = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    # An edge in the shadow is as strong as one in the light once levels are compared as ratios.
    ratios = np.log(soft.astype(np.float32) + 6)
    scaled = cv2.normalize(ratios, np.zeros_like(ratios), 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    edges = cv2.dilate(cv2.Canny(scaled, 12, 36), np.ones((5, 5), np.uint8))
    return [*_outlines(bright, 1), *_outlines(cv2.bitwise_not(edges), 7)]


def _outlines(mask: NDArray[np.generic], grown: int) -> list[Outline]:
    """Outlines of the large areas of a mask, one inside another too; `grown` dots give back what edges took."""
    areas = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(areas, connectivity=4)
    found = []
    for number in range(1, count):
        if stats[number, cv2.CC_STAT_AREA] > _SHARE[0] * areas.size:
            alone = cv2.dilate((labels == number).astype(np.uint8), np.ones((grown, grown), np.uint8))
            around, _ = cv2.findContours(alone, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
            found.append(cast(Outline, max(around, key=cv2.contourArea)))
    return found


def _corners(outline: Outline, small: Gray) -> Points | None:
    """The corners of an outline that is a sheet; None for any other shape."""
    hull = cv2.convexHull(outline)
    rough = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    if len(rough) != 4:
        return None
    corners = _refined(
        _ordered(rough.reshape(4, 2).astype(np.float64)), outline.reshape(-1, 2).astype(np.float64)
    )
    if corners is None or not _is_sheet(corners, outline, small):
        return None
    return corners


def _ordered(points: Points) -> Points:
    """Corners clockwise, beginning with the one nearest to the top left."""
    middle = points.mean(axis=0)
    around = points[np.argsort(np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def _refined(rough: Points, edge: Points) -> Points | None:
    """Where the straight lines through the four sides meet; None when a side is not straight."""
    lines = []
    for start, end in itertools.pairwise([*rough, rough[0]]):
        line = _line_along(start, end, edge, _STRAIGHT * _LOOKED_AT)
        if line is None:
            return None
        lines.append(line)
    meetings = [np.cross(lines[number - 1], lines[number]) for number in range(4)]
    if any(abs(meeting[2]) < 1e-9 for meeting in meetings):
        return None
    return np.array([meeting[:2] / meeting[2] for meeting in meetings])


def _line_along(start: Points, end: Points, edge: Points, slack: float) -> Points | None:
    """The line a·x + b·y + c = 0 through the outline's dots beside the middle of a side."""
    along = end - start
    length = float(np.hypot(*along))
    if length < 1:
        return None
    along = along / length
    offset = edge - start
    at, aside = offset @ along, offset @ np.array([-along[1], along[0]])
    near = edge[(at > 0.08 * length) & (at < 0.92 * length) & (np.abs(aside) < 0.03 * length + 4)]
    if len(near) < 0.5 * length:
        return None
    vx, vy, x, y = (
        float(value) for value in cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    )
    away = np.abs((near[:, 0] - x) * vy - (near[:, 1] - y) * vx)
    return np.array([vy, -vx, vx * y - vy * x]) if float(np.median(away)) < slack else None


def _is_sheet(corners: Points, outline: Outline, small: Gray) -> bool:
    rows, columns = small.shape
    area = abs(float(cv2.contourArea(corners.astype(np.float32))))
    if not _SHARE[0] * rows * columns < area < _SHARE[1] * rows * columns:
        return False
    within = (corners > -0.02 * max(rows, columns)).all() and (
        corners < 1.02 * np.array([columns, rows])
    ).all()
    filled = cv2.contourArea(outline) / area
    return (
        bool(within)
        and _SOLID < filled < 1 / _SOLID
        and all(_SHARPEST < angle < _BLUNTEST for angle in _angles(corners))
        and _stands_out(corners, small)
    )


def _angles(corners: Points) -> list[float]:
    found = []
    for number in range(4):
        one = corners[number - 1] - corners[number]
        two = corners[(number + 1) % 4] - corners[number]
        cosine = float(one @ two) / max(float(np.hypot(*one) * np.hypot(*two)), 1e-9)
        found.append(math.degrees(math.acos(min(1.0, max(-1.0, cosine)))))
    return found


def _stands_out(corners: Points, small: Gray) -> bool:
    """Whether at least three sides have darker ground beside them, and none has lighter ground.

    A side may lie on the edge of the picture; a scan, whose sheet ends with the picture, has no ground at all.
    """
    darker, levels = 0, []
    middle = corners.mean(axis=0)
    for start, end in itertools.pairwise([*corners, corners[0]]):
        steps = np.linspace(0.15, 0.85, 40)[:, None]
        side = start + steps * (end - start)
        outward = (start + end) / 2 - middle
        outward = outward / max(float(np.hypot(*outward)), 1e-9)
        inner, outer = _levels(small, side - 10 * outward), _levels(small, side + 8 * outward)
        if outer is None or inner is None:
            continue
        if inner - outer < -_CONTRAST / 2:
            return False
        darker += inner - outer >= _CONTRAST
        levels.append(outer / max(inner, 1.0))
    square = all(abs(angle - 90) < _SQUARE for angle in _angles(corners))
    return darker >= 3 and not (square and max(levels) > _DARK)


def _levels(small: Gray, places: Points) -> float | None:
    """How light it is along a line, as print on it does not tell; None outside the picture."""
    x, y = np.rint(places).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < small.shape[1]) & (y < small.shape[0])
    return float(np.percentile(small[y[inside], x[inside]], 60)) if inside.sum() > 20 else None


def _sides(corners: Points) -> tuple[float, float]:
    """How long the sheet is in the picture across and down, in dots: the mean of opposite sides."""
    top, right, bottom, left = (
        float(np.hypot(*(end - start))) for start, end in itertools.pairwise([*corners, corners[0]])
    )
    return (top + bottom) / 2, (left + right) / 2


def _true_ratio(corners: Points, shape: tuple[int, ...]) -> float | None:
    """Height to width of the sheet itself, from its perspective; None where that is too weak to tell.

    The picture's middle is taken for the lens's axis (Zhang and He, "Whiteboard scanning and image
    enhancement", 2006, section 3).
    """
    one, two, four, three = (
        np.array([x - shape[1] / 2, y - shape[0] / 2, 1.0]) for x, y in corners[[0, 1, 2, 3]]
    )
    k2 = _spread(one, four, three, two)
    k3 = _spread(one, four, two, three)
    if k2 is None or k3 is None:
        return None
    n2, n3 = k2 * two - one, k3 * three - one
    if abs(n2[2]) < 1e-3 or abs(n3[2]) < 1e-3:
        return None
    focal2 = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
    long = max(shape)
    if not (0.4 * long) ** 2 < focal2 < (4 * long) ** 2:
        return None
    across, down = (float(n[0] ** 2 + n[1] ** 2 + focal2 * n[2] ** 2) for n in (n2, n3))
    return math.sqrt(down / across) if across > 0 and down > 0 else None


def _spread(one: Points, four: Points, up: Points, down: Points) -> float | None:
    below = float(np.cross(down, four) @ up)
    return float(np.cross(one, four) @ up) / below if abs(below) > 1e-9 else None


def _inches(ratio: float) -> tuple[float, float]:
    """Width and height of a sheet with that height to width: a paper size when it is near one."""
    shape = max(ratio, 1 / ratio)
    nearest = min(_SHAPES, key=lambda known: abs(known - shape))
    if abs(nearest - shape) < _NEAR_SHAPE * nearest:
        shape, short = nearest, _SHAPES[nearest]
    else:
        short = 8.5 if shape < 1.75 else 3.5
    return (short, short * shape) if ratio >= 1 else (short * shape, short)


def _warped(gray: Gray, corners: Points, size: tuple[int, int], shrink: float) -> Gray:
    """Map the sheet to a rectangle; a picture that is much finer is made smaller first, so that no dot is skipped."""
    if shrink > 1.3:
        gray = np.asarray(cv2.resize(gray, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA))
        corners = corners / shrink
    wide, high = size
    cut_x, cut_y = _INSET * wide, _INSET * high
    target = np.array(
        [[-cut_x, -cut_y], [wide + cut_x, -cut_y], [wide + cut_x, high + cut_y], [-cut_x, high + cut_y]]
    )
    change = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    flat = cv2.warpPerspective(gray, change, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8)
