"""What the words on a page say of the shapes among them: letters, or places to tick."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.engine import PixelBox, SeenWord
from parsers.sheet import Ink

SURE = 0.75  #: confidence from which a word is taken as read
_SURE_OF_LONG = 0.4
_LONG_WORD = 4  # letters
_BOX_AND_WORD = re.compile(r"""(?![("'“‘/-][A-Z][a-z])[oOQ0DCGLIUJlXxK1&@©®□☐☒\W_]{1,3}[A-Z][a-z]""")
_LONE_LETTER = re.compile(r"[ABEFHJKMNPRSTWYZ&abdefghkmnpqrstwyz2-9][.,;:]?")
_NOTE = re.compile(r"\([A-WYZa-wyz0-9]{1,3}\)\W?")
_SMALL = 0.75  # of the height of the page's usual word; letters are that small
_WITHIN = 0.7  # of a shape: so much of it in a word makes it a part of that
_PARTLY_WITHIN = 0.6


class Wording:
    """Some words of a page, compared with a shape all at once."""

    def __init__(self, words: Sequence[SeenWord]) -> None:
        self._words = words
        self._boxes = np.array([word.box for word in words], dtype=np.int64).reshape(-1, 4)
        heights = self._boxes[:, 3] - self._boxes[:, 1]
        self._usual = float(np.median(heights)) if words else 0.0

    def holds(self, box: PixelBox) -> bool:
        """Whether a shape stands inside one of the words."""
        return bool((self._shares(box) > _WITHIN).any())

    def runs_around(self, box: PixelBox) -> bool:
        """Whether a shape stands amid a longer word, however badly that was read: nobody ticks there.

        A shape as small as a letter must not even stand at a word's beginning, unless the word begins
        as boxes are misread.
        """
        around = np.flatnonzero(self._shares(box) > _PARTLY_WITHIN).tolist()
        return any(_is_amid(box, self._words[index], self._usual) for index in around)

    def area(self, shape: tuple[int, ...]) -> Ink:
        """Return a picture of that shape with 1 where the words stand."""
        area = np.zeros(shape, dtype=np.uint8)
        for x0, y0, x1, y1 in self._boxes.tolist():
            area[max(0, y0 - 2) : y1 + 2, max(0, x0 - 1) : x1 + 1] = 1
        return area

    def _shares(self, box: PixelBox) -> NDArray[np.float64]:
        """Return the share of a shape that stands in each word."""
        x0, y0, x1, y1 = self._boxes.T
        across = np.minimum(box[2], x1) - np.maximum(box[0], x0)
        down = np.minimum(box[3], y1) - np.maximum(box[1], y0)
        size = max(1, (box[2] - box[0]) * (box[3] - box[1]))
        return np.asarray(np.maximum(0, across) * np.maximum(0, down) / size)


def _is_amid(box: PixelBox, word: SeenWord, usual: float) -> bool:
    letters = sum(map(str.isalnum, word.text))
    if letters < 0.6 * len(word.text):
        return False
    size = box[2] - box[0]
    first = word.box[0] + 0.6 * size >= box[0]
    small = box[3] - box[1] < _SMALL * usual
    if small and letters >= 2 and not (first and _BOX_AND_WORD.match(word.text)):
        return True
    tall = word.box[3] - word.box[1] >= max(2.2 * (box[3] - box[1]), 2.6 * usual)
    return letters >= _LONG_WORD and not first and not tall


def is_lettering(word: SeenWord) -> bool:
    """Whether a word is letters, and not a box or cross that was read as one, alone or before a word.

    The longer a word is, the less it takes to believe that it is one.
    """
    letters = sum(map(str.isalnum, word.text))
    if word.confidence < (SURE if letters < _LONG_WORD else _SURE_OF_LONG):
        return False
    if letters >= 2:
        return not _BOX_AND_WORD.match(word.text)
    return bool(_LONE_LETTER.fullmatch(word.text))


def is_note(text: str) -> bool:
    """Whether a text is a printed "(s)" or "(1)" rather than a pair of brackets with a cross in it."""
    return bool(_NOTE.fullmatch(text))
