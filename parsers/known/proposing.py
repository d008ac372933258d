"""Which known pages a picture may be: its coarse picture, correlated with all of theirs at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.known.face import COARSE_DPI, GRID, Face, Map, levelled, shrunk
from parsers.picture.skew import skew_degrees
from parsers.sheet import Ink

_ACROSS = (0.97, 1.0)  # a machine that leaves margins makes the page smaller
_DOWN = (0.96, 1.0, 1.04)  # a fine fax has 196 lines an inch where it is taken for 204
_LEAST = 0.3  # correlation; the same form filled in gives 0.5 and more
_MOST = 3  # proposals
_REACH = 14  # dots of the coarse picture a page may be shifted

Matrix = NDArray[np.float64]  #: 3 × 3, from inches of the blank to inches of the page


@dataclass(frozen=True)
class Proposal:
    """A known page that a picture may be.

    Args:
        face: the known page.
        likeness: correlation of the coarse pictures, 0.0-1.0.
        over: the picture lies upside down.
        matrix: where the blank lies on the picture (turned upright when `over`), in inches.
    """

    face: Face
    likeness: float
    over: bool
    matrix: Matrix


def proposals(ink: Ink, dpi: float, faces: Sequence[Face]) -> tuple[Proposal, ...]:
    """The likeliest known pages, best first; most pages of the world give none.

    Args:
        ink: of a page that is not sideways.
        dpi: of it.
        faces: all known pages.
    """
    spectra = np.stack([face.spectrum for face in faces])
    best: dict[int, Proposal] = {}
    for tried, matrix, over in _tries(ink, dpi):
        for number, (score, shift) in enumerate(_correlated(tried, spectra)):
            if score >= _LEAST and (number not in best or score > best[number].likeness):
                moved = _moved(matrix, shift)
                best[number] = Proposal(faces[number], score, over, moved)
    return tuple(sorted(best.values(), key=lambda each: -each.likeness)[:_MOST])


def _tries(ink: Ink, dpi: float) -> Iterator[tuple[Map, Matrix, bool]]:
    """Coarse pictures of the page, straightened, in either direction and several sizes."""
    skew = skew_degrees(ink)
    double = shrunk(ink, dpi, 2 * COARSE_DPI)
    for over in (False, True):
        picture = np.ascontiguousarray(double[::-1, ::-1]) if over else double
        rows, columns = picture.shape
        turn = _square(np.asarray(cv2.getRotationMatrix2D((columns / 2, rows / 2), skew, 1.0), np.float64))
        for across in _ACROSS:
            for down in _DOWN:
                whole = np.diag([across / 2, down / 2, 1.0]) @ turn
                coarse = np.asarray(cv2.warpAffine(picture, whole[:2], (GRID[1], GRID[0])), np.float32)
                # From inches of the page to inches of the straightened one, whatever the resolutions.
                inches = np.diag([1 / COARSE_DPI, 1 / COARSE_DPI, 1]) @ whole
                yield levelled(coarse), inches @ np.diag([2 * COARSE_DPI, 2 * COARSE_DPI, 1]), over


def _square(affine: NDArray[np.float64]) -> Matrix:
    return np.vstack([affine, [0.0, 0.0, 1.0]])


def _correlated(tried: Map, spectra: NDArray[np.complex64]) -> Iterator[tuple[float, tuple[int, int]]]:
    """For every known page the best correlation and the shift, in coarse dots across and down, that gives it."""
    spread = np.fft.irfft2(np.fft.rfft2(tried)[None] * spectra, s=GRID, axes=(1, 2))
    near = np.roll(spread, (_REACH, _REACH), axis=(1, 2))[:, : 2 * _REACH + 1, : 2 * _REACH + 1]
    for plane in near:
        down, across = divmod(int(plane.argmax()), plane.shape[1])
        yield float(plane[down, across]), (across - _REACH, down - _REACH)


def _moved(matrix: Matrix, shift: tuple[int, int]) -> Matrix:
    """From inches of the blank to inches of the page, for a shift between their coarse pictures."""
    back = np.eye(3)
    back[:2, 2] = [-shift[0] / COARSE_DPI, -shift[1] / COARSE_DPI]
    return np.asarray(np.linalg.inv(back @ matrix), np.float64)
