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
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    return Blots(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))
