"""Whether a page that a known form was laid over is that form: its print is compared word by word."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake_daemon.model import Box
from parsers.known.face import Face
from parsers.known.widening import widened
from parsers.normalise.text import key
from parsers.sheet import Ink

_FAX_SHIFT = 1  # dots: a fax moves an edge so far
_BESIDE = 2  # dots: ink so near to print may be print
_MISSING = 0.8  # of a word's dots; fewer, and other ink in its place, is another word
_OTHER = 0.95  # of the ink where a word is printed; less is explained by the word
_CLEARLY = (0.65, 0.93)  # the same two, of a word that is another beyond doubt
_NEAR_MOST = 1  # words beside places that may look like others: noise lay on them
_GONE = 0.3  # of a word's dots: nothing like it is there
_LEAST = 0.75  # of all printed ink
_OTHERS = 0.012  # share of words that may look like others, away from the places: noise, a stamp, a pen
_GONE_MOST = 0.05  # share of words that may be missing
_NEAR = 0.3  # inches from a place within which no word may be another

Sums = NDArray[np.int32]


@dataclass(frozen=True)
class Sameness:
    """How far a page prints what a known form prints.

    Args:
        ink: share of the form's printed ink that is on the page.
        others: share of its words in whose place other words stand.
        near: number of such words beside places to fill in.
        clearly: number of words beside places that are other words beyond doubt.
        gone: share of its words that are not there.
    """

    ink: float
    others: float
    near: int
    clearly: int
    gone: float

    @property
    def certain(self) -> bool:
        """Whether it is the same form; anything in doubt is not."""
        beside = self.clearly == 0 and self.near <= _NEAR_MOST
        return self.ink >= _LEAST and beside and self.others <= _OTHERS and self.gone <= _GONE_MOST

    @property
    def off(self) -> float:
        """How much is not as it should be; of two editions of a form the right one has less."""
        return (1 - self.ink) + 3 * (self.others + self.gone)


def compare(face: Face, page: Ink) -> Sameness:
    """Compare a page with a known form.

    Args:
        face: the known page.
        page: the page's ink, as it lies under the known page's picture.
    """
    blank = face.ink()
    found = blank & widened(page, _FAX_SHIFT)
    other = page & (1 - widened(blank, _BESIDE))
    sums = tuple(np.asarray(cv2.integral(each), np.int32) for each in (blank, found, page, other))
    words = [word.box for word in face.print.words if len(key(word.text)) >= 2]
    boxes = _in_dots(words, face.shape)
    printed, there, all_ink, strange = (_inside(each, boxes) for each in sums)
    recall = there / np.maximum(printed, 1)
    explained = 1 - strange / np.maximum(all_ink, 1)
    others = (recall < _MISSING) & (explained < _OTHER) & (printed > 0)
    clear = (recall < _CLEARLY[0]) & (explained < _CLEARLY[1]) & (printed > 0)
    gone = (recall < _GONE) & (printed > 0)
    return Sameness(
        ink=float(sums[1][-1, -1] / max(1, sums[0][-1, -1])),
        others=float(others.mean()) if len(words) else 0.0,
        near=sum(_is_near(face, words[number]) for number in np.flatnonzero(others)),
        clearly=sum(_is_near(face, words[number]) for number in np.flatnonzero(clear)),
        gone=float(gone.mean()) if len(words) else 0.0,
    )


def _in_dots(words: list[Box], shape: tuple[int, int]) -> NDArray[np.int32]:
    fractions = np.array(words, np.float64).reshape(-1, 4)
    dots = fractions * [shape[1], shape[0], shape[1], shape[0]]
    whole = np.column_stack([np.floor(dots[:, :2]), np.ceil(dots[:, 2:])]).astype(np.int32)
    return np.clip(whole, 0, [shape[1], shape[0], shape[1], shape[0]])


def _inside(sums: Sums, boxes: NDArray[np.int32]) -> NDArray[np.float64]:
    left, top, right, bottom = boxes.T
    return np.asarray(
        sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left], np.float64
    )


def _is_near(face: Face, word: Box) -> bool:
    """Whether a printed word stands beside a place to fill in, which it may be the label of."""
    across, down = _NEAR / face.print.width, _NEAR / face.print.height
    return any(
        word[0] < zone.box[2] + across
        and zone.box[0] - across < word[2]
        and word[1] < zone.box[3] + down
        and zone.box[1] - down < word[3]
        for zone in face.zones
    )
