"""The face of a printed page: small pictures of it by which it is recognised and laid over another."""

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.known.form import REFERENCE_DPI, Blank, KnownForm, Print, Zone
from parsers.picture.ink import find_ink
from parsers.sheet import Gray, Ink

COARSE_DPI = 10.0  #: of the picture that proposes forms
MIDDLE_DPI = 50.0  #: of the picture that is laid over another
GRID = (144, 120)  #: rows and columns of a coarse picture: a letter or legal page with room to move
_LINE = 50  # dots at `REFERENCE_DPI`; no letter has so long a stroke
_FINE_BLUR, _WIDE_BLUR = 1.0, 6.0  # dots of a coarse picture

Map = NDArray[np.float32]  #: the share of ink in each dot of a small picture
Spectrum = NDArray[np.complex64]


def shrunk(ink: Ink, dpi: float, to_dpi: float) -> Map:
    """The share of ink at a lower resolution."""
    rows, columns = ink.shape
    size = (max(1, round(columns * to_dpi / dpi)), max(1, round(rows * to_dpi / dpi)))
    return np.asarray(cv2.resize(ink.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)


def levelled(coarse: Map) -> Map:
    """A coarse picture on the common grid, without its broad light and dark, of length one."""
    sharp = cv2.GaussianBlur(coarse, (0, 0), _FINE_BLUR) - cv2.GaussianBlur(coarse, (0, 0), _WIDE_BLUR)
    grid = np.zeros(GRID, np.float32)
    rows, columns = min(sharp.shape[0], GRID[0]), min(sharp.shape[1], GRID[1])
    grid[:rows, :columns] = sharp[:rows, :columns]
    return np.asarray(grid / (float(np.linalg.norm(grid)) + 1e-9), np.float32)


@dataclass(frozen=True)
class Face:
    """One page of a known form, ready to be compared.

    Args:
        form: the form it belongs to.
        page: 1-based, in the form.
        spectrum: of its coarse picture, conjugated.
        middle: its picture at `MIDDLE_DPI`, 0-255.
        packed: its ink at `REFERENCE_DPI`, eight dots a byte.
        packed_lines: its straight lines, likewise.
        shape: rows and columns of that picture.
    """

    form: KnownForm
    page: int
    spectrum: Spectrum = field(repr=False)
    middle: Gray = field(repr=False)
    packed: Gray = field(repr=False)
    packed_lines: Gray = field(repr=False)
    shape: tuple[int, int]

    @property
    def print(self) -> Print:
        """What the page prints."""
        return self.form.prints[self.page - 1]

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        """Its places."""
        return self.form.zones_of(self.page)

    def ink(self) -> Ink:
        """Its printed ink at `REFERENCE_DPI`."""
        return np.unpackbits(self.packed, axis=1, count=self.shape[1])

    def lines(self) -> Ink:
        """Its printed straight lines."""
        return np.unpackbits(self.packed_lines, axis=1, count=self.shape[1])


def faces_of(blank: Blank) -> tuple[Face, ...]:
    """The faces of all pages of a form."""
    return tuple(_face(blank.form, number, gray) for number, gray in enumerate(blank.pictures, start=1))


def _face(form: KnownForm, page: int, gray: Gray) -> Face:
    ink = find_ink(gray)
    coarse = levelled(shrunk(ink, REFERENCE_DPI, COARSE_DPI))
    middle = shrunk(ink, REFERENCE_DPI, MIDDLE_DPI)
    return Face(
        form=form,
        page=page,
        spectrum=np.conj(np.fft.rfft2(coarse)).astype(np.complex64),
        middle=np.asarray(np.round(middle * 255), np.uint8),
        packed=np.packbits(ink, axis=1),
        packed_lines=np.packbits(_straight(ink), axis=1),
        shape=(ink.shape[0], ink.shape[1]),
    )


def _straight(ink: Ink) -> Ink:
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _LINE), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_LINE, 1), np.uint8))
    return np.asarray(cv2.bitwise_or(level, upright), np.uint8)
