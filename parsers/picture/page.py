"""Reads the picture of one page: turns it upright, straightens it, and finds what is on it."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from intake_daemon.model import Box, FormField, FormKind, Mark, Rule, Stroke, Word
from parsers.lines import number_lines
from parsers.ocr.engine import Engine, PixelBox, SeenWord
from parsers.ocr.language import better_language
from parsers.picture.ink import even_light, find_ink
from parsers.picture.marks import find_marks
from parsers.picture.orientation import densest_strip, is_sideways, turned
from parsers.picture.rules import find_rules
from parsers.picture.skew import skew_degrees, straighten
from parsers.picture.streaks import without_streaks
from parsers.picture.strokes import find_strokes
from parsers.sheet import Gray, Ink, Pictured

_BLANK_SHARE = 0.0006  # of the page; a line of print inks more
_GOOD = 0.75  # confidence of a word that was surely read
_FEW_GOOD = 0.2  # share of good words under which the page may be upside down
_LONG = 4  # letters; such a word is wider than high
_ENOUGH = 10  # words that tell which way a text runs
_OVERLAP = 0.3
_LEANS = 0.25  # degrees; on a straighter page a streak looks like a printed line


@dataclass(frozen=True)
class Seen:
    """What was found on one page; boxes as fractions of the upright page. Sizes in inches.

    `gray` is the picture as it was read, upright and straight.
    """

    width: float
    height: float
    rotation: int
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]
    strokes: tuple[Stroke, ...]
    rules: tuple[Rule, ...]
    confidence: float
    blank: bool
    gray: Gray = field(repr=False)


@dataclass(frozen=True)
class _Laid:
    """A page's picture as it was laid to be read, by how many degrees it was turned, and what was read."""

    gray: Gray = field(repr=False)
    ink: Ink = field(repr=False)
    rotation: int
    found: tuple[SeenWord, ...]


@dataclass(frozen=True)
class Reader:
    """Reads pages with one recogniser.

    Args:
        engine: the recogniser.
        languages: usable language codes, the usual one first.
    """

    engine: Engine
    languages: tuple[str, ...]

    def read(self, sheet: Pictured) -> Seen:
        """Read one page; a sheet with words of its own is only looked at for ticks, strokes and lines."""
        if sheet.words is not None:
            return self._look(sheet, sheet.words)
        return self._recognise(sheet)

    def _look(self, sheet: Pictured, words: tuple[Word, ...]) -> Seen:
        ink = find_ink(sheet.gray)
        known = tuple(_on_picture(word, ink.shape) for word in words)
        return _describe(sheet, sheet.gray, ink, known, words, 0, confidence=1.0)

    def _recognise(self, sheet: Pictured) -> Seen:
        gray = sheet.gray if sheet.bilevel else even_light(sheet.gray)
        ink = find_ink(gray)
        if _is_blank(ink):
            return _describe(sheet, gray, ink, (), (), 0, confidence=1.0)
        level = 90 if sheet.facsimile and is_sideways(ink) else 0
        laid = self._read_laid(sheet, gray, ink, level)
        if sheet.facsimile and _stand_on_end(laid.found):  # a page full of ruling deceived the first look
            laid = self._read_laid(sheet, gray, ink, 90 - level, unsure=True)
        found = self._in_better_language(laid.found, laid.gray, sheet)
        words = _as_words(found, laid.ink.shape)
        return _describe(sheet, laid.gray, laid.ink, found, words, laid.rotation, _mean_confidence(found))

    def _read_laid(
        self, sheet: Pictured, gray: Gray, ink: Ink, level: int, *, unsure: bool = False
    ) -> "_Laid":
        """Read a page laid level by a turn of 0 or 90 degrees, and over if it is upside down then.

        A page that was turned lies one way as often as the other, so a sample decides before the whole is read.
        """
        rotation = level
        gray, ink = _straight(turned(gray, level), turned(ink, level), sheet.facsimile)
        found = () if level or unsure else self._words(gray, sheet)
        if self._seems_upside_down(found, gray, ink, sheet.dpi):
            rotation += 180
            gray, ink = turned(gray, 180), turned(ink, 180)
            found = ()
        return _Laid(gray, ink, rotation, found or self._words(gray, sheet))

    def _words(self, gray: Gray, sheet: Pictured, language: str | None = None) -> tuple[SeenWord, ...]:
        smooth = _smooth(gray) if sheet.bilevel else gray
        return self.engine.recognise(smooth, sheet.dpi, language or self.languages[0])

    def _seems_upside_down(self, found: tuple[SeenWord, ...], gray: Gray, ink: Ink, dpi: float) -> bool:
        """Whether a page of which little could be read is read better the other way up, tried on a strip."""
        if _good_share(found) > _FEW_GOOD:
            return False
        strip = densest_strip(gray, ink, dpi)
        as_is = self.engine.recognise(strip, dpi, self.languages[0])
        over = self.engine.recognise(turned(strip, 180), dpi, self.languages[0])
        return _good_letters(over) > 2 * _good_letters(as_is) + 6

    def _in_better_language(
        self, found: tuple[SeenWord, ...], gray: Gray, sheet: Pictured
    ) -> tuple[SeenWord, ...]:
        other = better_language((word.text for word in found), self.languages[0], self.languages)
        if other is None:
            return found
        return self._words(gray, sheet, other)


def _straight(gray: Gray, ink: Ink, facsimile: bool) -> tuple[Gray, Ink]:
    if not facsimile:
        return gray, ink
    skew = skew_degrees(ink)
    clean = without_streaks(gray, ink) if abs(skew) > _LEANS else gray
    straight = straighten(np.ascontiguousarray(clean), skew)
    return (gray, ink) if straight is gray else (straight, find_ink(straight))


def _smooth(gray: Gray) -> Gray:
    """Soften the steps of black-and-white faxes; recognition was trained on grey edges."""
    return np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.8), dtype=np.uint8)


def _is_blank(ink: Ink) -> bool:
    """Whether the page bears nothing but dirt: blots too small for letters, or the scanner's edges."""
    rows, columns = ink.shape
    middle = ink[rows // 30 : rows - rows // 30, columns // 30 : columns - columns // 30]
    solid = cv2.morphologyEx(np.ascontiguousarray(middle), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return cv2.countNonZero(solid) < _BLANK_SHARE * solid.size


def _describe(
    sheet: Pictured,
    gray: Gray,
    ink: Ink,
    seen: tuple[SeenWord, ...],
    words: tuple[Word, ...],
    rotation: int,
    confidence: float,
) -> Seen:
    shape = ink.shape
    flat, tall = find_rules(ink, sheet.dpi)
    marks = find_marks(ink, sheet.dpi, seen, flat)
    strokes = find_strokes(ink, sheet.dpi, seen, flat + tall, [mark.box for mark in marks])
    fractions = [Mark(box=_fraction(mark.box, shape), ink=mark.ink, ticked=mark.ticked) for mark in marks]
    loose = [Stroke(box=_fraction(stroke.box, shape), ink=min(1.0, stroke.ink)) for stroke in strokes]
    return Seen(
        width=shape[1] / sheet.dpi,
        height=shape[0] / sheet.dpi,
        rotation=rotation % 360,
        words=words,
        marks=_with_buttons(fractions, sheet.fields),
        strokes=tuple(stroke for stroke in loose if not _in_field(stroke.box, sheet.fields)),
        rules=tuple(Rule(box=_fraction(box, shape)) for box in flat + tall),
        confidence=confidence,
        blank=not words and _is_blank(ink),
        gray=gray,
    )


def _with_buttons(marks: list[Mark], fields: tuple[FormField, ...]) -> tuple[Mark, ...]:
    """Add the form's own check boxes, whose state is known, in place of what was seen there."""
    buttons = [field for field in fields if field.kind in (FormKind.CHECKBOX, FormKind.RADIO)]
    seen = [mark for mark in marks if not any(_overlaps(mark.box, button.box) for button in buttons)]
    known = [
        Mark(box=button.box, ink=float(bool(button.checked)), ticked=bool(button.checked))
        for button in buttons
    ]
    return tuple(sorted([*seen, *known], key=lambda mark: (mark.box[1], mark.box[0])))


def _in_field(box: Box, fields: tuple[FormField, ...]) -> bool:
    """Whether loose ink is only what a form field shows; a signature, or ink on an empty field, was drawn there."""
    showing = (f for f in fields if f.kind is not FormKind.SIGNATURE and (f.value or f.checked is not None))
    return any(_overlaps(box, field.box) for field in showing)


def _overlaps(one: Box, other: Box) -> bool:
    across, down = (
        min(one[2], other[2]) - max(one[0], other[0]),
        min(one[3], other[3]) - max(one[1], other[1]),
    )
    if across <= 0 or down <= 0:
        return False
    return across * down >= _OVERLAP * min((b[2] - b[0]) * (b[3] - b[1]) for b in (one, other))


def _as_words(found: tuple[SeenWord, ...], shape: tuple[int, ...]) -> tuple[Word, ...]:
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for word in found:
        placed = Word(text=word.text, box=_fraction(word.box, shape), confidence=word.confidence)
        lines.setdefault(word.line, []).append(placed)
    return number_lines([tuple(line) for line in lines.values()])


def _on_picture(word: Word, shape: tuple[int, ...]) -> SeenWord:
    rows, columns = shape[0], shape[1]
    x0, y0, x1, y1 = word.box
    box = (int(x0 * columns), int(y0 * rows), round(x1 * columns) + 1, round(y1 * rows) + 1)
    return SeenWord(text=word.text, box=box, confidence=word.confidence, line=(0, 0, word.line))


def _fraction(box: PixelBox, shape: tuple[int, ...]) -> Box:
    rows, columns = shape[0], shape[1]
    x0, y0, x1, y1 = box
    return (max(0.0, x0 / columns), max(0.0, y0 / rows), min(1.0, x1 / columns), min(1.0, y1 / rows))


def _stand_on_end(found: tuple[SeenWord, ...]) -> bool:
    """Whether most longer words are higher than wide: the recogniser has read text that runs up or down the page."""
    long = [word.box for word in found if len(word.text) >= _LONG and word.confidence >= _GOOD]
    on_end = sum(box[3] - box[1] > box[2] - box[0] for box in long)
    return len(long) >= _ENOUGH and on_end > len(long) / 2


def _good_share(found: tuple[SeenWord, ...]) -> float:
    real = [word for word in found if len(word.text) >= 3]
    return sum(word.confidence >= _GOOD for word in real) / len(real) if real else 0.0


def _good_letters(found: tuple[SeenWord, ...]) -> int:
    return sum(len(word.text) for word in found if word.confidence >= _GOOD and len(word.text) >= 3)


def _mean_confidence(found: tuple[SeenWord, ...]) -> float:
    """Return the mean confidence of the page's letters; 0.0 when nothing was read."""
    letters = sum(len(word.text) for word in found)
    return sum(word.confidence * len(word.text) for word in found) / letters if letters else 0.0
