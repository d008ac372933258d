"""Turns pages the right way up: sideways by how ink is spread, upside down by what can be read."""

import numpy as np

from parsers.sheet import Gray, Ink

_SIDEWAYS = 0.8  # upright pages give 2.2-2.5, sideways ones 0.4-0.6
_FEW_DOTS = 2000
_STRIP_INCHES = 2.5


def is_sideways(ink: Ink) -> bool:
    """Whether text runs up or down the page: ink then varies more across columns than across rows."""
    if int(ink.sum()) < _FEW_DOTS:
        return False
    rows = _roughness(ink.sum(axis=1, dtype=np.int64))
    columns = _roughness(ink.sum(axis=0, dtype=np.int64))
    return rows < _SIDEWAYS * columns


def turned(gray: Gray, degrees: int) -> Gray:
    """Turn a picture clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(gray, -(degrees // 90) % 4))


def densest_strip(gray: Gray, ink: Ink, dpi: float) -> Gray:
    """Return the full-width strip with most ink, as a sample to try directions on."""
    height = min(gray.shape[0], round(_STRIP_INCHES * dpi))
    sums = np.concatenate(([0], np.cumsum(ink.sum(axis=1, dtype=np.int64))))
    top = int(np.argmax(sums[height:] - sums[:-height]))
    return np.ascontiguousarray(gray[top : top + height])


def _roughness(profile: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    return float(np.abs(np.diff(profile)).sum())
