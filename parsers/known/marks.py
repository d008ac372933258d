"""What the ink in a place shows that is not read as words: a tick, initials, a signature."""

from dataclasses import dataclass

import numpy as np

from parsers.known.form import REFERENCE_DPI
from parsers.known.remains import Remains

_INSET = 0.12  # of a box: so much beside its line may be ink of the line
_EMPTY, _TICKED = 0.02, 0.05  # share of ink
_SPECK_REACH, _TICK_REACH = 0.25, 0.4  # of the box, one way
_SIGNED = (0.3, 0.06)  # inches a signature is wide and high, at least
_INITIALLED = 0.07  # inches
_SURE, _EMPTY_SURE = 0.97, 0.97


@dataclass(frozen=True)
class Shown:
    """Whether a place bears its mark; None when the ink does not say."""

    there: bool | None
    confidence: float


def ticked(found: Remains, zone: int) -> Shown:
    """Whether a box is ticked."""
    left, top, right, bottom = found.boxes[zone]
    across, down = _INSET * (right - left), _INSET * (bottom - top)
    rows = slice(round(top + down), round(bottom - down))
    columns = slice(round(left + across), round(right - across))
    mine = found.owners == zone
    inside = mine[found.labels[rows, columns]]
    share = float(inside.mean()) if inside.size else 0.0
    reach = _reach(inside)
    if share >= _TICKED and reach >= _TICK_REACH:
        return Shown(True, _SURE)
    if share < _EMPTY or reach < _SPECK_REACH:
        return Shown(False, _EMPTY_SURE)
    return Shown(None, 0.7)


def _reach(inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> float:
    """How far the ink reaches, as a share of the box, the longer way."""
    if not inside.any():
        return 0.0
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    return float(
        max((rows[-1] - rows[0] + 1) / inside.shape[0], (columns[-1] - columns[0] + 1) / inside.shape[1])
    )


def initialled(found: Remains, zone: int) -> Shown:
    """Whether a line for initials bears any."""
    blots = found.blots_of(zone)
    if not len(blots):
        return Shown(False, _EMPTY_SURE)
    left, top, right, bottom = found.hull(blots)
    big = max(right - left, bottom - top) >= _INITIALLED * REFERENCE_DPI
    return Shown(True, 0.95) if big else Shown(None, 0.7)


def signed(found: Remains, zone: int) -> Shown:
    """Whether a line bears a signature."""
    blots = found.blots_of(zone)
    if not len(blots):
        return Shown(False, _EMPTY_SURE)
    left, top, right, bottom = found.hull(blots)
    big = right - left >= _SIGNED[0] * REFERENCE_DPI and bottom - top >= _SIGNED[1] * REFERENCE_DPI
    return Shown(True, _SURE) if big else Shown(None, 0.7)
