"""Typewriter faces: words of a text layer put together by the even pitch of their signs.

In a face of one pitch a narrow sign stands in wide room, so that gaps inside words look like spaces. The middles of
the signs stay evenly apart: one step inside a word, two steps over a space.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from parsers.fields.token import Token
from parsers.normalise.text import key

_PITCHES = (0.045, 0.15)  #: inches; typewriter faces of 6 to 20 points
_GAP = 0.3  #: inches; what stands farther apart belongs to another place
_SINGLE = 3  #: signs standing alone side by side from which the pitch is taken
_INK = 0.65  #: of the pitch; the usual width of a sign
_OFF = 0.42  #: of the pitch; how far a word's width may be from what the pitch makes it
_STEP = 1.5  #: of the pitch; between one step, inside a word, and two, over a space
_SIGNS = 4  #: letters and figures from which an even pitch is no accident


def by_pitch(rows: Sequence[tuple[Token, ...]]) -> tuple[tuple[Token, ...], ...]:
    """Rows with the words of typewriter faces whole; other rows as they are."""
    found = [pitch for row in rows for part in _parts(row) if (pitch := _pitch(part))]
    if not found:
        return tuple(rows)
    usual = median(found)
    return tuple(tuple(token for part in _parts(row) for token in _whole(part, usual)) for row in rows)


def _parts(row: tuple[Token, ...]) -> list[list[Token]]:
    """The stretches of a row that wide gaps divide."""
    parts: list[list[Token]] = []
    for token in row:
        if parts and token.place[0] - parts[-1][-1].place[2] < _GAP and token.widget is None:
            parts[-1].append(token)
        else:
            parts.append([token])
    return parts


def _pitch(part: list[Token]) -> float | None:
    """The step between signs that stand alone; None without enough of them at even steps."""
    steps = [
        _middle(after) - _middle(token)
        for token, after in pairwise(part)
        if len(token.text) == len(after.text) == 1
    ]
    if len(steps) < _SINGLE:
        return None
    low = min(steps)
    if low <= 0:
        return None  # signs printed over one another, as bold is on some printers
    inside = [step for step in steps if step < _STEP * low]
    even = max(inside) - low < 0.25 * low and len(inside) >= _SINGLE
    return median(inside) if even and _PITCHES[0] < low < _PITCHES[1] else None


def _whole(part: list[Token], usual: float) -> list[Token]:
    pitch = _pitch(part) or usual
    found: list[Token] = []
    for fits, run in groupby(part, lambda token: _fits(token, pitch)):
        tokens = list(run)
        found += _closed_up(tokens, pitch) if fits and _is_typewritten(tokens, part) else tokens
    return found


def _is_typewritten(tokens: list[Token], part: list[Token]) -> bool:
    """Whether words fit a pitch by no accident: a whole stretch of them, or several signs standing alone."""
    alone = sum(len(token.text) == 1 for token in tokens)
    signs = sum(len(token.text) for token in tokens)
    return signs >= _SIGNS and (len(tokens) == len(part) or alone >= _SINGLE)


def _closed_up(tokens: list[Token], pitch: float) -> list[Token]:
    """Words whose signs stand one step apart joined."""
    joined = tokens[:1]
    for token in tokens[1:]:
        last = joined[-1]
        step = _first(token, pitch) - (2 * _middle(last) - _first(last, pitch))
        if step < _STEP * pitch:
            joined[-1] = _join(last, token)
        else:
            joined.append(token)
    return joined


def _fits(token: Token, pitch: float) -> bool:
    """Whether a word is as wide as its signs are at a pitch; a single sign only has to be narrower than it."""
    wide = token.place[2] - token.place[0]
    if len(token.text) == 1:
        return wide < 1.1 * pitch
    return abs(wide - (len(token.text) - 1 + _INK) * pitch) < _OFF * pitch


def _middle(token: Token) -> float:
    return (token.place[0] + token.place[2]) / 2


def _first(token: Token, pitch: float) -> float:
    """The middle of a word's first sign."""
    return _middle(token) - (len(token.text) - 1) * pitch / 2


def _join(left: Token, right: Token) -> Token:
    text = left.text + right.text
    top, bottom = min(left.place[1], right.place[1]), max(left.place[3], right.place[3])
    place = (left.place[0], top, right.place[2], bottom)
    sure = min(left.confidence, right.confidence)
    return replace(left, text=text, place=place, key=key(text), confidence=sure)
