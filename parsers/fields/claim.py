"""One thing one place on the paper says about one field, before places are compared."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from intake_daemon.model import Box, Evidence, Method, PageSource, State, Value
from parsers.fields.boxes import union
from parsers.fields.sheet import Sheet
from parsers.fields.token import Token

_RECOGNISED = (
    (0.0, 0.0),
    (0.5, 0.35),
    (0.7, 0.6),
    (0.8, 0.76),
    (0.88, 0.88),
    (0.93, 0.935),
    (0.97, 0.965),
    (1.0, 0.985),
)
_TYPED = (
    (0.0, 0.0),
    (0.5, 0.4),
    (0.7, 0.7),
    (0.8, 0.82),
    (0.84, 0.93),
    (0.9, 0.95),
    (0.95, 0.97),
    (1.0, 0.985),
)  #: the same where what is filled in was typed: a recogniser is unsure of print beside lines, but seldom wrong
EMPTY_WIDGET = 0.99  #: an empty form field is empty
READ_WELL = 0.8  #: page confidence from which an empty place counts as empty


@dataclass(frozen=True)
class Claim:
    """What one place says: a value, that it is empty, or that it cannot be read.

    Args:
        field: contract name of the field.
        value: None unless present.
        state: present, absent or unreadable.
        confidence: 0.0-1.0.
        evidence: where it stands.
        weak: low trust (cover sheet, header, prose beside a form): yields to other claims.
        text: how likely the words were read right; the rest of `confidence` is how surely they are the field's.
        room: the place that may hold the value, in inches; None where no second look is worth it.
    """

    field: str
    value: Value | None
    state: State
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    weak: bool = False
    text: float = 1.0
    room: Box | None = None


def evidence(
    sheet: Sheet, tokens: Sequence[Token], method: Method, place: Box | None = None
) -> tuple[Evidence, ...]:
    """Where words stand, as written; `place` (inches) when there are none."""
    box = (
        place
        if place is not None and not tokens
        else union([token.place for token in tokens])
        if tokens
        else None
    )
    if box is None:
        return ()
    if tokens and all(token.widget is not None for token in tokens):
        method = Method.FORM_FIELD
    text = " ".join(token.text for token in tokens)
    return (
        Evidence(
            part=sheet.page.part, page=sheet.page.number, box=sheet.share(box), text=text, method=method
        ),
    )


def recognised(sheet: Sheet, tokens: Sequence[Token]) -> float:
    """How likely the words are right in every sign, from the recogniser's confidence in them."""
    if not tokens:
        return 0.0
    if sheet.page.source is not PageSource.OCR or all(token.widget is not None for token in tokens):
        return min(token.confidence for token in tokens) * 0.99
    lowest = min(token.confidence for token in tokens)
    mean = sum(token.confidence for token in tokens) / len(tokens)
    return _between((lowest + mean) / 2, _TYPED if sheet.typed else _RECOGNISED)


def _between(share: float, curve: tuple[tuple[float, float], ...]) -> float:
    for (low, at_low), (high, at_high) in itertools.pairwise(curve):
        if share <= high:
            return at_low + (at_high - at_low) * (share - low) / (high - low)
    return curve[-1][1]


def present(
    sheet: Sheet,
    field: str,
    value: Value,
    tokens: Sequence[Token],
    certainty: float,
    method: Method = Method.LABEL,
    room: Box | None = None,
) -> Claim:
    """A value that words give; `room` is the whole place to write where it is known, in inches."""
    text = recognised(sheet, tokens)
    confidence = round(min(0.99, certainty * text), 3)
    known = evidence(sheet, tokens, method)
    return Claim(field, value, State.PRESENT, confidence, known, text=text, room=_room(tokens, room))


def unreadable(sheet: Sheet, field: str, tokens: Sequence[Token], place: Box | None = None) -> Claim:
    """Ink where a value stands, which says nothing to us."""
    known = evidence(sheet, tokens, Method.LABEL, place)
    return Claim(field, None, State.UNREADABLE, 0.9, known, text=0.0, room=_room(tokens, place))


def _room(tokens: Sequence[Token], place: Box | None) -> Box | None:
    """The words' own place and the one they were written in, together."""
    written = [token.place for token in tokens if token.widget is None]
    whole = [*written, *([place] if place is not None else [])]
    return union(whole) if whole else None


def absent(sheet: Sheet, field: str, place: Box, confidence: float | None = None) -> Claim:
    """An empty place; only a page that was read well can say so."""
    known = evidence(sheet, (), Method.LABEL, place)
    sure = confidence if confidence is not None else empty_confidence(sheet)
    if sure < READ_WELL:
        return Claim(field, None, State.UNREADABLE, sure, known)
    return Claim(field, None, State.ABSENT, sure, known)


def empty_confidence(sheet: Sheet) -> float:
    """How far an empty place on this page may be believed to be empty."""
    return 0.98 if sheet.page.source is not PageSource.OCR else min(0.96, sheet.page.confidence + 0.015)
