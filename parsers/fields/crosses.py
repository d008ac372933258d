"""Ticks that no box shows: a cross that drowned its box, or stands on a line or a pale outline, before a choice.

A recogniser reads such a cross as a sign or a letter of its own; loose ink may be one, too. Both count only
right before the words of a choice that the section knows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from intake_daemon.model import Box
from parsers.fields.lexicon import option_of
from parsers.fields.sheet import Sheet, Tick
from parsers.fields.ticks import Option, fields_of
from parsers.fields.token import Token
from parsers.normalise.text import key

SectionOf = Callable[[Box], str]  #: the section that a place stands in
_CROSS = re.compile(r"[\[({|]?[xX✓✔☒☑√][\])}|]?|[A-Z][xX]|%|[}>\])][{<\[(]")
_GLUED = re.compile(
    r"[\[({|]?[xX][\])}|jJ]{0,2}(?=[A-Z][a-z]{2})|X(?=[a-z]{5})"
)  #: to the first word of its choice
_BEFORE = 0.25  #: inches between a cross and the words of its choice
_WORD_GAP = 0.22  #: inches between the words of a choice
_SMALL, _LARGE = 0.07, 0.3  #: inches, across and down, of a cross
_NO_CHOICES = frozenset({"ray", "rays", "rayo", "rayos"})  #: "X ray"


def crossed_options(sheet: Sheet, options: tuple[Option, ...], section_of: SectionOf) -> Iterator[Option]:
    """Choices with a cross before them where no box was seen.

    Args:
        sheet: the page.
        options: the choices whose boxes were seen.
        section_of: tells the section of a place.
    """
    taken = [option.tick.place for option in options]
    for row in sheet.rows:
        for at, token in enumerate(row[:-1]):
            if _CROSS.fullmatch(token.text) and token.widget is None and not _meets_any(token.place, taken):
                yield from _chosen(row[at + 1 :], token.place, section_of, taken)
        for at, token in enumerate(row):
            glued = _GLUED.match(token.text)
            if glued and token.widget is None and not _meets_any(_start_of(token), taken):
                bare = replace(token, text=token.text[glued.end() :], key=key(token.text[glued.end() :]))
                yield from _chosen((bare, *row[at + 1 :]), _start_of(token), section_of, taken)
            for stroke in sheet.strokes:
                if _stands_before(stroke, token) and not _meets_any(stroke, taken):
                    yield from _chosen(row[at:], stroke, section_of, taken)


def _start_of(token: Token) -> Box:
    """Where the cross lies that was read as the beginning of a word."""
    left, top, _right, bottom = token.place
    return (left, top, left + 0.8 * token.height, bottom)


def _chosen(row: tuple[Token, ...], cross: Box, section_of: SectionOf, taken: list[Box]) -> Iterator[Option]:
    """The choice whose words begin here, if the section knows it."""
    if row[0].place[0] - cross[2] > _BEFORE or row[0].key in _NO_CHOICES:
        return
    words = _run(row, taken)
    section, text = section_of(cross), " ".join(token.text for token in words)
    known = [field for field in fields_of(section, text) if option_of(field, text)]
    if known:
        yield Option(Tick(cross, True, by_hand=True), words, section)


def _run(row: tuple[Token, ...], taken: list[Box]) -> tuple[Token, ...]:
    """The words up to the next gap or box."""
    end = 1
    while end < len(row) and row[end].place[0] - row[end - 1].place[2] < _WORD_GAP:
        left, right = row[end - 1].place[2] - 0.05, row[end].place[0] + 0.05
        if any(left < (box[0] + box[2]) / 2 < right and box[1] < row[end].middle < box[3] for box in taken):
            break
        end += 1
    return row[:end]


def _stands_before(stroke: Box, token: Token) -> bool:
    """Whether loose ink of a cross's size stands right before a word, on its line."""
    wide, high = stroke[2] - stroke[0], stroke[3] - stroke[1]
    fits = _SMALL <= wide <= _LARGE and _SMALL <= high <= _LARGE
    level = stroke[1] < token.middle < stroke[3]
    return fits and level and -0.05 < token.place[0] - stroke[2] < _BEFORE


def _meets_any(place: Box, others: list[Box]) -> bool:
    """Whether the middle of a place lies in one of the others."""
    x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
    return any(o[0] < x < o[2] and o[1] < y < o[3] for o in others)
