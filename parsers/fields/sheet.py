"""A page prepared for understanding: words in visual rows, blanks to write on, walls of boxes; in inches.

The text layer's underscores, the ruling lines and the widgets of a form all become blanks, so that the
search for a value need not know how the form was made.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from intake_daemon.model import Box, FormField, FormKind, Mark, Page, PageSource, Word
from parsers.fields.boxed import boxes_of, freed, is_boxed
from parsers.fields.boxes import lies_in
from parsers.fields.mending import mended, unbloated
from parsers.fields.pitch import by_pitch
from parsers.fields.token import Token
from parsers.lexicon import word_list
from parsers.normalise.text import key

MOST_WORDS = 6000  #: words of one page that are looked at; no printed page holds as many
WIDGET = "\0"  #: stands for a widget's word among comparison keys: no phrase goes on across it
SHORTEST_WALL = 0.24  #: inches; a shorter upright line is the stroke of a letter
MOST_WIDGETS = 1000
Inches = Callable[[Box], Box]  #: from fractions of the page to inches
_GLUED = re.compile(
    r"(?<=[A-Za-z][:)])(?=[A-Za-z0-9(])"
)  #: "print)Jane", "Name:Jane", never 16:30 or (555)555
_LOOSE_BLANK = re.compile(r"_+|\.{6,}|…{3,}")  #: a recogniser makes one sign of a long line
_BAND = 0.5  #: inches
_RUN_ON = re.compile(r"([A-Za-z][a-z]{2,14})(?=[A-Z0-9])")
_BLANK = re.compile(r"_{2,}|\.{6,}|…{3,}")


@dataclass(frozen=True)
class Blank:
    """A place to write: a line to write on, a run of underscores or a form's widget; in inches."""

    place: Box
    widget: FormField | None = None


@dataclass(frozen=True)
class Tick:
    """A box to tick: on, off, or None when the ink does not say; in inches."""

    place: Box
    on: bool | None
    by_hand: bool
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """One page, prepared. `rows` run from top to bottom, the words in each from left to right.

    `typed` is set once it shows that what was filled in is machine print.
    """

    page: Page
    rows: tuple[tuple[Token, ...], ...]
    blanks: tuple[Blank, ...]
    walls: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    strokes: tuple[Box, ...]
    typed: bool = False

    def share(self, place: Box) -> Box:
        """A place in inches as the page's fractions."""
        width, height = self.page.width or 8.5, self.page.height or 11.0
        return (
            _bounded(place[0] / width),
            _bounded(place[1] / height),
            _bounded(place[2] / width),
            _bounded(place[3] / height),
        )

    def marks_at(self, top: float, bottom: float) -> Iterator[Box]:
        """The boxes to tick and the walls that may lie between two heights."""
        return _in_bands(self._mark_bands, top, bottom)

    def lines_at(self, top: float, bottom: float) -> Iterator[Box]:
        """The lines to write on that may lie between two heights."""
        return _in_bands(self._line_bands, top, bottom)

    @cached_property
    def _mark_bands(self) -> dict[int, list[Box]]:
        return _banded([*(tick.place for tick in self.ticks), *self.walls])

    @cached_property
    def _line_bands(self) -> dict[int, list[Box]]:
        return _banded([blank.place for blank in self.blanks])

    def text(self) -> str:
        """All words, a row a line."""
        return "\n".join(" ".join(token.text for token in row) for row in self.rows)


def _banded(boxes: list[Box]) -> dict[int, list[Box]]:
    """Boxes by the bands of height they reach into, for there are hundreds of them and thousands of questions."""
    bands: dict[int, list[Box]] = {}
    for box in boxes:
        for band in range(int(box[1] / _BAND), int(box[3] / _BAND) + 1):
            bands.setdefault(band, []).append(box)
    return bands


def _in_bands(bands: dict[int, list[Box]], top: float, bottom: float) -> Iterator[Box]:
    for band in range(int(max(0.0, top) / _BAND), int(max(0.0, bottom) / _BAND) + 1):
        yield from bands.get(band, ())


def _bounded(value: float) -> float:
    return min(1.0, max(0.0, value))


def prepare(page: Page) -> Sheet:
    """Prepare one page."""
    width, height = page.width or 8.5, page.height or 11.0

    def inches(box: Box) -> Box:
        return (box[0] * width, box[1] * height, box[2] * width, box[3] * height)

    widgets = [(field, inches(field.box)) for field in page.fields[:MOST_WIDGETS]]
    filled = [place for field, place in widgets if field.value and field.kind is not FormKind.CHECKBOX]
    boxes = boxes_of(page, MOST_WIDGETS)
    words = page.words[:MOST_WORDS]
    scanned = page.source is PageSource.OCR
    if scanned:
        filled += [inches(mark.box) for mark in boxes]  # what the recogniser made of a tick is no word
    words = tuple(freed(word, boxes) if scanned or is_boxed(word.text) else word for word in words)
    tokens, blanks = _words(page, words, inches, filled)
    lines = [inches(rule.box) for rule in page.rules[:MOST_WIDGETS]]
    blanks += _joined([box for box in lines if box[2] - box[0] >= box[3] - box[1]])
    walls = tuple(box for box in lines if box[3] - box[1] > max(box[2] - box[0], SHORTEST_WALL))
    for field, place in widgets:
        if field.kind in (FormKind.TEXT, FormKind.CHOICE, FormKind.SIGNATURE):
            blanks.append(Blank(place, field))
            tokens += _typed(field, place)
    strokes = tuple(inches(stroke.box) for stroke in page.strokes[:MOST_WIDGETS])
    if page.source is PageSource.OCR:
        tokens = unbloated(tokens)
    rows = _rows(tokens)
    if page.source is PageSource.TEXT:
        rows = mended(by_pitch(rows))
    return Sheet(page, rows, tuple(blanks), walls, _ticks(boxes, inches, widgets), strokes)


def _joined(lines: list[Box]) -> list[Blank]:
    """Ruling lines that noise has broken, put together again; crumbs are left out."""
    whole: list[Box] = []
    for line in sorted(lines, key=lambda box: (round(box[3], 1), box[0])):
        last = whole[-1] if whole else None
        if last and abs(last[3] - line[3]) < 0.05 and -0.3 < line[0] - last[2] < 0.12:
            whole[-1] = (last[0], min(last[1], line[1]), max(last[2], line[2]), max(last[3], line[3]))
        else:
            whole.append(line)
    return [Blank(box) for box in whole if box[2] - box[0] > 0.2]


def _words(
    page: Page, words: tuple[Word, ...], inches: Inches, filled: list[Box]
) -> tuple[list[Token], list[Blank]]:
    tokens: list[Token] = []
    blanks: list[Blank] = []
    for word in words:
        place = inches(word.box)
        if any(lies_in(place, widget) for widget in filled):
            continue  # the widget's value is drawn there too; the value is what counts
        if _glued(word.text) and "//" not in word.text:
            _separate(word.text, place, word.confidence, tokens)
        elif "_" not in word.text and "..." not in word.text and "…" not in word.text:
            tokens.append(Token(word.text, place, word.confidence, key(word.text)))
        else:
            pattern = _BLANK if page.source is PageSource.TEXT or "@" in word.text else _LOOSE_BLANK
            _take_apart(word.text, place, word.confidence, pattern, tokens, blanks)
    return tokens, blanks


def _take_apart(
    text: str,
    place: Box,
    confidence: float,
    pattern: re.Pattern[str],
    tokens: list[Token],
    blanks: list[Blank],
) -> None:
    """Split "Name:____" into its word and its blank, sharing the width by the number of signs."""
    step = (place[2] - place[0]) / max(len(text), 1)
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            tokens.append(_piece(text, at, match.start(), place, step, confidence))
        left, right = place[0] + match.start() * step, place[0] + match.end() * step
        blanks.append(Blank((left, place[3] - 0.02, right, place[3])))
        at = match.end()
    if at < len(text):
        tokens.append(_piece(text, at, len(text), place, step, confidence))


def _glued(text: str) -> list[int]:
    """Where a label's last word ends inside a word and a value begins: "print)Jane", "CityAurora"."""
    cuts = [match.start() for match in _GLUED.finditer(text)]
    for match in _RUN_ON.finditer(text):
        if match[1].lower() in word_list("printed"):
            cuts.append(match.end())
    return sorted(set(cuts))


def _separate(text: str, place: Box, confidence: float, tokens: list[Token]) -> None:
    """Split a label and the value glued to it, sharing the width by the number of signs."""
    step = (place[2] - place[0]) / max(len(text), 1)
    cuts = [0, *_glued(text), len(text)]
    for start, end in itertools.pairwise(cuts):
        tokens.append(_piece(text, start, end, place, step, confidence))


def _piece(text: str, start: int, end: int, place: Box, step: float, confidence: float) -> Token:
    piece = text[start:end]
    return Token(
        piece, (place[0] + start * step, place[1], place[0] + end * step, place[3]), confidence, key(piece)
    )


def _typed(field: FormField, place: Box) -> list[Token]:
    value = (field.value or "").replace("\r", "\n").strip()
    lines = [line.split() for line in value.split("\n") if line.strip()]
    step = (place[3] - place[1]) / max(len(lines), 1)
    tokens = []
    for number, line in enumerate(lines):
        signs = sum(len(word) + 1 for word in line)
        left = place[0]
        for word in line:
            right = left + (place[2] - place[0]) * (len(word) + 1) / max(signs, 1)
            box = (left, place[1] + number * step, right, place[1] + (number + 1) * step)
            tokens.append(Token(word, box, 1.0, key(word), field))
            left = right
    return tokens


def _ticks(marks: tuple[Mark, ...], inches: Inches, widgets: list[tuple[FormField, Box]]) -> tuple[Tick, ...]:
    boxes = [
        Tick(place, bool(field.checked), by_hand=False, name=f"{field.tooltip} {field.name}")
        for field, place in widgets
        if field.kind in (FormKind.CHECKBOX, FormKind.RADIO)
    ]
    drawn = [_tick(mark, inches(mark.box)) for mark in marks]
    return tuple(boxes + [tick for tick in drawn if not any(_meets(tick.place, box.place) for box in boxes)])


def _tick(mark: Mark, place: Box) -> Tick:
    return Tick(place, mark.ticked, by_hand=True)


def _rows(tokens: list[Token]) -> tuple[tuple[Token, ...], ...]:
    """Words into visual rows; a row follows its last word, so that a slightly tilted page still works."""
    rows: list[list[Token]] = []
    bands: dict[int, list[int]] = {}
    for token in sorted(tokens, key=lambda word: word.place[0]):
        band = int(token.middle / 0.25)
        near = [number for around in (band - 1, band, band + 1) for number in bands.get(around, ())]
        fitting = [number for number in near if _distance(rows[number][-1], token) <= 0.55]
        best = min(fitting, key=lambda number: _farness(rows[number][-1], token), default=None)
        if best is None:
            best = len(rows)
            rows.append([])
        rows[best].append(token)
        if best not in bands.setdefault(band, []):
            bands[band].append(best)
    return tuple(tuple(row) for row in sorted(rows, key=lambda row: row[0].middle))


def _farness(last: Token, token: Token) -> float:
    """How unlikely a word follows another: by height first, then by the gap between them."""
    return _distance(last, token) + 0.15 * max(0.0, token.place[0] - last.place[2])


def _distance(last: Token, token: Token) -> float:
    """How far two words are from standing on one line, in heights of the smaller one."""
    return abs(last.middle - token.middle) / max(min(last.height, token.height, 0.3), 0.08)


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
