"""Writes a true request down, as one more or less careful person would on one day."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from benchmarks.requests.dates import any_form, write_date
from benchmarks.requests.tables import STREET_KINDS
from benchmarks.requests.truth import Address, Asked, Person
from benchmarks.requests.written import Written


@dataclass(frozen=True)
class Habits:
    """How often each thing is put on the paper (0-1); what is not there is not known to the reader."""

    ssn_last4: float = 0.61
    mrn: float = 0.33
    address: float = 0.86
    phone: float = 0.70
    full_middle: float = 0.5
    short_street: float = 0.0


FIRST_TIME = Habits()
AGAIN = Habits(short_street=0.3)


def write(
    asked: Asked, received_at: datetime, source: str, chance: Random, habits: Habits = FIRST_TIME
) -> Written:
    """Put a request on paper: forms of dates and what is left out are drawn."""
    person, requestor = asked.person, asked.requestor
    return Written(
        asker=requestor.name,
        organization=requestor.organization,
        asker_phone=requestor.phone and write_phone(requestor.phone),
        fax=requestor.fax and write_phone(requestor.fax),
        email=requestor.email,
        first=person.first,
        middle=_middle(person, habits, chance),
        last=person.last,
        suffix=person.suffix,
        dob=write_date(person.born, any_form(chance)) if person.born else None,
        ssn_last4=person.ssn_last4 if chance.random() < habits.ssn_last4 else None,
        mrn=person.mrn if chance.random() < habits.mrn else None,
        address=_address(person.address, habits, chance) if chance.random() < habits.address else None,
        phone=write_phone(person.phone) if chance.random() < habits.phone else None,
        start=asked.start.isoformat() if asked.start else None,
        end=asked.end.isoformat() if asked.end else None,
        record_types=asked.record_types,
        purpose=asked.purpose,
        received_at=received_at,
        source=source,
        hashes=page_hashes(requestor.form, chance) if source == "fax" else (),
    )


def _middle(person: Person, habits: Habits, chance: Random) -> str | None:
    if not person.middle:
        return None
    return person.middle if chance.random() < habits.full_middle else person.middle[0]


def _address(address: Address, habits: Habits, chance: Random) -> str:
    return write_address(address, short=chance.random() < habits.short_street)


def write_address(address: Address, *, short: bool = False) -> str:
    """House, street, city, state and ZIP on one line; the short way abbreviates the street and the flat."""
    kind = STREET_KINDS[address.kind] if short else address.kind
    line = f"{address.number} {address.street} {kind}"
    if address.unit is not None:
        line += f" #{address.unit}" if short else f", Apt {address.unit}"
    return f"{line}, {address.city}, {address.state} {address.zip_code}"


def write_phone(number: str) -> str:
    """Ten digits as most forms have them."""
    return f"({number[:3]}) {number[3:6]}-{number[6:]}"


def page_hashes(form: tuple[int, int], chance: Random) -> tuple[str, ...]:
    """The layout hashes of the form's two pages as this fax machine sent them: a few bits differ."""
    return tuple(f"{page ^ _few_bits(chance):016x}" for page in form)


def _few_bits(chance: Random) -> int:
    flips = 0
    for _ in range(chance.randint(0, 5)):
        flips |= 1 << chance.randrange(64)
    return flips
