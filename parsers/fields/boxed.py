"""Boxes to tick that a recogniser took for the beginning of the word behind them: "[_]Other", "XDischarge"."""

import re
from collections.abc import Sequence
from statistics import median

from intake_daemon.model import Mark, Page, PageSource, Word
from parsers.normalise.text import key

_INITIAL = re.compile(r"^[A-NP-Z]\.,?$")  #: of a name; a lone O may be a box to tick with a dot behind it
_SURELY = 0.7
_READ = 0.5  #: confidence from which a long word around a mark is one
_OF_ONE_SIZE = 0.65  #: of the usual box; the insides of letters are smaller
_AT_START = 0.35  #: of the mark's width, between its left side and the word's
_TALLER = 1.12  #: of the usual word's height; letters are no taller squares
_MOST = 6000  #: words of one page that are looked at
_SIDES = r"[\[\]{}|_□■☐☒☑]"  #: what recognisers make of a box's outline
_BOXES = ("☐", "☒", "☑", "□", "■")
_SIGNS = re.compile(rf"^(?:[xXKOQDCLIJUE]?{_SIDES}+)+[xX]?{_SIDES}*(?:[OJILDCU](?=[A-Z]))?(?=\w)")
_CROSS = re.compile(r"^[xXKOQDCLIJU]{1,2}(?=[A-Z][a-z])")


def boxes_of(page: Page, most: int) -> tuple[Mark, ...]:
    """The boxes to tick of a page without those that are the insides of letters or pieces of words.

    Args:
        page: the page as read.
        most: how many marks are looked at.
    """
    usual = median([word.box[3] - word.box[1] for word in page.words[:_MOST]] or [0.0])
    return tuple(mark for mark in _of_one_size(page.marks[:most]) if not _is_lettering(mark, page, usual))


def is_boxed(text: str) -> bool:
    """Whether a word begins with a box to tick that is a sign of its font: "☐Legal"."""
    return text.startswith(_BOXES)


def without_box(text: str) -> str:
    """A word without the box before it, as recognisers misread boxes: "[_]Other", "[X[Legal", "XDischarge"."""
    bare = _SIGNS.sub("", text)
    return bare if bare != text else _CROSS.sub("", text)


def freed(word: Word, boxes: Sequence[Mark]) -> Word:
    """A word without the box to tick that it was read together with."""
    box = next((mark for mark in boxes if begins(mark, word)), None)
    text = without_box(word.text) if box else word.text
    if box is None or text == word.text or not key(text):
        return word
    return word.model_copy(update={"text": text, "box": (box.box[2], *word.box[1:])})


def begins(mark: Mark, word: Word) -> bool:
    """Whether a mark is the beginning of a word that goes on behind it."""
    (left, top, right, bottom), box = word.box, mark.box
    wide, middle = box[2] - box[0], (box[1] + box[3]) / 2
    return top <= middle <= bottom and abs(left - box[0]) < _AT_START * wide and right - left > 1.5 * wide


def _of_one_size(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The boxes to tick without much smaller ones, which are the insides of letters."""
    if len(marks) < 4:
        return marks
    usual = median(mark.box[2] - mark.box[0] for mark in marks)
    return tuple(mark for mark in marks if mark.box[2] - mark.box[0] > _OF_ONE_SIZE * usual)


def _is_lettering(mark: Mark, page: Page, usual: float) -> bool:
    """Whether a supposed box to tick is a piece of a word ("(4" can look like one).

    Args:
        mark: the supposed box.
        page: its page.
        usual: the height of the page's usual word.
    """
    wide = mark.box[2] - mark.box[0]
    tall = mark.box[3] - mark.box[1] >= _TALLER * usual
    middle = ((mark.box[0] + mark.box[2]) / 2, (mark.box[1] + mark.box[3]) / 2)
    for word in page.words[:_MOST]:
        left, top, right, bottom = word.box
        if not (left <= middle[0] <= right and top <= middle[1] <= bottom):
            continue
        if _INITIAL.match(word.text) and word.confidence > _SURELY:
            return True
        if len(key(word.text)) < 2:
            continue
        if page.source is PageSource.TEXT:
            if is_boxed(word.text) and begins(mark, word):
                continue
            return True
        if tall and begins(mark, word) and without_box(word.text) != word.text:
            continue
        if right - left > 2.2 * wide and word.confidence > _READ:
            return True
    return False
