"""One signature line and what stands on it: ink, type, a name, or nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake_daemon.model import Box, FormField, FormKind, PageSource, State
from parsers.fields.cells import cell_around
from parsers.fields.claim import EMPTY_WIDGET, empty_confidence
from parsers.fields.labels import Label
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places, Slot
from parsers.fields.token import Token
from parsers.fields.values import written
from parsers.normalise.names import read_name

SLASHED = re.compile(
    r"/s/|//s//|(?:^|\s)[/|]?s/\s|\b(?:electronically signed|docusigned|e-?signed|firmado electr[oó]nicamente)\b",
    re.IGNORECASE,
)
_TYPED = 0.9  #: mean confidence of words that are type
_READ_AS_PRINT = 0.85  #: mean confidence; a scribble is never read so well
_UNTYPED = 0.88  #: an empty text field may still have been drawn on
_LONGEST_NAME = 7  #: words
_DRAWN = (0.5, 0.15)  #: inches; what is drawn apart from a line is a signature from this size
_OVER = (0.5, 0.08)  #: inches; the same right over its label, where a line to write on was not seen
_SMALL = (0.25, 0.05)  #: inches; a stroke narrower or lower than this is no signature
_LONG = 0.8  #: inches of a stroke on a line that are enough, however far it runs on into its label
_RISES = 0.35  #: inches above a line that a signature on it rises to
_DOUBLE = 0.6  #: inches; a higher stroke may be two signatures that touch
_HARDLY = 0.5  #: confidence below which a recognised word may be a piece of a signature
_OVER_LABEL = 0.75  #: inches above a label's foot to where a signature over it begins


@dataclass(frozen=True)
class Signed:
    """One signature line and what stands on it; `kind` is empty when nothing does."""

    label: Label
    state: State
    kind: str
    confidence: float
    tokens: tuple[Token, ...]
    place: Box


def read_line(places: Places, label: Label, names: frozenset[str]) -> Signed:
    """What stands on one signature line.

    Args:
        places: the sheet with its labels.
        label: the line's label.
        names: comparison keys of the names that the sheet gives: one of them on the line is a signature.
    """
    slots = _in_order(places.slots(label))
    slot, sheet = slots[0], places.sheet
    widget = _widget_at(sheet, slot.place)
    if widget is not None:
        kind = "electronic" if widget.kind is FormKind.SIGNATURE else "typed"
        if widget.checked or slot.tokens:
            return Signed(label, State.PRESENT, kind, 0.97, slot.tokens, slot.place)
    tokens = tuple(token for token in slot.tokens if token.key not in ("", "x")) or _raised(places, slot)
    drawn = _drawn_on(places, label, slots) or _in_cell(places, label)
    if drawn is not None:
        stroke, sure = drawn
        return Signed(label, State.PRESENT, "ink", sure, tokens, stroke)
    typed = _typed_in_cell(places, label)
    if typed:
        return Signed(label, State.PRESENT, "typed", 0.95, typed, slot.place)
    if tokens:
        return _by_words(sheet, label, slot, tokens, names)
    if widget is not None:
        sure = EMPTY_WIDGET - 0.02 if widget.kind is FormKind.SIGNATURE else _UNTYPED
        return Signed(label, State.ABSENT, "", sure, (), slot.place)
    return _without_ink(places, label, slot)


def _in_order(slots: list[Slot]) -> list[Slot]:
    """The places of a signature, likeliest first: a widget, the line it stands right of, the line above its words."""
    marked = [slot for slot in slots if slot.marked]
    filled = [slot for slot in marked if (slot.tokens or slot.ink) and slot.direction != "below"]
    return list({id(slot): slot for slot in (*filled, *marked, *slots)}.values())


def _widget_at(sheet: Sheet, place: Box) -> FormField | None:
    return next((blank.widget for blank in sheet.blanks if blank.widget and blank.place == place), None)


def _drawn_on(places: Places, label: Label, slots: list[Slot]) -> tuple[Box, float] | None:
    """The stroke on a line, and how surely it is this line's."""
    for slot in slots:
        for stroke in places.sheet.strokes:
            sure = _lies_on(stroke, slot.place)
            if sure and (slot.marked or _is_nearest(places, stroke, label)):
                return stroke, sure
    return None


def _lies_on(stroke: Box, place: Box) -> float:
    """How surely a stroke is big enough and lies on, or rises from, a line; 0 when it does not."""
    wide, high = stroke[2] - stroke[0], stroke[3] - stroke[1]
    if wide < _SMALL[0] or high < _SMALL[1]:
        return 0.0
    across = min(stroke[2], place[2] + 0.15) - max(stroke[0], place[0] - 0.1)
    if across < min(0.4 * wide, _LONG):
        return 0.0
    level = min(stroke[3], place[3] + 0.1) - max(stroke[1], place[1] - 0.3)
    if level > 0.4 * high:
        return 0.96
    above = place[3] - max(stroke[1], place[3] - _RISES)
    return 0.88 if high > _DOUBLE and stroke[3] > place[3] and above > 0.25 else 0.0


def _is_nearest(places: Places, stroke: Box, label: Label) -> bool:
    """Whether a stroke ends nearer to a label than to any other signature's."""
    own = abs(label.place[1] - stroke[3])
    return all(
        abs(other.place[1] - stroke[3]) >= own for other in places.labels if other.meaning.what == "signature"
    )


def _in_cell(places: Places, label: Label) -> tuple[Box, float] | None:
    """A stroke of a signature's size in the cell of a table that a label stands in."""
    cell = cell_around(places.sheet, label.place)
    if cell is None:
        return None
    for stroke in places.sheet.strokes:
        high = min(stroke[3], cell[3] + 0.15) - max(stroke[1], cell[1] - 0.1)
        wide = min(stroke[2], cell[2]) - max(stroke[0], cell[0])
        if (
            _is_of(stroke, _DRAWN)
            and wide > 0.6 * (stroke[2] - stroke[0])
            and high > 0.6 * (stroke[3] - stroke[1])
        ):
            return stroke, 0.93
    return None


def _typed_in_cell(places: Places, label: Label) -> tuple[Token, ...]:
    """Words in a label's cell that are a signature by their form: "/s/ Jane Public"."""
    cell = cell_around(places.sheet, label.place)
    if cell is None:
        return ()
    for row in places.sheet.rows:
        inside = [
            token for token in row if cell[0] < token.place[0] < cell[2] and cell[1] < token.middle < cell[3]
        ]
        text = written(inside)
        match = SLASHED.search(text) or re.search(r"/s/", " ".join(token.text for token in inside))
        if match and len(text) - match.end() > 3:
            return tuple(inside)
    return ()


def _raised(places: Places, slot: Slot) -> tuple[Token, ...]:
    """Words that stand a little higher than others on a line, as a name in a large script does."""
    if not slot.marked or slot.direction not in ("right", "above"):
        return ()
    left, _, right, foot = slot.place
    for number, row in enumerate(places.sheet.rows):
        inside = [
            token
            for at, token in enumerate(row)
            if left - 0.05 < token.place[0]
            and token.place[2] < right + 0.1
            and foot - _RISES < token.middle
            and token.place[3] < foot + 0.05
            and token.key not in ("", "x")
            and token.widget is None
            and not places.is_label_word(number, at)
        ]
        if inside and len(inside) == len(row):  # a row that begins before the line is a sentence's
            return tuple(inside)
    return ()


def _by_words(
    sheet: Sheet, label: Label, slot: Slot, tokens: tuple[Token, ...], names: frozenset[str]
) -> Signed:
    text = written(tokens)
    if _is_print(sheet, tokens, text):
        if slot.marked and any(token.key in names for token in tokens):
            kind = "ink" if sheet.page.source is PageSource.OCR else "typed"
            return Signed(label, State.PRESENT, kind, 0.92, tokens, slot.place)
        return Signed(label, State.UNREADABLE, "", 0.7, tokens, slot.place)
    letters = sum(sign.isalpha() for sign in text)
    if sheet.page.source is PageSource.OCR:
        if letters < 3:
            return Signed(label, State.UNREADABLE, "", 0.8, tokens, slot.place)
        sure = sum(token.confidence for token in tokens) / len(tokens)
        # Words read as surely as type is may be the name printed beside the signature: a person looks.
        return Signed(label, State.PRESENT, "ink", 0.93 if sure < _TYPED else 0.85, tokens, slot.place)
    kind = "electronic" if "electronic" in text.lower() or "docusign" in text.lower() else "typed"
    return Signed(label, State.PRESENT, kind, 0.95, tokens, slot.place)


def _is_print(sheet: Sheet, tokens: tuple[Token, ...], text: str) -> bool:
    """Whether words on a signature line are the form's own print rather than a name or a scribble."""
    if SLASHED.search(text) or read_name(text) is not None or any(token.widget for token in tokens):
        return False
    if sheet.page.source is PageSource.TEXT:
        return True
    sure = sum(token.confidence for token in tokens) / len(tokens)
    return sure >= _READ_AS_PRINT or len(tokens) > _LONGEST_NAME


def _without_ink(places: Places, label: Label, slot: Slot) -> Signed:
    """An empty line, unless something drawn stands near enough to be the signature, and nearer no other line."""
    near = next(iter(_near(places, label, slot)), None)
    if near is not None and not slot.marked:
        return Signed(label, State.PRESENT, "ink", 0.92, (), near)
    if near is not None:
        return Signed(label, State.UNREADABLE, "", 0.7, (), near)
    if _is_stained(places, slot.place):
        return Signed(label, State.UNREADABLE, "", 0.7, (), slot.place)
    sure = empty_confidence(places.sheet)
    return Signed(label, State.ABSENT, "", sure if slot.marked else min(sure, 0.86), (), slot.place)


def _near(places: Places, label: Label, slot: Slot) -> Iterator[Box]:
    """Strokes that begin beside, under or, where no line was seen, right over a label that is nearest to them."""
    for stroke in places.sheet.strokes:
        across = label.place[0] - 0.6 < stroke[0] < label.place[2] + 3.0
        begins = stroke[1] - label.place[3]
        beside = across and _is_of(stroke, _DRAWN) and -0.5 < begins < 0.9
        over = (
            _is_of(stroke, _OVER)
            and stroke[0] < label.place[2]
            and stroke[2] > label.place[0]
            and -_OVER_LABEL < begins < 0
            and stroke[3] > label.place[1] - 0.25
        )
        across_label = over and stroke[3] > label.place[3] and -begins > _DOUBLE / 2
        if across_label or ((beside or (over and not slot.marked)) and _is_nearest(places, stroke, label)):
            yield stroke


def _is_of(stroke: Box, size: tuple[float, float]) -> bool:
    return stroke[2] - stroke[0] >= size[0] and stroke[3] - stroke[1] >= size[1]


def _is_stained(places: Places, place: Box) -> bool:
    """Whether anything that could be a piece of a signature lies on a line: any stroke, or a word hardly read."""
    zone = (place[0], place[3] - _RISES, place[2], place[3] + 0.05)
    if any(_meets(stroke, zone) for stroke in places.sheet.strokes):
        return True
    return any(
        token.confidence < _HARDLY
        and token.widget is None
        and len(token.key) > 1
        and _meets(token.place, zone)
        for row in places.sheet.rows
        for token in row
    )


def _meets(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return wide > 0.1 and min(one[3], other[3]) - max(one[1], other[1]) > 0.03
