"""Signatures and the dates beside them: ink, type, or an empty line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intake_daemon.model import Box, FormKind, Method, PageSource, State
from parsers.fields.claim import EMPTY_WIDGET, Claim, absent, empty_confidence, evidence, present, unreadable
from parsers.fields.labelled import bare
from parsers.fields.labels import Label
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places, Slot
from parsers.fields.token import Token
from parsers.fields.values import written
from parsers.normalise.dates import DateRole, read_date
from parsers.normalise.names import read_name

_SLASHED = re.compile(
    r"/s/|//s//|(?:^|\s)[/|]?s/\s|\b(?:electronically signed|docusigned|e-?signed|firmado electr[oó]nicamente)\b",
    re.IGNORECASE,
)
_READ_AS_PRINT = 0.85  #: mean confidence; a scribble is never read so well
_UNTYPED = 0.88  #: an empty text field may still have been drawn on
_LONGEST_NAME = 7  #: words
_DRAWN = (0.5, 0.15)  #: inches; what is drawn apart from a line is a signature from this size
_SMALL = (0.25, 0.05)  #: inches; a stroke narrower or lower than this is no signature


@dataclass(frozen=True)
class Signed:
    """One signature line and what stands on it; `kind` is empty when nothing does."""

    label: Label
    state: State
    kind: str
    confidence: float
    tokens: tuple[Token, ...]
    place: Box


def signature_claims(places: Places, today: date) -> Iterator[Claim]:
    """What the signature lines of one sheet say, and the date beside the one that is signed."""
    lines = [
        _line(places, label)
        for label in places.labels
        if label.meaning.what == "signature" and label.meaning.role != "office" and label.section != "office"
    ]
    if not lines:
        yield from _typed_anywhere(places)
        return
    best = min(lines, key=lambda line: (_ORDER[line.state], line.label.meaning.role != "signer"))
    yield _signed(places.sheet, best)
    if best.state is State.PRESENT:
        known = evidence(places.sheet, best.tokens, Method.INK, best.place)
        yield Claim("authorization.signature_kind", best.kind, State.PRESENT, best.confidence, known)
    yield from _dated(places, best, today)


_ORDER = {State.PRESENT: 0, State.UNREADABLE: 1, State.ABSENT: 2, State.CONFLICTING: 3}


def _signed(sheet: Sheet, line: Signed) -> Claim:
    if line.state is State.ABSENT:
        return absent(sheet, "authorization.signed", line.place, line.confidence)
    known = evidence(sheet, line.tokens, Method.INK, line.place)
    value = True if line.state is State.PRESENT else None
    return Claim("authorization.signed", value, line.state, line.confidence, known)


def _line(places: Places, label: Label) -> Signed:
    slot = _place_of(places, label)
    sheet = places.sheet
    widget = next(
        (blank.widget for blank in sheet.blanks if blank.widget and blank.place == slot.place), None
    )
    if widget is not None:
        kind = "electronic" if widget.kind is FormKind.SIGNATURE else "typed"
        if widget.checked or slot.tokens:
            return Signed(label, State.PRESENT, kind, 0.97, slot.tokens, slot.place)
    ink = [stroke for stroke in sheet.strokes if _lies_on(stroke, slot.place)]
    tokens = tuple(token for token in slot.tokens if token.key not in ("", "x"))
    if ink:
        return Signed(label, State.PRESENT, "ink", 0.96, tokens, ink[0])
    if tokens:
        return _by_words(sheet, label, slot, tokens)
    if widget is not None:
        sure = EMPTY_WIDGET - 0.02 if widget.kind is FormKind.SIGNATURE else _UNTYPED
        return Signed(label, State.ABSENT, "", sure, (), slot.place)
    return _without_ink(places, label, slot)


def _without_ink(places: Places, label: Label, slot: Slot) -> Signed:
    """An empty line, unless something drawn stands near enough to be the signature, and nearer no other line."""
    sheet = places.sheet
    lines = [other for other in places.labels if other.meaning.what == "signature"]
    near = [
        stroke
        for stroke in sheet.strokes
        if _near(stroke, label.place)
        and min(lines, key=lambda other: abs(other.place[1] - stroke[3])) is label
    ]
    if near and not slot.marked:
        return Signed(label, State.PRESENT, "ink", 0.92, (), near[0])
    if near:
        return Signed(label, State.UNREADABLE, "", 0.7, (), near[0])
    sure = empty_confidence(sheet)
    return Signed(label, State.ABSENT, "", sure if slot.marked else min(sure, 0.86), (), slot.place)


def _near(stroke: Box, label: Box) -> bool:
    """Whether a stroke of a signature's size begins beside or under a label that is a heading of its own."""
    if stroke[2] - stroke[0] < _DRAWN[0] or stroke[3] - stroke[1] < _DRAWN[1]:
        return False
    across = label[0] - 0.6 < stroke[0] < label[2] + 3.0
    return across and -0.5 < stroke[1] - label[3] < 0.9


def _by_words(sheet: Sheet, label: Label, slot: Slot, tokens: tuple[Token, ...]) -> Signed:
    text = written(tokens)
    if _is_print(sheet, tokens, text):
        return Signed(label, State.UNREADABLE, "", 0.7, tokens, slot.place)
    letters = sum(sign.isalpha() for sign in text)
    if sheet.page.source is PageSource.OCR:
        if letters < 3:
            return Signed(label, State.UNREADABLE, "", 0.8, tokens, slot.place)
        return Signed(label, State.PRESENT, "ink", 0.93, tokens, slot.place)
    kind = "electronic" if "electronic" in text.lower() or "docusign" in text.lower() else "typed"
    return Signed(label, State.PRESENT, kind, 0.95, tokens, slot.place)


def _is_print(sheet: Sheet, tokens: tuple[Token, ...], text: str) -> bool:
    """Whether words on a signature line are the form's own print rather than a name or a scribble."""
    if _SLASHED.search(text) or read_name(text) is not None or any(token.widget for token in tokens):
        return False
    if sheet.page.source is PageSource.TEXT:
        return True
    sure = sum(token.confidence for token in tokens) / len(tokens)
    return sure >= _READ_AS_PRINT or len(tokens) > _LONGEST_NAME


def _place_of(places: Places, label: Label) -> Slot:
    """The place of a signature: a widget, the line it stands right of, or the line above its words."""
    slots = places.slots(label)
    marked = [slot for slot in slots if slot.marked]
    filled = [slot for slot in marked if (slot.tokens or slot.ink) and slot.direction != "below"]
    return next(iter(filled + marked + slots))


def _lies_on(stroke: Box, place: Box) -> bool:
    """Whether a stroke is big enough and lies on, or rises from, a line."""
    if stroke[2] - stroke[0] < _SMALL[0] or stroke[3] - stroke[1] < _SMALL[1]:
        return False
    wide = min(stroke[2], place[2] + 0.15) - max(stroke[0], place[0] - 0.1)
    high = min(stroke[3], place[3] + 0.1) - max(stroke[1], place[1] - 0.3)
    return wide > 0.4 * (stroke[2] - stroke[0]) and high > 0.4 * (stroke[3] - stroke[1])


def _typed_anywhere(places: Places) -> Iterator[Claim]:
    """A signature without a line: "/s/ Jane Public", "Electronically signed by"."""
    for row in places.sheet.rows:
        text = written(row)
        match = _SLASHED.search(text)
        if match and len(text) - match.end() > 3:
            yield present(places.sheet, "authorization.signed", True, row, 0.93)
            kind = "typed" if "/s/" in match[0].lower() else "electronic"
            yield present(places.sheet, "authorization.signature_kind", kind, row, 0.9)
            return


def _dated(places: Places, line: Signed, today: date) -> Iterator[Claim]:
    label = _date_label(places, line.label)
    if label is None:
        return
    slots = places.slots(label)
    for slot in slots:
        read = read_date(written(slot.tokens), DateRole.SIGNED, today) if slot.tokens else None
        if read is not None:
            shape = 0.99 if slot.marked or slot.direction == "right" else 0.9
            yield present(
                places.sheet,
                "authorization.signed_on",
                read.iso,
                slot.tokens,
                read.certainty * shape,
                room=slot.room,
            )
            return
    own = next((slot for slot in slots if slot.marked), slots[0])
    digits = sum(sign.isdigit() for token in own.tokens for sign in token.text)
    if own.ink or digits >= 2 or (own.marked and len(own.tokens) > 1):
        yield unreadable(places.sheet, "authorization.signed_on", own.tokens, own.place)
    else:
        yield from _undated(places, own)


def _undated(places: Places, own: Slot) -> Iterator[Claim]:
    field = "authorization.signed_on"
    if own.direction.startswith("widget"):
        yield absent(places.sheet, field, own.place, EMPTY_WIDGET)
    else:
        yield from bare(places, field, own)


def _date_label(places: Places, signature: Label) -> Label | None:
    """The date label that belongs to a signature: on its line, else just below or above it."""
    dates = [label for label in places.labels if label.meaning.what == "date"]
    same = [label for label in dates if label.row == signature.row or _level(label, signature) < 0.1]
    right = [label for label in same if label.place[0] > signature.place[2]]
    if right:
        return min(right, key=lambda label: label.place[0])
    if same:
        return same[0]
    owner = {id(label): _nearest_signature(places, label) for label in dates}
    near = [label for label in dates if _level(label, signature) < 0.75 and owner[id(label)] is signature]
    return min(
        near, key=lambda label: (label.place[1] < signature.place[1], _level(label, signature)), default=None
    )


def _nearest_signature(places: Places, label: Label) -> Label | None:
    """The signature a date belongs to: the nearest one, those above it first."""
    lines = [other for other in places.labels if other.meaning.what == "signature"]
    return min(
        lines,
        key=lambda other: _level(label, other) + (0.3 if other.place[1] > label.place[1] else 0),
        default=None,
    )


def _level(one: Label, other: Label) -> float:
    return abs((one.place[1] + one.place[3]) - (other.place[1] + other.place[3])) / 2
