"""Takes printed lines out of a crop: what one writes on, the frame of a box, the bars between a comb's boxes."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.picture.ink import find_ink
from parsers.sheet import Gray, Ink

_SOLID = 0.6  # of the crop's height: an unbroken stretch that belongs to a line
_GAP = 0.35  # of the crop's height; faxes break lines
_LONG = 1.4  # of the crop's height: no stroke of a letter is that long
_ACROSS = 0.8  # of the crop's width: nor does one go through a narrow crop
_THICK = 0.11  # of the crop's height
_UPRIGHT = 0.85  # of the way between the lines above and below
_CRUMB = 3  # dots
_LEAN = 5  # dots; a stroke that leans comes out of a line a little aside
_EDGE = 0.25  # of the way between the lines: as near to their ends stand the sides of a box
_CELL = 0.3  # of the way between the lines: the narrowest box of a comb
_CELLS = 3  # boxes make a comb
_UNEVEN = 0.12  # of a box's width
_PAPER = 255


@dataclass(frozen=True)
class Cleaned:
    """A crop without its printed lines.

    Args:
        bars: columns where upright lines stood, from left to right.
    """

    gray: Gray
    bars: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Stripe:
    """A straight line in a picture: rows `at` + `slope` · column, from one column to another."""

    first: int
    last: int
    at: float
    slope: float
    thickness: float

    def middle(self) -> float:
        return self.at + self.slope * (self.first + self.last) / 2

    def goes_on_as(self, other: "_Stripe", most: int) -> bool:
        """Whether another one is this line or a piece that broke off it."""
        there = self.at + self.slope * (other.first + other.last) / 2
        return abs(there - other.middle()) <= most


def without_rulings(gray: Gray) -> Cleaned:
    """Whiten level lines and upright bars; where a letter crosses one, the letter is kept whole."""
    ink = find_ink(gray)
    height, width = ink.shape
    most = max(3, round(_THICK * height))
    level = _stripes(ink, _SOLID * height, min(_LONG * height, _ACROSS * width), most)
    top, bottom = _between(level, height)
    band = np.ascontiguousarray(ink[top:bottom].T)
    bars = _printed(_bars(band, most), level, bottom - top)
    if not level and not bars:
        return Cleaned(gray)
    gone = _drawn(ink, level)
    gone[top:bottom] |= _drawn(band, bars).T
    return Cleaned(_whitened(gray, ink, gone), tuple(bar.middle() for bar in bars))


def _bars(band: Ink, most: int) -> list[_Stripe]:
    """Upright strokes from the line above to the line below, from left to right; the picture lies on its side."""
    tall = _UPRIGHT * band.shape[1]
    return sorted(_stripes(band, tall, tall, most), key=_Stripe.middle)


def _printed(bars: list[_Stripe], level: list[_Stripe], height: int) -> list[_Stripe]:
    """The bars that no letter can be: at the ends of the lines above and below, and evenly spaced ones of a comb."""
    if not level:
        return []
    even = _even(bars, height)
    edges = (min(line.first for line in level), max(line.last for line in level))
    near = _EDGE * height
    return [
        bar
        for number, bar in enumerate(bars)
        if even[number] or any(abs(bar.middle() - edge) < near for edge in edges)
    ]


def _even(bars: list[_Stripe], height: int) -> NDArray[np.bool_]:
    """Which bars stand at whole multiples of one distance from each other, if that makes a comb."""
    none = np.zeros(len(bars), dtype=np.bool_)
    places = np.array([bar.middle() for bar in bars])
    apart = np.diff(places)
    apart = apart[apart > _CELL * height]
    if len(apart) < _CELLS:
        return none
    steps = (places[:, None] - places[None, :]) / float(np.median(apart))
    fits = np.abs(steps - np.round(steps)) < _UNEVEN
    best: NDArray[np.bool_] = fits[:, int(fits.sum(axis=0).argmax())]
    return best if best.sum() > _CELLS else none


def _between(stripes: list[_Stripe], height: int) -> tuple[int, int]:
    """The rows between the lines above and below the writing, those included; without such lines, all rows."""
    above = [stripe for stripe in stripes if stripe.middle() < height / 2]
    below = [stripe for stripe in stripes if stripe.middle() >= height / 2]
    if not above or not below:
        return 0, height
    top = min(stripe.middle() for stripe in above)
    return max(0, round(top)), min(height, round(max(stripe.middle() for stripe in below)) + 1)


def _stripes(ink: Ink, solid: float, long: float, most: int) -> list[_Stripe]:
    """The level lines of a picture: long ones, and shorter pieces in line with a long one."""
    gap = round(_GAP * ink.shape[0])
    # A line that is a little crooked changes its row on the way, so it is made thicker before the test.
    runs = _and(_opened(_dilated(ink, 3, 1), 1, max(3, round(solid))), ink)
    joined = _eroded(_dilated(runs, 1, gap), 1, gap)
    count, labels = cv2.connectedComponents(joined, connectivity=8)
    found = [_fitted((labels == number) & (runs > 0)) for number in range(1, count)]
    thin = [stripe for stripe in found if stripe.thickness <= most]
    lines = [stripe for stripe in thin if stripe.last - stripe.first >= long]
    return [stripe for stripe in thin if any(line.goes_on_as(stripe, most) for line in lines)]


def _fitted(dots: NDArray[np.bool_]) -> _Stripe:
    """The straight line through dots."""
    rows, columns = np.nonzero(dots)
    thickness = float(np.median(np.bincount(columns - columns.min())))
    slope, at = np.polyfit(columns, rows, 1) if len(set(columns)) > 1 else (0.0, float(rows.mean()))
    return _Stripe(int(columns.min()), int(columns.max()) + 1, float(at), float(slope), thickness)


def _drawn(ink: Ink, stripes: list[_Stripe]) -> Ink:
    """The dots of lines, save where a letter goes through."""
    gone = np.zeros_like(ink)
    rows = np.arange(ink.shape[0])[:, None]
    for stripe in stripes:
        reach = round(_GAP * ink.shape[0])
        first, last = max(0, stripe.first - reach), min(ink.shape[1], stripe.last + reach)
        middle = stripe.at + stripe.slope * np.arange(first, last)
        near = np.abs(rows - middle[None, :]) <= stripe.thickness / 2 + 1
        gone[:, first:last] |= _and(ink[:, first:last], near.astype(np.uint8))
    gone = _and(gone, _not(_crossed(ink, gone)))
    return gone | _crumbs(_and(ink, _not(gone)), stripes)


def _crumbs(rest: Ink, stripes: list[_Stripe]) -> Ink:
    """What is left of uneven lines: dots that nowhere get far from one."""
    rows = np.arange(rest.shape[0])[:, None]
    columns = np.arange(rest.shape[1])[None, :]
    near = np.zeros(rest.shape, dtype=np.bool_)
    for stripe in stripes:
        near |= np.abs(rows - stripe.at - stripe.slope * columns) <= stripe.thickness / 2 + _CRUMB
    count, labels = cv2.connectedComponents(rest, connectivity=8)
    stays = np.zeros(count, dtype=np.bool_)
    stays[labels[~near]] = True
    stays[0] = True
    return np.asarray(~stays[labels], dtype=np.uint8)


def _crossed(ink: Ink, line: Ink) -> Ink:
    """Dots of a line with ink right above and right below it: there a letter goes through."""
    other = _and(ink, _not(line))
    above, below = other.copy(), other.copy()
    for _ in range(int(line.sum(axis=0).max(initial=0))):  # each pass goes one dot further into the line
        above[1:] |= _and(above[:-1], line[1:])
        below[:-1] |= _and(below[1:], line[:-1])
    return _and(_and(_dilated(above, 1, _LEAN), _dilated(below, 1, _LEAN)), line)


def _whitened(gray: Gray, ink: Ink, gone: Ink) -> Gray:
    """Paper where the lines were, and where their grey edges were."""
    edges = _and(_dilated(gone, 3, 3), _not(ink))
    clean = gray.copy()
    blank = gray[ink == 0]
    clean[(gone | edges) > 0] = int(np.median(blank)) if blank.size else _PAPER
    return clean


def _dilated(ink: Ink, rows: int, columns: int) -> Ink:
    return np.asarray(cv2.dilate(ink, np.ones((rows, columns), np.uint8)), dtype=np.uint8)


def _eroded(ink: Ink, rows: int, columns: int) -> Ink:
    return np.asarray(cv2.erode(ink, np.ones((rows, columns), np.uint8)), dtype=np.uint8)


def _opened(ink: Ink, rows: int, columns: int) -> Ink:
    return _dilated(_eroded(ink, rows, columns), rows, columns)


def _and(one: Ink, other: Ink) -> Ink:
    return np.bitwise_and(one, other)


def _not(ink: Ink) -> Ink:
    return np.asarray(1 - ink, dtype=np.uint8)
