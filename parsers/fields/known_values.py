"""From the words in a place of a known form to the values of its field."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from intake_daemon.model import Period, Value, ZoneReading
from parsers.fields.values import read_party
from parsers.normalise.dates import DateRole, read_date
from parsers.normalise.identifiers import read_email, read_mrn, read_ssn_last4
from parsers.normalise.names import read_name, trim
from parsers.normalise.periods import read_period
from parsers.normalise.phones import find_phones
from parsers.normalise.text import key

_EVENT = 0.9  #: certainty of words where a date could have been

Parts = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Told:
    """What a place says: fields with values, and how certain the text itself is."""

    parts: Parts
    certainty: float = 1.0


def fields_of(field: str) -> tuple[str, ...]:
    """The fields of the contract that a place answers."""
    base = field.rpartition(".")[0]
    if field == "authorization.recipient":
        return ("authorization.recipient.name", "authorization.recipient.organization")
    if field == "authorization.expires":
        return ("authorization.expires_on",)
    if field == "scope.period":
        return ("scope.start", "scope.end")
    if field.endswith((".phone_fax", ".fax_phone")):
        return (f"{base}.phone", f"{base}.fax")
    return (field,)


def told_by(field: str, text: str, zone: ZoneReading, today: date) -> Told | None:
    """The values that a text gives in a place; None when it cannot be what belongs there."""
    if field in _DATES:
        return _end(field, text, today) if field.startswith("scope.") else _date(field, text, today)
    reader = next((read for suffix, read in _BY_SUFFIX if field.endswith(suffix)), None)
    if zone.holds == "name":
        return _name(field, text, zone.last_first)
    return reader(field, text, today) if reader else _plain(field, text)


def _plain(field: str, text: str) -> Told | None:
    cleaned = trim(text)
    if not key(cleaned):
        return None
    value: Value = (cleaned,) if field == "patient.other_names" else cleaned
    return Told(((field, value),))


def _name(field: str, text: str, last_first: bool) -> Told | None:
    if field in ("authorization.recipient.name", "requestor.name"):
        return _party(field.rpartition(".")[0], text)
    read = read_name(text, last_first=last_first)
    if read is None:
        return None
    base = field.rpartition(".")[0]
    if base != "patient":
        return Told(((field, read.full),), read.certainty)
    parts = (("first", read.first), ("middle", read.middle), ("last", read.last), ("suffix", read.suffix))
    named = tuple((f"{base}.{part}", value) for part, value in parts if value)
    return Told(((field, read.full), *named), read.certainty)


def _party(base: str, text: str) -> Told | None:
    read = read_party(text)
    if read is None:
        return None
    if dict(read.parts).get("is_patient"):  # "self"
        return Told((("authorization.recipient.is_patient", True),), read.certainty)
    return Told(tuple((f"{base}.{part}", value) for part, value in read.parts), read.certainty)


def _date(field: str, text: str, today: date) -> Told | None:
    read = read_date(text, _DATES[field], today)
    return Told(((field, read.iso),), read.certainty) if read else None


def _end(field: str, text: str, today: date) -> Told | None:
    """One end of a period: a date, or words as "present"."""
    told = _date(field, text, today)
    if told is not None:
        return told
    period = read_period(text if field == "scope.start" else f"from 2000 to {text}", today)
    if period is None:
        return None
    if period.open_ended and field == "scope.end":
        return Told((("scope.open_ended", True),), 0.97)
    if period.all_dates:
        return Told((("scope.all_dates", True),), period.certainty)
    return None


def _period(field: str, text: str, today: date) -> Told | None:
    read = read_period(text, today)
    if read is None:
        return None
    parts: list[tuple[str, Value]] = []
    for name, value in (("scope.start", read.start), ("scope.end", read.end)):
        parts += [(name, value)] if value else []
    for flag, said in (("scope.open_ended", read.open_ended), ("scope.all_dates", read.all_dates)):
        parts += [(flag, True)] if said else []
    if read.start:
        parts.append(("scope.periods", (Period(start=read.start, end=read.end),)))
    return Told(tuple(parts), read.certainty) if parts else None


def _expiry(field: str, text: str, today: date) -> Told | None:
    read = read_date(text, DateRole.EXPIRY, today)
    if read is not None:
        return Told((("authorization.expires_on", read.iso),), read.certainty)
    cleaned = trim(text)
    if any(sign.isdigit() for sign in cleaned) or len(key(cleaned)) < 4:
        return None
    return Told((("authorization.expires_event", cleaned),), _EVENT)


def _phone(field: str, text: str, today: date) -> Told | None:
    found = list(find_phones(text))
    if not found:
        return None
    names = fields_of(field)
    if field.endswith(".fax_phone"):
        names = (names[1], names[0])
    parts = tuple((name, read.e164) for name, read in zip(names, found, strict=False))
    several = 1.0 if len(found) <= len(names) else 0.8
    return Told(parts, min(read.certainty for read in found) * several)


def _ssn(field: str, text: str, today: date) -> Told | None:
    read = read_ssn_last4(text)
    return Told(((field, read.value),), read.certainty) if read else None


def _mrn(field: str, text: str, today: date) -> Told | None:
    read = read_mrn(text)
    return Told(((field, read.value),), read.certainty) if read else None


def _email(field: str, text: str, today: date) -> Told | None:
    read = read_email(text)
    return Told(((field, read.value),), read.certainty) if read else None


def _recipient(field: str, text: str, today: date) -> Told | None:
    return _party(field, text)


_DATES = {
    "patient.dob": DateRole.BIRTH,
    "authorization.signed_on": DateRole.SIGNED,
    "authorization.expires_on": DateRole.EXPIRY,
    "needed_by": DateRole.EXPIRY,
    "scope.start": DateRole.SERVICE,
    "scope.end": DateRole.SERVICE,
}
_BY_SUFFIX: tuple[tuple[str, Callable[[str, str, date], Told | None]], ...] = (
    ("authorization.recipient", _recipient),
    ("authorization.expires", _expiry),
    ("scope.period", _period),
    (".phone", _phone),
    (".fax", _phone),
    (".phone_fax", _phone),
    (".fax_phone", _phone),
    (".email", _email),
    (".ssn_last4", _ssn),
    (".mrn", _mrn),
)
