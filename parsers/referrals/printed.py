"""What a printed referral says: its labels' places, its ticks, the sentences under them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import Method, Page, State, Value
from parsers.fields.claim import EMPTY_WIDGET, Claim, absent, empty_confidence, evidence, present, unreadable
from parsers.fields.header import header_claims
from parsers.fields.labelled import bare, claims_of
from parsers.fields.labels import Label
from parsers.fields.pairs import Filled, Pair, fill, is_typed, pair_of, score_of
from parsers.fields.sheet import Sheet, prepare
from parsers.fields.slots import Places, Slot
from parsers.fields.ticks import Option, find_options
from parsers.fields.token import Token
from parsers.referrals.lexicon import KINDS, chosen, only
from parsers.referrals.places import PATIENTS, field_of_kind, field_of_part, laid_out
from parsers.referrals.values import BAD_NPI, read_referral

_SHAPE = {"right": 0.985, "cell": 0.98, "above": 0.96, "below": 0.94}
_TEXTS = frozenset({"reason", "diagnosis", "attachments"})  #: may go on over several lines
_LINES = 8  #: lines of one answer
_LEAD = 0.32  #: inches between the tops of two lines of one answer
_TICKED = {
    "urgency": "referral.urgency",
    "attachments": "referral.attachments",
    "services": "referral.service",
}
_CHOICE = 7  #: words beside a box that name a choice; more are a sentence


def printed_claims(page: Page, today: date) -> tuple[Claim, ...]:
    """The claims of one printed page of a referral, those about the patient included."""
    sheet = prepare(page)
    places, headings = laid_out(sheet)
    filled = fill(places, today, _pair)
    sheet = places.sheet = replace(sheet, typed=is_typed(filled))
    ours = Filled(
        tuple(pair for pair in filled.pairs if _is_ours(pair.label)),
        tuple(item for item in filled.empty if _is_ours(item[0])),
    )
    ticked = tuple(_ticked(sheet, find_options(sheet, headings)))
    answered = {claim.field for claim in ticked}
    said = [claim for claim in _claims(places, ours, today) if claim.field not in answered]
    return (*header_claims(sheet), *_patients(places, filled), *said, *ticked)


def _is_ours(label: Label) -> bool:
    return label.meaning.what.startswith(KINDS)


def _pair(label: Label, slot: Slot, today: date) -> Pair | None:
    """A label and a place with what its words say."""
    what = label.meaning.what
    if not what.startswith(KINDS):
        return pair_of(label, slot, today)
    tokens = slot.tokens
    if slot.direction == "below" and not slot.marked and not _stands_alone(label, slot):
        return None
    reading = read_referral(what, tokens, today) if tokens else None
    if reading is None:
        return None
    score = score_of(label, slot, reading)
    return Pair(label, slot, reading, score) if score > 0.5 else None


def _stands_alone(label: Label, slot: Slot) -> bool:
    """Whether words right under a label answer it: they begin where it begins, and follow at once."""
    first = slot.tokens[0] if slot.tokens else None
    return (
        first is not None
        and abs(first.place[0] - label.place[0]) < 0.35
        and first.place[1] < label.place[3] + 0.3
    )


def _patients(places: Places, filled: Filled) -> Iterator[Claim]:
    """What the page says of the patient, and of nobody else."""
    pairs = tuple(pair for pair in filled.pairs if _is_patients(pair.label))
    empty = tuple(item for item in filled.empty if _is_patients(item[0]))
    for claim in claims_of(places, Filled(pairs, empty)):
        if claim.field.startswith("patient."):
            yield claim


def _is_patients(label: Label) -> bool:
    return not _is_ours(label) and (label.section in PATIENTS or label.meaning.role == "patient")


def _claims(places: Places, filled: Filled, today: date) -> Iterator[Claim]:
    for pair in filled.pairs:
        yield from _said(places, pair, today)
    for label, slots in filled.empty:
        yield from _empty(places, label, slots)


def _said(places: Places, pair: Pair, today: date) -> Iterator[Claim]:
    """The claims of one filled place; an answer in words is followed over its lines."""
    tokens, reading = pair.slot.tokens, pair.reading
    if pair.label.meaning.what.removeprefix(KINDS) in _TEXTS:
        tokens = (*tokens, *_going_on(places, pair))
        reading = read_referral(pair.label.meaning.what, tokens, today) or reading
    shape = _SHAPE.get(pair.slot.direction, 1.0)
    if pair.slot.direction == "below" and not pair.slot.marked:
        shape = 0.92
    for part, value in reading.parts:
        field, room = field_of_part(part), pair.slot.room
        if part == BAD_NPI:
            yield unreadable(places.sheet, field, tokens, room)
            continue
        kept = _kept(field, value)
        yield present(places.sheet, field, kept, tokens, reading.certainty * shape, room=room)


def _kept(field: str, value: str) -> Value:
    return tuple(value.split()) if field == "referral.attachments" else value


def _going_on(places: Places, pair: Pair) -> Iterator[Token]:
    """The words of the lines below that go on with an answer: no label among them, no wide gap before them."""
    sheet, last = places.sheet, pair.slot.tokens[-1]
    left, right = min(pair.label.place[0], pair.slot.tokens[0].place[0]) - 0.15, pair.slot.place[2]
    height = last.middle
    for number, row in [each for each in enumerate(sheet.rows) if each[1][0].middle > last.middle + 0.05][
        :_LINES
    ]:
        inside = [
            (at, token) for at, token in enumerate(row) if left <= token.place[0] < max(right, left + 4)
        ]
        if not inside or inside[0][1].middle - height > _LEAD or _ends(places, height, row[0].middle):
            return
        if any(places.is_label_word(number, at) or token.widget for at, token in inside):
            return
        height = inside[0][1].middle
        yield from (token for _, token in inside)


def _ends(places: Places, above: float, below: float) -> bool:
    """Whether a box's wall or rule parts two lines: the foot of a cell, or a line that runs across."""
    return any(
        above < blank.place[1] < below - 0.02 and blank.place[2] - blank.place[0] > 2.0
        for blank in places.sheet.blanks
    )


def _empty(places: Places, label: Label, slots: tuple[Slot, ...]) -> Iterator[Claim]:
    """What a label without a value says: its place is empty, or cannot be read."""
    field, sheet = field_of_kind(label.meaning.what), places.sheet
    marked = [slot for slot in slots if slot.marked]
    slot = next(iter([each for each in marked if each.ink or each.tokens] + marked + list(slots[:1])), None)
    if slot is None:
        return
    if slot.direction.startswith("widget") and not slot.tokens:
        yield absent(sheet, field, slot.place, EMPTY_WIDGET)
    elif slot.ink or any(token.key for token in slot.tokens):
        yield unreadable(sheet, field, slot.tokens, slot.place)
    elif slot.marked or label.meaning.strong:
        yield from bare(places, field, slot)


def _ticked(sheet: Sheet, options: tuple[Option, ...]) -> Iterator[Claim]:
    """What the boxes say of urgency, service and what is enclosed."""
    for name, field in _TICKED.items():
        asked = [option for option in options if _answers(name, option)]
        on = [option for option in asked if option.tick.on]
        values = tuple(dict.fromkeys(value for option in on for value in chosen(name, option.text)))
        if not asked or (name != "urgency" and not on):
            continue
        if values:
            yield from _choice(sheet, field, values, on)
        elif any(option.tick.on is None for option in asked):
            yield unreadable(sheet, field, (), asked[0].tick.place)
        elif len(asked) > 1:
            yield absent(sheet, field, asked[0].tick.place, min(0.95, empty_confidence(sheet)))


def _answers(name: str, option: Option) -> bool:
    """Whether a box is one of a question's choices: by its words, and by the section where they are many."""
    said = len(option.text.split())
    if option.section == "other" or said > _CHOICE:
        return False
    if name == "attachments":
        return option.section == "attachments" and bool(chosen(name, option.text))
    return only(name, option.text) is not None and option.section != "attachments"


def _choice(sheet: Sheet, field: str, values: tuple[str, ...], on: list[Option]) -> Iterator[Claim]:
    tokens = [token for option in on for token in option.tokens]
    known = evidence(sheet, tokens, Method.CHECKBOX) or evidence(sheet, (), Method.CHECKBOX, on[0].tick.place)
    sure = 0.95 if any(option.tick.by_hand for option in on) else 0.98
    if field == "referral.attachments":
        yield Claim(field, values, State.PRESENT, sure, known)
    elif len(values) == 1:
        yield Claim(field, values[0], State.PRESENT, sure, known)
    else:
        yield from (Claim(field, value, State.PRESENT, 0.85, known) for value in values)
