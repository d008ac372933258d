"""Lays a blank over a page: small pieces of its print are looked for where they should be."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake_daemon.model import Box
from parsers.known.face import MIDDLE_DPI, Face, Map
from parsers.known.form import REFERENCE_DPI
from parsers.known.proposing import Matrix
from parsers.sheet import Gray

_STEPS = ((1.6, 0.2, 24), (1.0, 0.06, 70))  # inches of a piece, inches it is looked for around, pieces
_PRINTED = 0.02  # share of ink in a piece that says where it lies
_FOUND = 0.5  # correlation of a piece with what is found
_FEWEST = 8
_STRAY = 0.03  # inches a piece may be off
_BENT = 0.002  # inches; a page that is off by more, on the average, was stretched by its machine
_BEND_STEP = 32  # dots between the points at which a bend is worked out

Points = NDArray[np.float64]  #: n × 2, inches


@dataclass(frozen=True)
class Alignment:
    """Where a blank lies on a page.

    Args:
        matrix: from inches of the blank to inches of the page.
        bend: what is to be added to the place on the page, as coefficients of a polynomial; None: nothing.
        found: share of the pieces that were found in their places.
        likeness: median correlation of the pieces.
    """

    matrix: Matrix
    bend: NDArray[np.float64] | None
    found: float
    likeness: float

    def on_page(self, points: Points) -> Points:
        """Points of the blank, in inches, as points of the page, in inches."""
        placed = points @ self.matrix[:2, :2].T + self.matrix[:2, 2]
        return placed if self.bend is None else placed + _terms(points) @ self.bend

    def box_on_page(self, box: Box, face: Face, width: float, height: float) -> Box:
        """A box of the blank as a box of a page of that many inches; both as fractions."""
        left, right = box[0] * face.print.width, box[2] * face.print.width
        top, bottom = box[1] * face.print.height, box[3] * face.print.height
        corners = np.array([[left, top], [right, top], [left, bottom], [right, bottom]])
        placed = np.clip(self.on_page(corners) / [width, height], 0.0, 1.0)
        low, high = placed.min(axis=0), placed.max(axis=0)
        return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))

    def flattened(self, gray: Gray, dpi: float, shape: tuple[int, int]) -> Gray:
        """The page as it would lie under the blank's picture, at `REFERENCE_DPI`."""
        size = (shape[1], shape[0])
        if self.bend is None:
            dots = np.diag([dpi, dpi, 1]) @ self.matrix @ np.diag([1 / REFERENCE_DPI, 1 / REFERENCE_DPI, 1])
            how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            flat = cv2.warpAffine(gray, dots[:2], size, flags=how, borderValue=255)
        else:
            across, down = self._bent(dpi, shape)
            flat = cv2.remap(gray, across, down, cv2.INTER_LINEAR, borderValue=255)
        return np.asarray(flat, np.uint8)

    def _bent(self, dpi: float, shape: tuple[int, int]) -> tuple[Map, Map]:
        """For every dot of the blank the column and row of the page, worked out on a wide grid."""
        rows, columns = (size // _BEND_STEP + 2 for size in shape)
        down, across = np.mgrid[0:rows, 0:columns] * (_BEND_STEP / REFERENCE_DPI)
        placed = self.on_page(np.column_stack([across.ravel(), down.ravel()])) * dpi
        grids = placed.reshape(rows, columns, 2).astype(np.float32)
        scale = np.array([[_BEND_STEP, 0, 0], [0, _BEND_STEP, 0]], np.float64)
        whole = cv2.warpAffine(grids, scale, (shape[1], shape[0]), flags=cv2.INTER_LINEAR)
        return np.ascontiguousarray(whole[..., 0]), np.ascontiguousarray(whole[..., 1])


def align(page: Map, face: Face, matrix: Matrix) -> Alignment | None:
    """Lay a known page over another, starting from a rough place; None when its print is not there.

    Args:
        page: the page's picture at `MIDDLE_DPI`.
        face: the known page.
        matrix: the rough place.
    """
    blank = np.asarray(face.middle, np.float32) / np.float32(255)
    found = None
    for size, reach, most in _STEPS:
        found = _pieces(page, blank, matrix, (size, reach, most))
        fitted = _fitted(found)
        if fitted is None:
            return None
        matrix, kept = fitted
    if found is None:
        return None
    points, places, likeness = found
    share = float(kept.sum()) / len(likeness)
    bend = _bend(matrix, points[kept], places[kept])
    return Alignment(matrix, bend, share, float(np.median(likeness)))


Pieces = tuple[Points, Points, NDArray[np.float64]]  # middles on the blank, places on the page, correlations


def _pieces(page: Map, blank: Map, matrix: Matrix, how: tuple[float, float, int]) -> Pieces:
    size, reach, most = how
    slack = round(reach * MIDDLE_DPI)
    near = np.diag([MIDDLE_DPI, MIDDLE_DPI, 1]) @ matrix @ np.diag([1 / MIDDLE_DPI, 1 / MIDDLE_DPI, 1])
    near = near @ np.array([[1, 0, -slack], [0, 1, -slack], [0, 0, 1.0]])
    frame = (blank.shape[1] + 2 * slack, blank.shape[0] + 2 * slack)
    laid = cv2.warpAffine(page, near[:2], frame, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    middles, places, likeness = [], [], []
    for x0, y0, x1, y1 in _printed_pieces(blank, round(size * MIDDLE_DPI))[:most]:
        window = laid[y0 : y1 + 2 * slack, x0 : x1 + 2 * slack]
        spread = cv2.matchTemplate(window, blank[y0:y1, x0:x1], cv2.TM_CCOEFF_NORMED)
        across, down, best = _peak(np.asarray(spread, np.float32))
        middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
        middles.append(middle / MIDDLE_DPI)
        places.append((middle + np.array([across - slack, down - slack])) / MIDDLE_DPI)
        likeness.append(best)
    points = np.array(places).reshape(-1, 2) @ matrix[:2, :2].T + matrix[:2, 2]
    return np.array(middles).reshape(-1, 2), points, np.array(likeness)


def _printed_pieces(blank: Map, size: int) -> list[tuple[int, int, int, int]]:
    """The pieces with most print, which overlap by half."""
    rows, columns = blank.shape
    sums = cv2.integral(blank)
    found = []
    for top in range(0, rows - size // 2, size // 2):
        for left in range(0, columns - size // 2, size // 2):
            right, bottom = min(left + size, columns), min(top + size, rows)
            ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
            share = ink / ((right - left) * (bottom - top))
            if share > _PRINTED:
                found.append((share, (left, top, right, bottom)))
    return [box for _, box in sorted(found, reverse=True)]


def _peak(spread: Map) -> tuple[float, float, float]:
    """Where a correlation is highest, between dots, and how high."""
    _, best, _, (x, y) = cv2.minMaxLoc(spread)
    return _between(spread[y, :], x), _between(spread[:, x], y), float(best)


def _between(line: Map, at: int) -> float:
    """The top of a parabola through the highest value and its neighbours."""
    if not 0 < at < len(line) - 1:
        return float(at)
    before, top, after = (float(value) for value in line[at - 1 : at + 2])
    curve = before - 2 * top + after
    return at + 0.5 * (before - after) / curve if curve < 0 else float(at)


def _fitted(found: Pieces) -> tuple[Matrix, NDArray[np.bool_]] | None:
    points, places, likeness = found
    sure = likeness > _FOUND
    if sure.sum() < _FEWEST:
        return None
    affine, inside = cv2.estimateAffine2D(
        points[sure].astype(np.float32), places[sure].astype(np.float32), ransacReprojThreshold=_STRAY
    )
    if affine is None or inside.sum() < _FEWEST:
        return None
    kept = np.zeros(len(points), np.bool_)
    kept[np.flatnonzero(sure)[inside.ravel() > 0]] = True
    return np.vstack([affine, [0.0, 0.0, 1.0]]), kept


def _bend(matrix: Matrix, points: Points, places: Points) -> NDArray[np.float64] | None:
    """What is left after the straight fit, as a smooth bend; None when it is nothing worth mending."""
    left = places - (points @ matrix[:2, :2].T + matrix[:2, 2])
    terms = _terms(points)
    if len(points) < 2 * terms.shape[1] or float(np.sqrt((left**2).mean())) < _BENT:
        return None
    bend, *_ = np.linalg.lstsq(terms, left, rcond=None)
    return np.asarray(bend, np.float64)


def _terms(points: Points) -> NDArray[np.float64]:
    """The terms of a polynomial of the third degree, in pages rather than inches."""
    across, down = points[:, 0] / 8.5, points[:, 1] / 11.0
    return np.stack([across**i * down**j for i in range(4) for j in range(4 - i)], axis=1)
