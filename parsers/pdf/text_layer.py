"""Words of a PDF's text layer with their boxes, or None when the layer cannot be trusted."""

from ctypes import byref, c_double
from dataclasses import dataclass
from typing import Any

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped] # ships no types

from intake_daemon.model import Box, Word
from parsers.lines import Run, number_lines
from parsers.pdf.place import Place, clip

_MOST_CHARACTERS = 60_000
_FEW = 3  # words; a page with fewer is drawn and recognised, for its letters may be drawn as outlines
_ODD_SHARE = 0.1
_WORD_GAP = 0.3  # of the letter height; fonts without a space glyph part words by position only
_COLUMN_GAP = 3.0
_TOUCH = 0.08  # of the letter height; letters whose full widths come as near belong to one word
_FIRST_HALVES, _SECOND_HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_SPACES = ("\u00a0", "\u200b", "\ufeff")
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True)
class _Letter:
    text: str
    box: Box
    index: int


def page_words(page: pypdfium2.PdfPage, place: Place) -> tuple[Word, ...] | None:
    """Read the words of a page in reading order; None when there are too few of them or they are garbage."""
    text_page = page.get_textpage()
    try:
        letters = _letters(text_page, place)
        if _is_garbage(letters):
            return None
        aspect = page.get_width() / page.get_height()
        runs = _runs(letters, aspect, _Widths(text_page.raw, place, aspect))
    finally:
        text_page.close()
    words = number_lines(runs)
    return words if len(words) >= _FEW else None


def _letters(text_page: pypdfium2.PdfTextPage, place: Place) -> list[_Letter | None]:
    """Return the letters in the file's order; None stands for white space."""
    count = min(text_page.count_chars(), _MOST_CHARACTERS)
    sides = _Sides()
    codes = [pdfium.FPDFText_GetUnicode(text_page.raw, index) for index in range(count)]
    return [
        _letter(text_page.raw, index, _sign(codes, index), place, sides)
        for index, code in enumerate(codes)
        if code not in _SECOND_HALVES
    ]


def _sign(codes: list[int], index: int) -> str:
    """The sign at a place; the library counts in UTF-16, where rare signs (boxes to tick) have two halves."""
    code = codes[index]
    if code in _FIRST_HALVES:
        second = codes[index + 1] if index + 1 < len(codes) else 0
        code = 0x10000 + ((code - 0xD800) << 10) + second - 0xDC00 if second in _SECOND_HALVES else 0xFFFD
    return chr(code) if code < 0x110000 else "\ufffd"


class _Sides:
    """Where the library puts the sides of a letter; made once, for there are thousands of letters."""

    def __init__(self) -> None:
        self._values = (c_double(), c_double(), c_double(), c_double())
        self._targets = tuple(byref(value) for value in self._values)

    def of(self, text_page: Any, index: int) -> tuple[float, float, float, float] | None:
        """Return left, right, bottom and top of a letter in points; None when it has no place."""
        if not pdfium.FPDFText_GetCharBox(text_page, index, *self._targets):
            return None
        left, right, bottom, top = self._values
        return left.value, right.value, bottom.value, top.value


class _Widths:
    """The full widths of letters, white at both sides included; asked for only where letters stand apart."""

    def __init__(self, text_page: Any, place: Place, aspect: float) -> None:
        self._text_page = text_page
        self._place = place
        self._aspect = aspect

    def touch(self, before: _Letter, after: _Letter) -> bool:
        """Whether two letters touch: a typewriter's narrow ones stand far apart, yet no space is between them.

        Letters that would overlap do not touch: their font's widths are wrong and say nothing.
        """
        left, right = self._of(before.index), self._of(after.index)
        if left is None or right is None:
            return False
        gap = (right[0] - left[2]) * self._aspect
        return abs(gap) < _TOUCH * (left[3] - left[1])

    def _of(self, index: int) -> Box | None:
        found = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self._text_page, index, byref(found)):
            return None
        return self._place.box(found.left, found.bottom, found.right, found.top)


def _letter(text_page: Any, index: int, sign: str, place: Place, sides: _Sides) -> _Letter | None:
    if sign <= " " or sign in _SPACES or not _is_visible(text_page, index):
        return None
    found = sides.of(text_page, index)
    if found is None:
        return None
    left, right, bottom, top = found
    box = clip(place.box(left, bottom, right, top))
    return _Letter(sign, box, index) if box else None


def _is_visible(text_page: Any, index: int) -> bool:
    drawn = pdfium.FPDFText_GetTextObject(text_page, index)
    return not drawn or pdfium.FPDFTextObj_GetTextRenderMode(drawn) not in _INVISIBLE


def _is_garbage(letters: list[_Letter | None]) -> bool:
    """Whether too many letters are none: fonts without a Unicode table give private or control codes."""
    seen = [letter.text for letter in letters if letter]
    odd = sum(
        1
        for text in seen
        if text == "\ufffd" or ("\ue000" <= text <= "\uf8ff" and not _is_symbol(text)) or ord(text) < 32
    )
    return odd > _ODD_SHARE * max(1, len(seen))


def _is_symbol(text: str) -> bool:
    """Whether a private code is a symbol font's, which keeps its letters' codes above U+F000 (ticks)."""
    return "\uf020" <= text <= "\uf0ff"


def _runs(letters: list[_Letter | None], aspect: float, widths: _Widths) -> list[Run]:
    """Join letters to words and words to runs that follow one another on a line.

    Args:
        letters: as `_letters` gives them.
        aspect: width of the page over its height, to compare gaps across with heights.
        widths: the letters' full widths.
    """
    runs: list[Run] = []
    run: list[Word] = []
    word: list[_Letter] = []
    previous: _Letter | None = None
    for letter in letters:
        if word and (letter is None or _ends_word(word[-1], letter, aspect, widths)):
            run.append(_word(word))
            word = []
        if letter is None:
            continue
        if run and not word and previous and _parts(previous, letter, aspect, _COLUMN_GAP):
            runs.append(tuple(run))
            run = []
        word.append(letter)
        previous = letter
    if word:
        run.append(_word(word))
    return [*runs, tuple(run)] if run else runs


def _ends_word(before: _Letter, after: _Letter, aspect: float, widths: _Widths) -> bool:
    """Whether a new word begins: the letters stand apart, and not only because they are narrow for their width."""
    if not _parts(before, after, aspect, _WORD_GAP):
        return False
    onward = after.box[0] >= before.box[2] and not _off_line(before.box, after.box)
    return not (onward and widths.touch(before, after))


def _parts(before: _Letter, after: _Letter, aspect: float, most: float) -> bool:
    """Whether two letters that follow in the file stand apart on the page."""
    height = max(before.box[3] - before.box[1], after.box[3] - after.box[1])
    gap = (after.box[0] - before.box[2]) * aspect
    backwards = after.box[0] < before.box[0] - height / aspect
    return gap > most * height or backwards or _off_line(before.box, after.box)


def _off_line(one: Box, other: Box) -> bool:
    return one[3] <= other[1] or other[3] <= one[1]


def _word(letters: list[_Letter]) -> Word:
    lefts, tops, rights, bottoms = zip(*(letter.box for letter in letters), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    return Word(text="".join(letter.text for letter in letters), box=box)
