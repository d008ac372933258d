"""A record's values in the forms that are compared and made into keys; made once for each record."""

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from intake_daemon.matching import fillers
from intake_daemon.matching.dates import WrittenDate, parse_date
from intake_daemon.matching.newborn import Newborn, newborn_of
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor
from intake_daemon.matching.text import code, digits, phone_digits, plain, shape, unmasked

_SUFFIXES = {"jr": "2", "junior": "2", "ii": "2", "2nd": "2", "sr": "1", "senior": "1", "i": "1", "iii": "3"}
_SUFFIXES |= {"3rd": "3", "iv": "4", "4th": "4", "v": "5"}
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta"})
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "circle": "cir", "terrace": "ter", "highway": "hwy",
    "parkway": "pkwy", "north": "n", "south": "s", "east": "e", "west": "w", "apartment": "apt",
    "unit": "apt", "suite": "apt", "ste": "apt",
}  # fmt: skip
_FIRM_WORDS = re.compile(
    r"\b(?:the|and|of|llp|llc|lp|pc|pa|pllc|inc|incorporated|corp|corporation|co|company|ltd|law offices?|"
    r"law firm|law group|attorneys? at law|assoc|associates)\b"
)
_FREE_MAIL = frozenset(
    {"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "icloud.com", "msn.com"}
)
_DIGITS_OF_A_DATE = 4  # from here what is written was a date, whatever is left of it
_SELF_WORDS = frozenset({"self", "myself", "patient", "the patient", "me"})
_FILLERS = _SELF_WORDS | {"none", "na", "n a", "same", "same as above", "unknown", "individual"}


@dataclass(frozen=True, slots=True)
class Person:
    """The patient's values, normalised; empty strings and None are missing values.

    `suffix` is the generation: "1" for senior, "2" for junior or the second, and so on. A child not yet named
    has no `first`, and `newborn` says what stood in its place. `undated` says that a birth date is written
    and cannot be read: that is not the same as none.
    """

    first: str
    middle: str
    last: str
    suffix: str
    birth: WrittenDate | None
    ssn: str
    mrn: str
    address: str
    house: str
    zip: str
    phone: str
    newborn: Newborn | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """A requestor's or a recipient's values, normalised; `organization` without legal forms and filler words."""

    name: str
    organization: str
    phone: str
    fax: str
    email: str
    mail_domain: str  #: empty for the large free mail services, which say nothing about the sender
    is_patient: bool  #: the requestor bears the patient's name and speaks for no organization


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for, normalised."""

    start: WrittenDate | None
    end: WrittenDate | None
    all_dates: bool
    types: frozenset[str]
    purpose: str

    @property
    def dated(self) -> bool:
        """Whether the request says for which dates."""
        return self.all_dates or self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Features:
    """One record, ready to be compared."""

    person: Person
    asker: Asker
    recipient: Asker
    scope: Scope


def features(record: Record) -> Features:
    """Normalise a record once, for keys and comparisons."""
    person = person_of(record.patient)
    asker, recipient = asker_of(record.requestor, person), asker_of(record.recipient, person)
    if any(of.organization and person.phone in (of.phone, of.fax) for of in (asker, recipient)):
        person = replace(person, phone="")  # the law firm's number in the patient's place is nobody's home
    return Features(person, asker, recipient, scope_of(record))


def person_of(patient: Patient) -> Person:
    """Normalise a patient's values."""
    first, middle = _given_names(patient)
    newborn = newborn_of(first, middle)
    last, suffix = _surname(patient)
    address = _address(patient.address)
    written = parse_date(patient.dob)
    return Person(
        first="" if newborn else first,
        middle="" if newborn else middle,
        last=last,
        suffix=suffix,
        birth=fillers.born(written),
        ssn=fillers.social_security(digits(unmasked(patient.ssn_last4))),
        mrn=_record_number(patient.mrn),
        address=address,
        house=_house(address),
        zip=_zip(patient.address),
        phone=fillers.number(phone_digits(patient.phone)),
        newborn=newborn,
        undated=written is None and len(digits(patient.dob)) >= _DIGITS_OF_A_DATE,
    )


def _record_number(text: str | None) -> str:
    """A record number of at least four signs: a shorter one is shared by chance. Leading zeros are padding."""
    number = fillers.number(re.sub(r"^(?:MRN|MR)", "", code(text)).lstrip("0"))
    return number if len(number) >= 4 else ""


def _given_names(patient: Patient) -> tuple[str, str]:
    words = [word for word in plain(patient.first).split() if word not in _TITLES]
    middle = plain(patient.middle)
    if middle.isdigit():
        middle = ""  # what was an initial cannot be told
    if not middle and len(words) > 1 and len(words[-1]) == 1:
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), middle


def _surname(patient: Patient) -> tuple[str, str]:
    words = plain(patient.last).split()
    suffix = _SUFFIXES.get(plain(patient.suffix).replace(" ", ""), "")
    if len(words) > 1 and len(words[-1]) > 1 and words[-1] in _SUFFIXES:
        return " ".join(words[:-1]), suffix or _SUFFIXES[words[-1]]
    return " ".join(words), suffix


def _address(text: str | None) -> str:
    words = plain((text or "").replace("#", " apt ")).split()
    return " ".join(_STREET_WORDS.get(word, word) for word in words)


def _house(address: str) -> str:
    first = address.split(" ", 1)[0]
    return digits(first) if any(letter.isdigit() for letter in first) else ""


def _zip(text: str | None) -> str:
    words = plain(re.sub(r"(\d{5})-\d{4}\s*$", r"\1", text or "")).split()
    number = digits(words[-1]) if words else ""
    return number if len(number) == 5 else ""


def asker_of(requestor: Requestor, patient: Person) -> Asker:
    """Normalise a requestor's values; the patient tells whether the two are one."""
    email = (requestor.email or "").casefold().replace(" ", "")
    domain = email.rpartition("@")[2] if "@" in email else ""
    name = _unless_filler(plain(requestor.name))
    organization = _unless_filler(_organization(requestor.organization))
    return Asker(
        name=name,
        organization=organization,
        phone=phone_digits(requestor.phone),
        fax=phone_digits(requestor.fax),
        email=email,
        mail_domain="" if domain in _FREE_MAIL else domain,
        is_patient=not organization and (_says_self(requestor) or _bears_name(name, patient)),
    )


def _unless_filler(name: str) -> str:
    return "" if name in _FILLERS else name


def _says_self(requestor: Requestor) -> bool:
    return any(plain(text) in _SELF_WORDS for text in (requestor.name, requestor.organization))


def _bears_name(name: str, patient: Person) -> bool:
    full = shape(f"{patient.first} {patient.last}")
    return bool(name) and fuzz.token_set_ratio(shape(name), full) >= 85 and len(name.split()) > 1


def _organization(text: str | None) -> str:
    name = plain((text or "").replace("&", " and "))
    return " ".join(_FIRM_WORDS.sub(" ", name).split()) or name


def scope_of(record: Record) -> Scope:
    """Normalise the dates and kinds of records asked for."""
    dates: DateRange = record.date_range
    types = frozenset(word for kind in record.record_types if (word := plain(kind)))
    return Scope(
        parse_date(dates.start), parse_date(dates.end), dates.all_dates, types, plain(record.purpose)
    )
