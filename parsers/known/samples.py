"""What a place would say if somebody had written in it: how the places of a blank learn what they ask for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import Box, State
from parsers.fields.claim import Claim
from parsers.fields.labelled import claims_of
from parsers.fields.labels import Label
from parsers.fields.pairs import Filled, Pair, pair_of
from parsers.fields.slots import Places, Slot
from parsers.fields.token import Token
from parsers.known.form import Holds
from parsers.normalise.text import key

TODAY = date(2026, 1, 15)  #: the samples are written as of this day
_ALIKE = {
    "name": "Jane Public",
    "last_name": "Public",
    "first_name": "Jane",
    "middle_name": "Quinn",
    "other_names": "Jane Smith",
    "dob": "03/04/1961",
    "ssn": "987-65-4321",
    "mrn": "12345678",
    "phone": "(212) 555-0100",
    "fax": "(212) 555-0101",
    "phone_fax": "(212) 555-0100 / (212) 555-0101",
    "fax_phone": "(212) 555-0101 / (212) 555-0100",
    "email": "jane@public.example",
    "address": "12 Main Street",
    "city": "Springfield",
    "state": "OH",
    "zip": "45999",
    "city_state_zip": "Springfield, OH 45999",
    "party": "Public Law Group LLC",
    "purpose": "legal",
    "expires": "03/04/2031",
    "print_name": "Jane Public",
    "rep_name": "Joan Public",
    "authority": "Parent",
    "reference": "C-12345",
    "needed_by": "03/04/2026",
    "attention": "Joan Public",
}
_HOLDS = {
    "name": Holds.NAME,
    "dob": Holds.DATE,
    "ssn": Holds.NUMBER,
    "mrn": Holds.NUMBER,
    "zip": Holds.NUMBER,
    "phone": Holds.PHONE,
    "fax": Holds.PHONE,
    "phone_fax": Holds.PHONE,
    "fax_phone": Holds.PHONE,
    "email": Holds.EMAIL,
    "party": Holds.PARTY,
    "expires": Holds.EXPIRY,
    "print_name": Holds.NAME,
    "rep_name": Holds.NAME,
    "needed_by": Holds.DATE,
    "attention": Holds.NAME,
}
_TRUSTED = 0.5  #: confidence of a sample's claim under which a label may ask for something else
_OF_ADDRESS = frozenset({"city", "state", "zip", "city_state_zip"})
_ROOM = 0.13  #: inches under a label that are enough to write in
_SAME_LINE = 0.06  #: inches
_OWN = {
    "party": "authorization.recipient",
    "expires": "authorization.expires",
    "phone_fax": ".phone_fax",
    "fax_phone": ".fax_phone",
}


def asked(places: Places, label: Label, slot: Slot | None) -> tuple[str, Holds] | None:
    """The field a label asks for, and how its value is written; None when that is not understood.

    Args:
        places: of the blank.
        label: one of its labels, of a kind that leads to a value.
        slot: the place it means; None: it has none.
    """
    what = label.meaning.what
    if what not in _ALIKE or slot is None:
        return None
    pair = pair_of(label, _filled(slot, _ALIKE[what]), TODAY)
    if pair is None:
        return None
    if what in _OF_ADDRESS and not label.role:
        return f"{_whose_address(places, label)}.{what}", _HOLDS.get(what, Holds.TEXT)
    said = [claim for claim in _told(places, label, pair) if claim.confidence >= _TRUSTED]
    if what == "name" and label.role in ("recipient", "delivery", "discloser"):
        what = "party"
    return (_field(what, said[0].field), _HOLDS.get(what, Holds.TEXT)) if said else None


def _whose_address(places: Places, label: Label) -> str:
    """Whose city and ZIP a label asks for: those of the nearest address before it."""
    before = [
        other
        for other in places.labels
        if other.meaning.what == "address" and other.place[1] < label.place[1] + 0.1
    ]
    near = max(before, key=lambda other: (other.place[1], other.place[0]), default=None)
    understood = asked(places, near, own_slot(places, near)) if near is not None else None
    return understood[0].rpartition(".")[0] if understood else "patient"


def own_slot(places: Places, label: Label) -> Slot | None:
    """The place that a label of a blank most likely means, emptied of the print that stands there."""
    slots = [replace(slot, tokens=()) for slot in places.slots(label)]
    marked = [slot for slot in slots if slot.marked]
    if any(slot.direction == "below" and _is_roomy(places, slot) for slot in marked):
        # There is room under the label in its own cell, so the next cell is somebody else's.
        marked = [slot for slot in marked if slot.direction != "cell"]
    if marked:
        return _on_own_line(places, label, marked[0])
    return slots[0] if slots and label.meaning.strong else None


def _is_roomy(places: Places, slot: Slot) -> bool:
    """Whether a label stands high in its cell, with room to write under it."""
    label = slot.label.place
    lids = [
        label[1] - blank.place[3]
        for blank in places.sheet.blanks
        if -0.05 < label[1] - blank.place[3] < 0.3 and blank.place[0] < label[2] and blank.place[2] > label[0]
    ]
    under = slot.place[3] - slot.place[1]
    return under >= _ROOM and under > 1.5 * min(lids, default=0.0) + 0.05


def _on_own_line(places: Places, label: Label, slot: Slot) -> Slot:
    """A place above its label, no longer than the printed line over that label."""
    if slot.direction != "above":
        return slot
    page = places.sheet.page
    lines = [
        (rule.box[0] * page.width, rule.box[2] * page.width)
        for rule in page.rules
        if abs(rule.box[3] * page.height - slot.place[3]) < _SAME_LINE
        and rule.box[0] * page.width < label.place[2]
        and rule.box[2] * page.width > label.place[0]
    ]
    if not lines:
        return slot
    left = max(slot.place[0], min(line[0] for line in lines) - 0.05)
    right = min(slot.place[2], max(line[1] for line in lines) + 0.05)
    return replace(slot, place=(left, slot.place[1], right, slot.place[3])) if right > left else slot


def _told(places: Places, label: Label, pair: Pair) -> Iterator[Claim]:
    """What the sample says, among all other labels, which show where the patient's particulars stand."""
    others = tuple((other, ()) for other in places.labels if other is not label)
    for claim in claims_of(places, Filled((pair,), others)):
        if claim.state is State.PRESENT:
            yield claim


def _filled(slot: Slot, sample: str) -> Slot:
    """A slot with a sample in it, as a well-read word."""
    left, top, right, bottom = slot.place
    said = sample.split()
    step = (right - left) / (len(said) + 1)
    tokens = tuple(
        Token(word, (left + step * at, top, left + step * (at + 0.9), bottom), 1.0, key(word))
        for at, word in enumerate(said)
    )
    return replace(slot, tokens=tokens, marked=True)


def _field(what: str, field: str) -> str:
    base = field.rpartition(".")[0]
    if what == "party":
        return "authorization.discloser" if field == "authorization.discloser" else base
    own = _OWN.get(what, field)
    return base + own if own.startswith(".") else own


def at_label(places: Places, box: Box) -> Box:
    """The place that a blank's label means, for one that a filled-in form's label may mean; inches."""
    for label in places.labels:
        for slot in places.slots(label):
            if all(abs(one - other) < 0.02 for one, other in zip(slot.place, box, strict=True)):
                own = own_slot(places, label)
                return own.place if own is not None else box
    return box
