"""Finds the places of a blank with the eyes that read filled-in forms: labels, lines, cells, boxes to tick."""

import re
from collections.abc import Iterator
from dataclasses import replace

from intake_daemon.model import Box, FormKind, Page
from parsers.fields.boxes import overlap
from parsers.fields.expiry import written_claims
from parsers.fields.labels import Label
from parsers.fields.named import meaning_of
from parsers.fields.page import laid_out
from parsers.fields.sections import Heading, section_at
from parsers.fields.sheet import Sheet, prepare
from parsers.fields.signature import claims_of_line
from parsers.fields.signed_line import read_line
from parsers.fields.slots import Places, Slot
from parsers.known.choices import initial_places, tick_places
from parsers.known.form import NONE, NOTE, Holds
from parsers.known.found import HIGH, SAME, Found, empty_of, placed
from parsers.known.samples import TODAY, asked, at_label, own_slot
from parsers.known.service import service_places
from parsers.normalise.text import fold

_SIGNING = frozenset({"authorization.signed", "authorization.signed_on"})
_LINE = 0.5  #: inches; a shorter line without a label is an ornament
_WIDEST = 6.8  #: inches; a longer line that has a like one near it is the edge of a bar
_FREE = 0.14  #: inches above a line that hold no print, if it is there to be written on
_TELLING = (
    (
        re.compile(r"\b(?:event|happens|occurs|evento|ocurra|suceda)\b"),
        "authorization.expires_event",
        Holds.TEXT,
    ),
    (re.compile(r"\b(?:purpose|reason|proposito|motivo|razon)\b"), "authorization.purpose", Holds.TEXT),
    (re.compile(r"\bsocial security|\bssn\b|seguro social"), "patient.ssn_last4", Holds.NUMBER),
)
_LEAST = (0.12, 0.06)  #: inches a place is wide and high
_RESTRICTS = re.compile(
    r"restrict|limit|except|exclu|do not|not release|special|instruct|comment|remark|note[: ]|specify|describe|"
    r"restric|limita|excep|especial|instruc|coment|observ|especif"
)


def find_places(page: Page) -> tuple[tuple[Found, Box], ...]:
    """The places of one page of a blank, from top to bottom, each with its box as fractions of the page."""
    sheet = prepare(emptied(page))
    places, headings = laid_out(sheet)
    found: list[Found] = []
    for place in _all(sheet, places, headings):
        if _is_room(place.box) and not any(_are_one(place, other) for other in found):
            found.append(place)
    found += list(_rest(sheet, found))
    found.sort(key=lambda place: (round(place.box[3], 1), place.box[0]))
    return tuple((place, sheet.share(place.box)) for place in found)


def emptied(page: Page) -> Page:
    """A page of a live form without what was filled in."""
    fields = tuple(field.model_copy(update={"value": None, "checked": False}) for field in page.fields)
    boxes = [field.box for field in fields if field.kind in (FormKind.CHECKBOX, FormKind.RADIO)]
    marks = tuple(
        mark.model_copy(update={"ticked": False, "ink": 0.0})
        if any(overlap(mark.box, box) > SAME for box in boxes)
        else mark
        for mark in page.marks
    )
    return page.model_copy(update={"fields": fields, "marks": marks})


def _all(sheet: Sheet, places: Places, headings: tuple[Heading, ...]) -> Iterator[Found]:
    yield from tick_places(sheet, places, headings)
    yield from _signatures(places)
    yield from service_places(places)
    yield from _labelled(places)
    yield from _expiry(places)
    yield from initial_places(sheet)
    yield from _widgets(sheet, places, headings)


# --- places to write in -----------------------------------------------------------------------------


def _signatures(places: Places) -> Iterator[Found]:
    """The line of every signature that counts, and the date beside it."""
    signs = [label for label in places.labels if label.meaning.what == "signature"]
    signs = [label for label in signs if label.meaning.role != "office" and label.section != "office"]
    for label in sorted(signs, key=lambda each: each.meaning.role != "signer"):
        labels = tuple(other for other in places.labels if other is label or other not in signs)
        alone = Places(places.sheet, labels)
        for field, said in empty_of(
            alone, claims_of_line(alone, read_line(alone, label, frozenset()), TODAY)
        ):
            if field in _SIGNING:
                box = said if field == "authorization.signed" else at_label(places, said)
                holds = Holds.SIGNATURE if field == "authorization.signed" else Holds.DATE
                yield placed(places, field, holds, box)


def _labelled(places: Places) -> Iterator[Found]:
    for label in sorted(places.labels, key=lambda each: each.start - each.end):
        if label.section == "office" or _is_choice(places, label):
            continue
        slot = own_slot(places, label)
        understood = asked(places, label, slot)
        if understood is not None and slot is not None:
            field, holds = understood
            yield replace(
                placed(places, field, holds, slot.place),
                last_first=label.meaning.last_first and holds is Holds.NAME,
                label=_text(places, label),
            )


def _is_choice(places: Places, label: Label) -> bool:
    """Whether a label is the words beside a box to tick, and nothing is to be written behind them."""
    slot = own_slot(places, label)
    beside = any(
        -0.05 < label.place[0] - tick.place[2] < 0.3
        and tick.place[1] < label.place[3]
        and label.place[1] < tick.place[3]
        for tick in places.sheet.ticks
    )
    return beside and (slot is None or slot.direction != "right" or not slot.marked)


def _expiry(places: Places) -> Iterator[Found]:
    """The line that a sentence about expiring leads to."""
    for field, box in empty_of(places, written_claims(places, TODAY)):
        if field == "authorization.expires_on":
            yield placed(
                places, "authorization.expires", Holds.EXPIRY, (box[0], box[3] - HIGH, box[2], box[3])
            )


def _widgets(sheet: Sheet, places: Places, headings: tuple[Heading, ...]) -> Iterator[Found]:
    """Fields of a live form that no label led to: by their names, or not understood."""
    for blank in sheet.blanks:
        widget = blank.widget
        if widget is None:
            continue
        meaning = meaning_of(widget)
        understood = None
        if meaning is not None:
            label = Label(meaning, blank.place, 0, 0, 0, section=section_at(headings, blank.place))
            slot = Slot(label, "widget below", (), blank.place, marked=True, ink=False)
            understood = asked(places, label, slot)
        field, holds = understood or (_unnamed(f"{widget.tooltip} {widget.name}"), Holds.TEXT)
        yield Found(field, holds, blank.place, widget=widget.name, label=(widget.tooltip or widget.name)[:60])


def _rest(sheet: Sheet, known: list[Found]) -> Iterator[Found]:
    """Lines to write on that nothing explained: what is written there is not read, or shown to a person."""
    page = sheet.page
    for rule in page.rules:
        left, right, bottom = rule.box[0] * page.width, rule.box[2] * page.width, rule.box[3] * page.height
        if right - left < _LINE or rule.box[3] - rule.box[1] > rule.box[2] - rule.box[0]:
            continue
        box = (left, bottom - HIGH, right, bottom + 0.03)
        free = (left, bottom - _FREE, right, bottom - 0.02)
        if _is_border(sheet, box, free) or any(_meet(free, place.box) for place in known):
            continue
        words = _words_at(sheet, box)
        field, holds = _by_a_word(words)
        yield Found(field, holds, box, label=words[:60])


def _by_a_word(words: str) -> tuple[str, Holds]:
    """What a line is for, by one telling word beside it."""
    for pattern, field, holds in _TELLING:
        if pattern.search(fold(words)):
            return field, holds
    return _unnamed(words), Holds.TEXT


def _meet(one: Box, other: Box) -> bool:
    return max(overlap(one, other), overlap(other, one)) > 0.15


def _unnamed(words: str) -> str:
    return NOTE if _RESTRICTS.search(fold(words)) else NONE


def _is_border(sheet: Sheet, box: Box, free: Box) -> bool:
    """Whether a line is the edge of a cell or a rule under a heading: print stands right over it, or a wall on it."""
    page = sheet.page
    pair = any(
        abs(rule.box[0] * page.width - box[0]) < 0.06
        and abs(rule.box[2] * page.width - box[2]) < 0.06
        and 0.08 < abs(rule.box[3] * page.height - box[3]) < 0.3
        and box[2] - box[0] > _WIDEST
        for rule in page.rules
    )
    walls = pair or any(
        box[0] - 0.05 < wall[0] < box[2] + 0.05 and wall[1] < box[3] and wall[3] > box[3] - 0.06
        for wall in sheet.walls
    )
    return walls or any(overlap(token.place, free) > 0.3 for row in sheet.rows for token in row if token.key)


def _words_at(sheet: Sheet, box: Box) -> str:
    """The printed words that end at a line, else those right under it."""
    tokens = [token for row in sheet.rows for token in row]
    before = [t for t in tokens if -1.5 < t.place[2] - box[0] < 0.15 and box[1] < t.middle < box[3] + 0.02]
    under = [t for t in tokens if box[0] - 0.1 < t.place[0] < box[2] and 0 < t.middle - box[3] < 0.18]
    return " ".join(token.text for token in before or under)


def _text(places: Places, label: Label) -> str:
    row = places.sheet.rows[label.row]
    return " ".join(token.text for token in row[label.start : label.end])[:60]


def _is_room(box: Box) -> bool:
    return box[2] - box[0] >= _LEAST[0] or box[3] - box[1] >= _LEAST[1]


def _are_one(one: Found, other: Found) -> bool:
    if one.widget is not None and one.widget == other.widget and one.holds is not Holds.TICK:
        return True  # the buttons of a group have one name
    if (one.holds is Holds.TICK) != (other.holds is Holds.TICK):
        return False
    return max(overlap(one.box, other.box), overlap(other.box, one.box)) > SAME
