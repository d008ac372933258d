"""Straightens pages that went into the machine at an angle."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.sheet import Gray, Ink

_MOST_DEGREES = 6.0
_LEAST_DEGREES = 0.12  # less than a pixel from one word to the next
_SAMPLE = 40_000  # ink dots looked at
_FEW = 1500

Dots = NDArray[np.float32]
Angles = NDArray[np.float64]


def skew_degrees(ink: Ink) -> float:
    """Return by how much text lines fall to the right, in degrees; 0.0 when there is too little to tell.

    The right angle is the one at which ink gathers in the fewest rows: text lines, then, stand apart.
    """
    dots = np.flatnonzero(np.ascontiguousarray(ink[::2, ::2]).view(np.bool_))
    if len(dots) < _FEW:
        return 0.0
    sample = dots[:: max(1, len(dots) // _SAMPLE)]
    rows, columns = (place.astype(np.float32) for place in np.divmod(sample, (ink.shape[1] + 1) // 2))
    coarse = np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.01, 0.5)
    best = _sharpest(rows, columns, coarse)
    best = _sharpest(rows, columns, best + np.arange(-0.5, 0.51, 0.1))
    return _sharpest(rows, columns, best + np.arange(-0.1, 0.101, 0.025))


def straighten(gray: Gray, degrees: float) -> Gray:
    """Turn a picture back by its skew, around its middle, keeping its size; new corners are white."""
    if abs(degrees) < _LEAST_DEGREES:
        return gray
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    straight = cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(straight, dtype=np.uint8)


def _sharpest(rows: Dots, columns: Dots, angles: Angles) -> float:
    return float(max(angles, key=lambda angle: _sharpness(rows, columns, float(angle))))


def _sharpness(rows: Dots, columns: Dots, angle: float) -> float:
    shifted = rows - columns * math.tan(math.radians(angle))
    profile = np.bincount((shifted - shifted.min()).astype(np.int64))
    return float((np.diff(profile.astype(np.float64)) ** 2).sum())
