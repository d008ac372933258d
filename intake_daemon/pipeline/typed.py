"""What a person types for a field, checked against the field's type and turned into the stored form."""

import re
from datetime import date, datetime

import phonenumbers

from intake_daemon.model import CATALOGUE, FieldSpec, Period, Value
from intake_daemon.pipeline.words import REQUESTOR_KINDS
from outbox.addresses import is_plain

SPECS = {spec.name: spec for spec in CATALOGUE}

#: Words of the fields that have a fixed vocabulary.
WORDS: dict[str, tuple[str, ...]] = {
    "requestor.kind": REQUESTOR_KINDS,
    "scope.record_types": (
        "all", "notes", "labs", "imaging", "imaging_reports", "operative", "discharge_summary", "emergency",
        "consults", "history_physical", "medications", "immunizations", "pathology", "billing", "therapy",
        "other",
    ),
    "scope.sensitive": (
        "substance_use", "mental_health", "psychotherapy_notes", "hiv", "genetic", "reproductive",
    ),
    "authorization.signature_kind": ("ink", "typed", "electronic", "stamp"),
    "referral.urgency": ("routine", "urgent", "stat"),
    "referral.attachments": (
        "notes", "labs", "imaging", "medications", "insurance_card", "demographics", "authorization",
    ),
    "delivery.method": ("paper", "fax", "email", "portal", "media", "pickup", "other"),
}  # fmt: skip

YES, NO = frozenset({"yes", "true", "y", "1"}), frozenset({"no", "false", "n", "0"})

_EARLIEST, _LATEST = 1900, 2199
_PATTERNS = {
    "patient.ssn_last4": (re.compile(r"\d{4}"), "exactly four digits"),
    "language": (re.compile(r"[a-z]{2}"), "a two-letter code such as en or es"),
}


def typed_value(name: str, text: str, today: date) -> Value:
    """Turn what was typed into a value of the field.

    Args:
        name: of the field, from the catalogue.
        today: where we are; nobody is born later.

    Raises:
        ValueError: there is no such field, or the text is no value of it; says what would be one. The message
            never repeats what was typed.
    """
    spec = SPECS.get(name)
    if spec is None:
        raise ValueError(f"there is no field {name}; `intake-daemon review fields` lists them")
    written = text.strip()
    if not written:
        raise ValueError(f"{name}: nothing was given; use --absent when the place on the paper is empty")
    return _TYPES[spec.type](spec, written, today)


def _string(spec: FieldSpec, text: str, _today: date) -> Value:
    if not text.isprintable():
        raise ValueError(f"{spec.name}: holds a line break or another control character")
    if spec.name in WORDS:
        return _word(spec.name, text)
    pattern, wanted = _PATTERNS.get(spec.name, (None, ""))
    if pattern and not pattern.fullmatch(text):
        raise ValueError(f"{spec.name}: must be {wanted}")
    return " ".join(text.split())


def _word(name: str, text: str) -> str:
    word = text.strip().lower().replace(" ", "_")
    if word not in WORDS[name]:
        raise ValueError(f"{name}: must be one of {', '.join(WORDS[name])}")
    return word


def _bool(spec: FieldSpec, text: str, _today: date) -> Value:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(f"{spec.name}: must be yes or no")


def _date(spec: FieldSpec, text: str, today: date) -> Value:
    day = _day(text)
    if day is None or not _EARLIEST <= day.year <= _LATEST:
        raise ValueError(f"{spec.name}: must be a day such as 2026-03-31 or 03/31/2026")
    if spec.name == "patient.dob" and day > today:
        raise ValueError(f"{spec.name}: lies in the future")
    return day.isoformat()


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no time zone
        except ValueError:
            continue
    return None


def _phone(spec: FieldSpec, text: str, _today: date) -> Value:
    number = e164(text)
    if number is None:
        raise ValueError(
            f"{spec.name}: must be a telephone number such as (555) 010-0199 or +44 20 7946 0000"
        )
    return number


def e164(text: str) -> str | None:
    """A telephone number as E.164, read as one of the United States without a country code; None if it is none."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(spec: FieldSpec, text: str, _today: date) -> Value:
    if not is_plain(text):
        raise ValueError(f"{spec.name}: must be a mail address such as records@clinic.example")
    return text.lower()


def _list(spec: FieldSpec, text: str, _today: date) -> Value:
    items = tuple(dict.fromkeys(item.strip() for item in text.split(",") if item.strip()))
    return tuple(_word(spec.name, item) for item in items) if spec.name in WORDS else items


def _periods(spec: FieldSpec, text: str, _today: date) -> Value:
    return tuple(_period(spec.name, item.strip()) for item in text.split(",") if item.strip())


def _period(name: str, text: str) -> Period:
    first, dots, last = (side.strip() for side in text.partition(".."))
    start, end = _day(first), _day(last)
    unclear = not dots or start is None or (last and end is None)
    if unclear or (start and end and end < start):
        raise ValueError(f"{name}: must be periods such as 2020-01-01..2021-06-30, 2023-01-01..")
    return Period(start=start.isoformat() if start else None, end=end.isoformat() if end else None)


_TYPES = {
    "string": _string,
    "bool": _bool,
    "date": _date,
    "phone": _phone,
    "email": _email,
    "list": _list,
    "periods": _periods,
}
