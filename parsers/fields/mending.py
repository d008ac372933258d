"""Words of a text layer that their fonts have torn, put together again.

A text layer knows signs and places, not words: beside a narrow 1 or a wide m the gap inside a word can
look like a space. What is much narrower than the spaces of its line is none.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from parsers.fields.token import Token
from parsers.lexicon import word_list
from parsers.normalise.text import key

_SPACE = 0.44  #: heights; the usual space, where a line is too short to tell its own
_TORN = 0.26  #: heights; a gap inside a word is narrower
_BESIDE_ONE = 0.36  #: heights; the same beside a figure 1, or 0.5 between two of them
_BLOATED = 2.2  #: of the page's usual width of a letter; large print stays below it
_SHARE = 0.65  #: of the line's usual space


def mended(rows: Sequence[tuple[Token, ...]]) -> tuple[tuple[Token, ...], ...]:
    """Rows of a text layer with their torn words joined."""
    return tuple(_mend(row) for row in rows)


def unbloated(tokens: list[Token]) -> list[Token]:
    """Words of a recogniser with their boxes cut to what their letters need.

    A recogniser may stretch a word's box over ink it could not read, such as the signature behind a label.
    """
    widths = [(token.place[2] - token.place[0]) / len(token.text) for token in tokens if len(token.text) >= 4]
    if len(widths) < 20:
        return tokens
    widest = _BLOATED * median(widths)
    return [token if token.widget is not None else _cut(token, widest) for token in tokens]


def _cut(token: Token, widest: float) -> Token:
    left, top, right, bottom = token.place
    allowed = left + widest * len(token.text)
    if right <= allowed or len(token.text) < 4:
        return token
    return replace(token, place=(left, top, allowed, bottom))


def _mend(row: tuple[Token, ...]) -> tuple[Token, ...]:
    usual = _usual_space(row)
    found: list[Token] = []
    for token in row:
        if found and _torn(found[-1], token, usual):
            found[-1] = _joined(found[-1], token)
        else:
            found.append(token)
    return tuple(found)


def _usual_space(row: tuple[Token, ...]) -> float:
    gaps = [gap for left, right in pairwise(row) if 0.1 < (gap := _gap(left, right)) < 1.0]
    return max(median(gaps), _SPACE * 0.8) if len(gaps) >= 4 else _SPACE


def _gap(left: Token, right: Token) -> float:
    """The gap between two words in heights of the higher one."""
    return (right.place[0] - left.place[2]) / max(left.height, right.height)


def _torn(left: Token, right: Token, usual: float) -> bool:
    if left.widget is not None or right.widget is not None or not left.text or not right.text:
        return False
    gap, end, start = _gap(left, right), left.text[-1], right.text[0]
    if end.isdigit() and start.isdigit():
        ones = (end == "1") + (start == "1")
        return gap < (0.0, _BESIDE_ONE, 0.5)[ones]
    if left.key in word_list("short_words"):
        return False
    inside = end.isalpha() and start.isalpha() and (start.islower() or (end.isupper() and start.isupper()))
    return inside and gap < min(_TORN, _SHARE * usual)


def _joined(left: Token, right: Token) -> Token:
    text = left.text + right.text
    place = (
        left.place[0],
        min(left.place[1], right.place[1]),
        right.place[2],
        max(left.place[3], right.place[3]),
    )
    return replace(
        left, text=text, place=place, key=key(text), confidence=min(left.confidence, right.confidence)
    )
