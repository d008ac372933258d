"""What the labels of a sheet say of fields: the values in their places, and the places that are empty."""

import re
from collections.abc import Iterator
from dataclasses import replace

from intake_daemon.model import PageSource, State, Value
from parsers.fields.claim import EMPTY_WIDGET, Claim, absent, empty_confidence, present, unreadable
from parsers.fields.labels import Label
from parsers.fields.pairs import Filled, Pair
from parsers.fields.printed_expiry import is_only_print
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places, Slot

_ROLES = {
    "patient": "patient",
    "recipient": "authorization.recipient",
    "discloser": "discloser",
    "representative": "authorization.representative",
    "delivery": "authorization.recipient",
    "requestor": "requestor",
}
_WHAT_OF_PATIENT = {"ssn": "patient.ssn_last4", "mrn": "patient.mrn", "other_names": "patient.other_names"}
_OF_THE_PATIENT = frozenset({"patient.phone", "patient.email", "patient.address"})
_PARTICULARS = frozenset({"phone", "email", "address"})
_NAMES = frozenset({"name", "last_name", "first_name", "middle_name"})
_ALSO_PRINTED = frozenset({"phone", "fax", "email", "address", "authority", "other_names", "organization"})
_OFFICE = re.compile(r"(?:roi|records?|medrec|medicalrecords|him|info|release|office|contact|privacy)[@._-]")
_PARTY = frozenset({"organization", "name"})
_HEADED = 0.9  #: trust in a role that a heading gives
_HANDWRITTEN = 0.8  #: mean confidence; print is read better
_UNSHOWN = 0.86  #: confidence of an absence that no line or cell shows, or beside which something stands
_LINES = 0.4  #: inches; the lines of one address block
_BLOCK = 1.3  #: inches within which the patient's particulars stand together
_TYPED = frozenset(
    {
        "dob",
        "ssn",
        "mrn",
        "phone",
        "fax",
        "phone_fax",
        "fax_phone",
        "fax_email",
        "email",
        "expires",
        "needed_by",
    }
)


def claims_of(places: Places, filled: Filled) -> Iterator[Claim]:
    """The claims of one sheet's labels, empty places included."""
    sheet = places.sheet
    block = [pair.label.place[1] for pair in filled.pairs if _identifies(pair.label)]
    block += [label.place[1] for label, _ in filled.empty if _identifies(label)]
    offices = [pair.label.place[1] for pair in filled.pairs if _is_an_offices(pair)]
    headed = any(
        pair.label.role == "recipient" and not _PARTY.isdisjoint(dict(pair.reading.parts))
        for pair in filled.pairs
    )
    for pair in filled.pairs:
        near = _near(pair.label, block, offices)
        yield from _said(sheet, pair, near, identified=near and _has_birth(pair.label, filled), headed=headed)
    for label, slots in filled.empty:
        yield from _empty(places, label, slots)


def _identifies(label: Label) -> bool:
    return label.meaning.what in ("name", "dob", "ssn", "mrn", "last_name") and label.role in ("patient", "")


def _is_an_offices(pair: Pair) -> bool:
    """Whether a fax number or a mailbox of a department shows that a block of addresses is an institution's."""
    parts = dict(pair.reading.parts)
    return "fax" in parts or _OFFICE.match(parts.get("email", "")) is not None


def _near(label: Label, block: list[float], offices: list[float]) -> bool:
    """Whether a label stands near those that say who the patient is, as the patient's own address does."""
    if label.meaning.role:
        return True
    height = label.place[1]
    if any(abs(height - other) < _LINES for other in offices):
        return False
    below_first = not block or height > min(block) - 0.1  # above it, letterheads have theirs
    return below_first and any(abs(height - other) < _BLOCK for other in block)


def _has_birth(label: Label, filled: Filled) -> bool:
    """Whether a place for a date of birth stands near a label, as beside the patient's name and nobody else's."""
    asked = [pair.label for pair in filled.pairs] + [empty for empty, _ in filled.empty]
    return any(
        other.meaning.what == "dob"
        and other.role in ("patient", "")
        and abs(other.place[1] - label.place[1]) < _BLOCK
        for other in asked
    )


def _said(sheet: Sheet, pair: Pair, near: bool, *, identified: bool, headed: bool) -> Iterator[Claim]:
    """The claims of one filled place.

    Args:
        sheet: the page.
        pair: the label, its place and what stands there.
        near: it stands among what identifies the patient.
        identified: and a place for a date of birth is beside it.
        headed: another place on the page is the recipient's by its own heading.
    """
    shape = {
        "widget right": 1.0,
        "widget below": 0.98,
        "widget above": 0.98,
        "right": 0.985,
        "cell": 0.98,
        "above": 0.97,
        "below": 0.975 if pair.slot.marked else 0.85,
    }
    for part, value in pair.reading.parts:
        field, trust = field_of(pair.label, part)
        if field is None and near and not pair.label.role and part in _PARTICULARS:
            field, trust = (
                f"patient.{part}",
                0.95,
            )  # no heading at all, right among what identifies the patient
        if field is None:
            continue
        if identified and not pair.label.role and pair.label.meaning.what in _NAMES:
            trust = 0.98  # no heading says whose name it is, but a birth date beside it does
        certainty = pair.reading.certainty * shape[pair.slot.direction] * trust
        if pair.slot.direction == "right" and not pair.slot.marked and not pair.reading.typed:
            certainty *= 0.97
        if part in ("purpose", "authority") and pair.slot.direction == "below":
            certainty *= 0.9  # a printed choice may be the first thing in the cell
        if not pair.slot.marked and part in _ALSO_PRINTED:
            certainty *= 0.92 if pair.reading.typed else 0.85  # may be the form's own print
        if field in _OF_THE_PATIENT and not near:
            certainty *= 0.7  # an institution prints its own number and address, too
        if part == "email" and _OFFICE.match(value) and field == "patient.email":
            certainty *= 0.6
        kept = _typed_value(field, value)
        unheaded = part in _PARTY and field.startswith("authorization.recipient.") and trust < _HEADED
        claim = present(sheet, field, kept, pair.slot.tokens, certainty, room=pair.slot.room)
        yield replace(claim, weak=True) if unheaded and headed else claim


def _typed_value(field: str, value: str) -> Value:
    """A value in the form its field has: a list of names, a truth."""
    if field == "patient.other_names":
        return (value,)
    return True if field == "authorization.recipient.is_patient" else value


def field_of(label: Label, part: str) -> tuple[str | None, float]:
    """The contract's name for a part of what a label asks for, and how far the section can be trusted."""
    what, role = label.meaning.what, label.role
    if what in ("rep_name", "authority"):
        return {
            "name": "authorization.representative.name",
            "authority": "authorization.representative.authority",
        }.get(part), 1.0
    if what in _WHAT_OF_PATIENT:
        return (_WHAT_OF_PATIENT[what] if role in ("patient", "") else None), 1.0
    if what == "print_name":
        return ("signer.name" if part == "name" else None), 1.0
    if part in ("purpose", "expires_on", "expires_event"):
        return f"authorization.{part}", 1.0
    if what == "reference":
        return "requestor.reference", 0.9
    if part in ("needed_by", "dob"):
        return {"needed_by": "needed_by", "dob": "patient.dob"}[part], 1.0
    return _by_role(what, role, part)


def _by_role(what: str, role: str, part: str) -> tuple[str | None, float]:
    if role == "discloser":
        return ("authorization.discloser" if part in ("organization", "name") else None), 1.0
    if what in ("name", "last_name", "first_name", "middle_name") and role == "":
        return f"patient.{part.removesuffix('_name') if part != 'name' else part}", 0.9
    if what == "party" and role != "recipient":
        return (f"authorization.recipient.{part}" if role in ("", "patient", "delivery") else None), 0.75
    base = _ROLES.get(role)
    if base is None or (role == "delivery" and part not in ("fax", "email")):
        return None, 0.0
    if part == "attention":
        return f"{base}.name", 0.95
    if base == "patient" and part in ("fax", "organization", "other_phone", "phone_or_fax"):
        return None, 0.0
    if base == "authorization.representative" and part != "name":
        return None, 0.0
    return f"{base}.{part.removesuffix('_name')}", 1.0


def _empty(places: Places, label: Label, slots: tuple[Slot, ...]) -> Iterator[Claim]:
    slot, sheet = _own_slot(slots), places.sheet
    what = label.meaning.what
    for field in _fields_of_empty(label):
        if slot is None:
            continue
        if slot.direction.startswith("widget") and not slot.tokens:
            yield absent(sheet, field, slot.place, EMPTY_WIDGET)
        elif what == "expires" and not slot.ink and is_only_print(slot):
            yield absent(sheet, field, slot.place, _UNSHOWN)
        elif slot.ink or (slot.tokens and (_looks_filled(what, slot) or _is_doubtful(sheet, slot))):
            yield unreadable(sheet, field, slot.tokens, slot.place)
        elif slot.marked or label.meaning.strong:
            yield from bare(places, field, slot)


def bare(places: Places, field: str, slot: Slot) -> Iterator[Claim]:
    """An empty place is absence for certain only where a line or cell shows it, and nothing lies on or about it."""
    sure = empty_confidence(places.sheet)
    left, top, right, bottom = slot.place
    about = (left, min(top, bottom - 0.22), right, bottom + 0.06)
    if not slot.marked or not places.is_clear(about):
        sure = min(sure, _UNSHOWN)
    yield absent(places.sheet, field, slot.place, sure)


def _own_slot(slots: tuple[Slot, ...]) -> Slot | None:
    """The place that a label without a value most likely means."""
    marked = [slot for slot in slots if slot.marked]
    inked = [slot for slot in marked if slot.ink or slot.tokens]
    return next(iter(inked + marked + list(slots[:1])), None)


def _looks_filled(what: str, slot: Slot) -> bool:
    """Whether words that no grammar took still look like something filled in, not like printed text."""
    text = "".join(token.key for token in slot.tokens)
    if what in _TYPED:
        return any(sign.isdigit() for sign in text) or slot.marked
    return slot.marked and len(text) > 1


def _is_doubtful(sheet: Sheet, slot: Slot) -> bool:
    """Whether what stands right of a label was read as badly as handwriting is."""
    if sheet.page.source is not PageSource.OCR or slot.direction not in ("right", "cell"):
        return False
    said = [token for token in slot.tokens if token.key]
    return bool(said) and sum(token.confidence for token in said) / len(said) < _HANDWRITTEN


def _fields_of_empty(label: Label) -> tuple[str, ...]:
    what, role = label.meaning.what, label.role
    if what == "party" or (what == "name" and role in ("recipient", "delivery")):
        if role not in ("recipient", "", "delivery"):
            return ()
        return ("authorization.recipient.name", "authorization.recipient.organization")
    if what == "expires":
        return ("authorization.expires_on",)
    if what in ("phone_fax", "fax_phone"):
        return tuple(field for part in ("phone", "fax") if (field := field_of(label, part)[0]))
    if what == "fax_email":
        return tuple(field for part in ("fax", "email") if (field := field_of(label, part)[0]))
    part = {"rep_name": "name", "print_name": "none", "other_names": "other_names"}.get(what, what)
    field, _ = field_of(label, part)
    return (field,) if field else ()


def is_value(claim: Claim) -> bool:
    """Whether a claim gives a value."""
    return claim.state is State.PRESENT
