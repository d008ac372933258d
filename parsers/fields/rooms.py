"""The places of a page that hold values, for a second recogniser to read again."""

from dataclasses import dataclass, replace

from intake_daemon.model import Box, Method, PageSource, State
from parsers.fields.boxes import overlap, union
from parsers.fields.claim import Claim
from parsers.fields.page import PageFacts
from parsers.second.glimpse import Grammar

_MOST_ROOMS = 60  #: of one page; no form asks for more
_HIGHEST = 0.9  #: inches; a higher place is a whole section, not a value's
_SAME = 0.6  #: share of the smaller place; places that meet so far are one
_READ_BY_WORDS = frozenset({Method.LABEL, Method.ZONE})
_OF_ONE_ROOM = frozenset({"scope.periods", "scope.open_ended", "scope.all_dates"})
_GRAMMARS = {
    "dob": Grammar.DATE,
    "signed_on": Grammar.DATE,
    "expires_on": Grammar.FREE,  # an event is written there as often as a day
    "start": Grammar.PERIOD,
    "end": Grammar.PERIOD,
    "needed_by": Grammar.DATE,
    "phone": Grammar.PHONE,
    "fax": Grammar.PHONE,
    "phone_or_fax": Grammar.PHONE,
    "email": Grammar.EMAIL,
    "ssn_last4": Grammar.FREE,  # often masked: XXX-XX-1234, ***-**-1234
    "zip": Grammar.ZIP,
    "mrn": Grammar.IDENTIFIER,
    "first": Grammar.NAME,
    "middle": Grammar.NAME,
    "last": Grammar.NAME,
}


@dataclass(frozen=True)
class Room:
    """A place to read again: its box as fractions of the page, and what may stand there."""

    box: Box
    grammar: Grammar


def find_rooms(facts: PageFacts) -> tuple[Room, ...]:
    """The places on a recognised page that a value was read from, or in which ink could not be read."""
    if facts.page.source is not PageSource.OCR:
        return ()
    rooms: list[Room] = []
    for claim in facts.claims:
        room = _room(facts, claim)
        if room is not None:
            _add(rooms, room)
    return tuple(rooms[:_MOST_ROOMS])


def _room(facts: PageFacts, claim: Claim) -> Room | None:
    if claim.room is None or claim.weak or claim.state is State.ABSENT or claim.field in _OF_ONE_ROOM:
        return None
    if any(item.method not in _READ_BY_WORDS for item in claim.evidence):
        return None
    left, top, right, bottom = claim.room
    if bottom - top > _HIGHEST:
        return None
    width, height = facts.page.width or 8.5, facts.page.height or 11.0
    box = (max(0.0, left / width), max(0.0, top / height), min(1.0, right / width), min(1.0, bottom / height))
    if box[2] <= box[0] or box[3] <= box[1]:
        return None
    return Room(box, _GRAMMARS.get(claim.field.rsplit(".", 1)[-1], Grammar.FREE))


def _add(rooms: list[Room], room: Room) -> None:
    """Add a place, or make the one it belongs to larger; what may stand in both is free text."""
    for at, other in enumerate(rooms):
        if _meeting(room.box, other.box) > _SAME:
            grammar = room.grammar if room.grammar is other.grammar else Grammar.FREE
            rooms[at] = replace(other, box=union([room.box, other.box]), grammar=grammar)
            return
    rooms.append(room)


def _meeting(one: Box, other: Box) -> float:
    """The share of the smaller box that both have."""
    return max(overlap(one, other), overlap(other, one))
