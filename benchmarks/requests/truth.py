"""What is true behind the paper: people, who asks about them, and for what."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Address:
    """Where somebody lives; `unit` is the number of the apartment."""

    number: int
    street: str
    kind: str
    unit: int | None
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True)
class Person:
    """A patient. `key` is the same in every request about this person; phones are ten digits."""

    key: str
    first: str
    middle: str | None
    last: str
    suffix: str | None
    born: date | None
    ssn_last4: str
    mrn: str
    address: Address
    phone: str


@dataclass(frozen=True)
class Requestor:
    """Who asks, and how to reach them; `form` are the 64-bit layout hashes of the form they use."""

    name: str | None
    organization: str | None
    phone: str | None
    fax: str | None
    email: str | None
    form: tuple[int, int]
    kind: str


@dataclass(frozen=True)
class Asked:
    """One request: about whom, by whom, for which days and kinds of record; no `end` is open-ended."""

    person: Person
    requestor: Requestor
    start: date | None
    end: date | None
    record_types: tuple[str, ...]
    purpose: str
