"""What is on a page besides the form's print: the print is taken off, the rest is given to the places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.known.face import Face
from parsers.known.form import REFERENCE_DPI, TICKED, Holds, Zone
from parsers.known.widening import widened
from parsers.picture.blots import Blots, Labels, Stats, connected
from parsers.sheet import Gray, Ink

_MASK = 1  # dots around print that are taken off with it; more would take the feet of letters on a line
_REGROWN = 2  # dots that what is left takes back of itself
_CROSSING = (9, 1)  # dots of a printed line that a stroke runs across
_ALONG = 5  # dots around print in which its crumbs lie
_THIN = 4  # dots
_BESIDE, _CLOSE = 0.8, 0.9  # shares of a blot that lie along print
_PIECE = 0.2 * REFERENCE_DPI  # dots
_SPECK = 12  # dots of ink; less is dirt, or the dot of an i
_SMALL = 0.045 * REFERENCE_DPI  # dots across or down; less says nothing by itself
_PAD = 0.05 * REFERENCE_DPI  # dots a letter may stand out of its place
_MINE = 0.4  # of a blot's box: so much of it in a place makes it the place's
_SIGNED = 0.25  # the same for signatures, which reach far out
_TICK_OUT = 3.0  # widths of a box to tick that a tick may reach
_TICK_NEAR = 0.07 * REFERENCE_DPI  # dots from a box within which the rest of a mark may lie

OUTSIDE, DIRT = -1, -2


@dataclass(frozen=True)
class Remains:
    """The ink that is not the form's, blot by blot.

    Args:
        picture: the page under the form's picture with the print taken off.
        ink: where there is ink left.
        labels: the number of each dot's blot.
        stats: of each blot: left, top, width, height, dots.
        owners: for each blot the index of its place, `OUTSIDE` or `DIRT`.
        zones: the places.
        boxes: the places in dots: left, top, right, bottom.
    """

    picture: Gray
    ink: Ink
    labels: Labels
    stats: Stats
    owners: NDArray[np.int32]
    zones: tuple[Zone, ...]
    boxes: NDArray[np.float64]

    def blots_of(self, owner: int) -> NDArray[np.int64]:
        """The numbers of the blots of a place, or of `OUTSIDE`."""
        return np.flatnonzero(self.owners == owner)

    def hull(self, blots: Sequence[int] | NDArray[np.int64]) -> tuple[int, int, int, int]:
        """The box around blots, in dots."""
        stats = self.stats[np.asarray(blots)]
        right, bottom = (stats[:, 0] + stats[:, 2]).max(), (stats[:, 1] + stats[:, 3]).max()
        return (int(stats[:, 0].min()), int(stats[:, 1].min()), int(right), int(bottom))

    def crop(self, blots: Sequence[int] | NDArray[np.int64], pad: int) -> Gray:
        """The picture of blots, with the small dirt among them (it may be their dots), and nothing else."""
        left, top, right, bottom = self.hull(blots)
        rows = slice(max(0, top - 2), bottom + 2)
        columns = slice(max(0, left - 2), right + 2)
        mine = self.owners == DIRT
        mine[np.asarray(blots)] = True
        mine[0] = True
        kept = np.where(mine[self.labels[rows, columns]], self.picture[rows, columns], 255).astype(np.uint8)
        return np.pad(kept, pad, constant_values=255)


def remains(face: Face, flat: Gray, page: Ink) -> Remains:
    """Take a form's print off a page.

    Args:
        face: the known page.
        flat: the page as it lies under the known page's picture.
        page: its ink.
    """
    blank = face.ink()
    printed = widened(blank, _MASK)
    core = np.asarray(page & (1 - printed), np.uint8)
    ink = _restored(core, page, blank)
    picture = np.where(widened(ink, 1) & (1 - (printed & (1 - ink))), flat, 255)
    blots = connected(ink)
    boxes = np.array([zone.box for zone in face.zones], np.float64).reshape(-1, 4)
    boxes = boxes * [face.shape[1], face.shape[0], face.shape[1], face.shape[0]]
    owners = _owners(blots.stats, face.zones, boxes)
    owners[_crumbs(blots, ink, blank, face)] = DIRT
    return Remains(picture.astype(np.uint8), ink, blots.labels, blots.stats, owners, face.zones, boxes)


def _restored(core: Ink, page: Ink, blank: Ink) -> Ink:
    """Ink with what it lost to the print beside it and to the lines it crosses."""
    # Right up to the print: the foot of a g on its line is as thick as what the line leaves of it.
    near = widened(core, _REGROWN) & (1 - blank)
    across = np.asarray(cv2.morphologyEx(core, cv2.MORPH_CLOSE, np.ones(_CROSSING, np.uint8)), np.uint8)
    return np.asarray((core | near | across) & page, np.uint8)


def _crumbs(blots: Blots, ink: Ink, blank: Ink, face: Face) -> NDArray[np.bool_]:
    """Which blots are what a fax adds to the edge of print: small pieces beside it, or thin ones along its lines."""
    near = widened(blank, _ALONG)
    dots = np.flatnonzero(ink)
    blot = blots.labels.ravel()[dots]
    beside = np.bincount(blot, weights=near.ravel()[dots], minlength=len(blots.stats)) / blots.stats[:, 4]
    longest = np.maximum(blots.stats[:, 2], blots.stats[:, 3])
    thin = (blots.stats[:, 4] <= _THIN * longest) & (beside >= _BESIDE)
    if thin.any():
        lines = widened(face.lines(), _ALONG)
        thin &= np.bincount(blot, weights=lines.ravel()[dots], minlength=len(blots.stats)) >= (
            _BESIDE * blots.stats[:, 4]
        )
    return np.asarray(thin | ((longest <= _PIECE) & (beside >= _CLOSE)), np.bool_)


def _owners(stats: Stats, zones: tuple[Zone, ...], boxes: NDArray[np.float64]) -> NDArray[np.int32]:
    """For each blot the index of the place it belongs to."""
    owners = np.full(len(stats), OUTSIDE, np.int32)
    small = (stats[:, 2] < _SMALL) & (stats[:, 3] < _SMALL)
    owners[(stats[:, 4] < _SPECK) | small] = DIRT
    owners[0] = DIRT
    asked = np.flatnonzero(owners == OUTSIDE)
    if len(asked) and len(zones):
        owners[asked] = _nearest(stats[asked], zones, boxes)
    return owners


def _nearest(stats: Stats, zones: tuple[Zone, ...], boxes: NDArray[np.float64]) -> NDArray[np.int32]:
    ticks = np.array([zone.holds is Holds.TICK for zone in zones])
    signs = np.array([zone.holds is Holds.SIGNATURE for zone in zones])
    shares = _shares(stats, boxes, _PAD)
    least = np.where(signs, _SIGNED, _MINE)
    claims = np.where((shares >= least) & ~ticks, shares + 0.3 * signs, 0.0)
    claims += np.where(ticks, _ticking(stats, boxes), 0.0)
    best = claims.argmax(axis=1)
    return np.where(claims.max(axis=1) > 0, best, OUTSIDE).astype(np.int32)


def _shares(stats: Stats, boxes: NDArray[np.float64], pad: float) -> NDArray[np.float64]:
    """For each blot (rows) and place (columns), the share of the blot's box in the place."""
    left, top, wide, high = (stats[:, column, None].astype(np.float64) for column in range(4))
    across = np.minimum(left + wide, boxes[None, :, 2] + pad) - np.maximum(left, boxes[None, :, 0] - pad)
    down = np.minimum(top + high, boxes[None, :, 3] + pad) - np.maximum(top, boxes[None, :, 1] - pad)
    return np.asarray(np.clip(across, 0, None) * np.clip(down, 0, None) / (wide * high), np.float64)


def _ticking(stats: Stats, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far a blot is a mark in a box: it covers much of it and does not reach far beyond; over 1 when so."""
    left, top, wide, high = (stats[:, column, None].astype(np.float64) for column in range(4))
    across = np.minimum(left + wide, boxes[None, :, 2]) - np.maximum(left, boxes[None, :, 0])
    down = np.minimum(top + high, boxes[None, :, 3]) - np.maximum(top, boxes[None, :, 1])
    width, height = boxes[None, :, 2] - boxes[None, :, 0], boxes[None, :, 3] - boxes[None, :, 1]
    covered = np.clip(across, 0, None) * np.clip(down, 0, None) / (width * height)
    bounded = (wide < _TICK_OUT * width) & (high < _TICK_OUT * height)
    middle = (left + wide / 2, top + high / 2)
    close = (
        (middle[0] > boxes[None, :, 0] - _TICK_NEAR)
        & (middle[0] < boxes[None, :, 2] + _TICK_NEAR)
        & (middle[1] > boxes[None, :, 1] - _TICK_NEAR)
        & (middle[1] < boxes[None, :, 3] + _TICK_NEAR)
    )
    return np.where((covered > 0.06) & bounded, 1.0 + covered, np.where(close & bounded, 0.3, 0.0))


def lines_of(found: Remains, blots: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The blots of a place line by line, from the top; letters that overlap in height are of one line."""
    order = blots[np.argsort(found.stats[blots, 1] + found.stats[blots, 3])]
    lines: list[list[int]] = []
    for blot in order.tolist():
        home = next((line for line in lines if _level(found.stats, line, blot)), None)
        if home is None:
            lines.append([blot])
        else:
            home.append(blot)
    for line in sorted(lines, key=lambda each: int(np.median(found.stats[each, 1]))):
        yield np.array(line)


def _level(stats: Stats, line: list[int], blot: int) -> bool:
    tops, bottoms = stats[line, 1], stats[line, 1] + stats[line, 3]
    top, bottom = stats[blot, 1], stats[blot, 1] + stats[blot, 3]
    shared = min(bottom, bottoms.max()) - max(top, tops.min())
    return bool(shared > 0.4 * min(bottom - top, bottoms.max() - tops.min()))


def is_marked(zone: Zone) -> bool:
    """Whether any mark in a place says what it says."""
    return zone.holds in TICKED
