"""Form fields that no printed label led to, by the name or tooltip their maker gave them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import FormField
from parsers.fields.labels import Label
from parsers.fields.lexicon import Meaning, labels
from parsers.fields.pairs import Filled, Pair, pair_of
from parsers.fields.sections import Heading, section_at
from parsers.fields.slots import Places, Slot
from parsers.fields.wording import composed
from parsers.normalise.text import key

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z0-9])")
_COUNTER = re.compile(r"[\s_.#-]*\d{1,3}$")  #: makers number their fields: "Phone_2"
_FREE = frozenset({"date", "signature", "stop", "service_from", "service_to"})  #: other searches find these


def with_named(filled: Filled, places: Places, headings: tuple[Heading, ...], today: date) -> Filled:
    """What the labels gave, and what the names of the other form fields say of their values.

    Args:
        filled: what the labels of the sheet gave.
        places: its places.
        headings: its headings, which say whose value a plain name asks for.
        today: the day of receipt.
    """
    used = {
        id(token.widget) for pair in filled.pairs for token in pair.slot.tokens if token.widget is not None
    }
    return replace(filled, pairs=(*filled.pairs, *_named(places, headings, today, used)))


def _named(places: Places, headings: tuple[Heading, ...], today: date, used: set[int]) -> Iterator[Pair]:
    for blank in places.sheet.blanks:
        widget = blank.widget
        if widget is None or not widget.value or id(widget) in used:
            continue
        meaning = meaning_of(widget)
        if meaning is None:
            continue
        label = Label(meaning, blank.place, 0, 0, 0, section=section_at(headings, blank.place))
        tokens = tuple(token for row in places.sheet.rows for token in row if token.widget is widget)
        slot = Slot(label, "widget below", tokens, blank.place, marked=True, ink=False)
        pair = pair_of(label, slot, today)
        if pair is not None:
            yield pair


def meaning_of(field: FormField) -> Meaning | None:
    """What a form field's tooltip asks for, or else its name; None when they say nothing known."""
    for said in (field.tooltip, field.name):
        text = _COUNTER.sub("", _HUMP.sub(" ", said or "")).replace("_", " ")
        listed = labels().longest([key(word) for word in text.split()], 0) if text.split() else None
        meaning = listed[0] if listed and listed[1] == len(text.split()) else composed(text)
        if meaning is not None and meaning.what not in _FREE:
            return meaning
    return None
