"""Connected ink, the unit that marks and strokes are found in."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.sheet import Ink

Labels = NDArray[np.int32]  #: for each dot the number of its blot; 0 is paper
Stats = NDArray[np.int32]  #: for each blot: left, top, width, height, dots; row 0 is paper


class Blots(NamedTuple):
    """All connected ink of a picture."""

    labels: Labels
    stats: Stats


def connected(ink: Ink) -> Blots:
    """Number the connected ink of a picture; dots that touch at a corner are connected."""
    labels, stats, _ = _labelled(ink)
    return Blots(labels, stats)


def blots_and_centres(ink: Ink) -> tuple[Stats, NDArray[np.float64]]:
    """Return the connected ink of a picture without its labels, and the mean column and row of each blot."""
    _, stats, centres = _labelled(ink)
    return stats, centres


def _labelled(ink: Ink) -> tuple[Labels, Stats, NDArray[np.float64]]:
    # The algorithm OpenCV takes by itself needs more than twice the time of this one for a page.
    _, labels, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        np.ascontiguousarray(ink), 8, cv2.CV_32S, cv2.CCL_BBDT
    )
    return (
        np.asarray(labels, dtype=np.int32),
        np.asarray(stats, dtype=np.int32),
        np.asarray(centres, dtype=np.float64),
    )
