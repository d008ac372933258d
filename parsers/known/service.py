"""The places for dates of service on a blank: from and to, or one for both."""

import re
from collections.abc import Iterator

from intake_daemon.model import Box
from parsers.fields.labels import Label
from parsers.fields.scope import scope_claims
from parsers.fields.slots import Places
from parsers.known.form import Holds
from parsers.known.found import HIGH, Found, empty_of, placed
from parsers.known.samples import TODAY, at_label, own_slot
from parsers.normalise.text import fold

_SERVICE = frozenset({"scope.start", "scope.end"})
_ON_LINE = 0.12  #: inches
_JOINS = re.compile(r"to|through|thru|until|and|-+|hasta|al?|y")


def service_places(places: Places) -> Iterator[Found]:
    """The places for dates of service: two by their labels "from" and "to", or one for both, which is a period."""
    for first, last in _ends(places):
        yield placed(places, "scope.start", Holds.DATE, first)
        yield placed(places, "scope.end", Holds.DATE, last)
    boxes: dict[Box, set[str]] = {}
    for field, box in empty_of(places, scope_claims(places, TODAY)):
        if field in _SERVICE:
            boxes.setdefault(at_label(places, box), set()).add(field)
    for box, fields in boxes.items():
        if len(fields) == 1:
            yield placed(places, fields.pop(), Holds.DATE, box)
        else:
            yield placed(places, "scope.period", Holds.PERIOD, box)


def _ends(places: Places) -> Iterator[tuple[Box, Box]]:
    """The two places of every "from … to …" that has a line or cell for each."""
    lasts = [label for label in places.labels if label.meaning.what == "service_to"]
    for label in places.labels:
        if label.meaning.what not in ("service_from", "service_dates"):
            continue
        partner = next((other for other in lasts if _follows(label, other)), None)
        slots = [own_slot(places, each) for each in (label, partner) if each is not None]
        marked = [slot.place for slot in slots if slot is not None and slot.marked]
        if len(marked) != 2 or marked[0] == marked[1]:
            marked = _lines_behind(places, label)
        if len(marked) == 2:
            yield marked[0], marked[1]


def _lines_behind(places: Places, label: Label) -> list[Box]:
    """The first two lines to write on behind a label that a word such as "to" joins."""
    page, foot = places.sheet.page, label.place[3]
    lines = sorted(
        (rule.box[0] * page.width, rule.box[2] * page.width)
        for rule in page.rules
        if abs(rule.box[3] * page.height - foot) < _ON_LINE
        and rule.box[0] * page.width > label.place[2] - _ON_LINE
        and rule.box[2] - rule.box[0] > rule.box[3] - rule.box[1]
    )[:2]
    between = [
        token
        for row in places.sheet.rows
        for token in row
        if len(lines) == 2
        and lines[0][1] - 0.05 < token.place[0] < lines[1][0]
        and abs(token.place[3] - foot) < _ON_LINE
    ]
    if not between or not _JOINS.fullmatch(fold(" ".join(token.text for token in between)).strip(" :")):
        return []
    return [(left, foot - HIGH + 0.04, right, foot + 0.04) for left, right in lines]


def _follows(label: Label, other: Label) -> bool:
    """Whether a label stands on another's line behind it, or right under it."""
    beside = other.row == label.row and other.start >= label.end
    under = 0.1 < other.place[1] - label.place[1] < 0.45 and abs(other.place[0] - label.place[0]) < 0.5
    return beside or under
