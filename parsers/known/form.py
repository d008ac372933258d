"""What is kept of a known form: its pages as printed, its places, and what its print says for every request."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from intake_daemon.model import Box, Frozen, Word
from parsers.sheet import Gray

NONE = "none"  #: field of a place that is not read: office use, a witness
NOTE = "note"  #: field of a place whose writing a person must see: restrictions, instructions
REFERENCE_DPI = 200.0  #: of the blank's pictures


class Holds(StrEnum):
    """What is written in a place, which decides how it is read."""

    NAME = "name"  #: of a person
    PARTY = "party"  #: an organization or a person, perhaps with the address
    TEXT = "text"  #: any words
    DATE = "date"
    PERIOD = "period"  #: two dates in one place
    EXPIRY = "expiry"  #: a date or an event
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"  #: a record number, an identifier, a ZIP code
    TICK = "tick"  #: a box to tick
    INITIALS = "initials"  #: a short line to initial
    SIGNATURE = "signature"


TICKED = frozenset({Holds.TICK, Holds.INITIALS})  #: what says something by bearing any mark


NEEDED = {
    "patient.dob": frozenset({"patient.dob"}),
    "scope.start": frozenset({"scope.start", "scope.period"}),
    "scope.end": frozenset({"scope.end", "scope.period"}),
    "authorization.purpose": frozenset({"authorization.purpose"}),
    "authorization.signed": frozenset({"authorization.signed"}),
    "authorization.signed_on": frozenset({"authorization.signed_on"}),
}  #: what every authorization needs, and the fields of places that ask for it


class Zone(Frozen):
    """One place of a form.

    Args:
        number: as drawn on the picture of places, from 1 through the whole form.
        page: 1-based, in the form.
        box: fractions of the blank's page, from the top left.
        field: what it answers: a contract field, a part of an address, `none` or `note`.
        value: for a tick or initials, what they say when they are there.
        last_first: a name is written with the last name first.
        widget: name of the form field that stands here in a live PDF.
        label: the printed words that lead to it, for people.
    """

    number: int
    page: int
    box: Box
    field: str
    holds: Holds
    value: str | None = None
    last_first: bool = False
    widget: str | None = None
    label: str = ""


class Print(Frozen):
    """What one page of a blank prints; sizes in inches, boxes as fractions of the page."""

    width: float
    height: float
    words: tuple[Word, ...]
    title: bool = False  #: whether the page begins a form: a title, and a place for the patient


class KnownForm(Frozen):
    """One edition of one form, without its pictures.

    Args:
        name: what the administrator calls it; names its folder.
        edition: the beginning of the hash of its pictures and places.
        language: ISO 639-1.
        life: how long an authorization on it is good by its own print, as "1 year" or "90 days"; None: not printed.
        statements: required statements it prints: revocation, conditioning, redisclosure.
        printed: what the form itself says, by field, as a clinic's own form names the clinic.
    """

    name: str
    edition: str
    language: str
    life: str | None
    statements: tuple[str, ...]
    printed: tuple[tuple[str, str], ...] = ()
    prints: Annotated[tuple[Print, ...], Field(min_length=1)]
    zones: tuple[Zone, ...]

    @property
    def unasked(self) -> tuple[str, ...]:
        """What every authorization needs and no place asks for; nothing while some place is not understood."""
        if any(zone.field in (NONE, NOTE) and zone.holds is Holds.TEXT for zone in self.zones):
            return ()
        asked = {zone.field for zone in self.zones}
        return tuple(name for name, fields in NEEDED.items() if not asked & fields)

    def zones_of(self, page: int) -> tuple[Zone, ...]:
        """The places of one page, 1-based."""
        return tuple(zone for zone in self.zones if zone.page == page)


@dataclass(frozen=True)
class Blank:
    """A form with the pictures of its pages, at `REFERENCE_DPI`."""

    form: KnownForm
    pictures: tuple[Gray, ...] = field(repr=False)
