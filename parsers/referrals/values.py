"""From the words in a place to what a label of a referral asks for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from parsers.fields.token import Token
from parsers.fields.values import Reading, written
from parsers.lexicon import word_list
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.names import looks_like_organisation, read_name, trim
from parsers.normalise.npi import read_npi
from parsers.normalise.phones import find_phones
from parsers.normalise.text import words
from parsers.referrals.lexicon import KINDS, chosen, only

BAD_NPI = (
    "npi_unread"  #: ten digits whose last one does not fit the others: one of them was misread or mistyped
)
_EMPTY = re.compile(
    r"^(?:n/?a|-+|not applicable|no aplica|ningun[oa]|see attached|ver adjunto)\W*$", re.IGNORECASE
)
_NONE = re.compile(r"^(?:none|self[ -]?pay|uninsured|no insurance|sin seguro|privado)\W*$", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])((?=[A-Z0-9-]{0,16}[0-9])[A-Z0-9](?:[A-Z0-9-]|[ ](?=[0-9A-Z]{2,})){2,22})(?![a-z])"
)
_WHOLE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]|[ ](?=[A-Z0-9])){3,22}")  #: "SP 330 1187", nothing beside it
DEGREE = re.compile(
    r",?\s{1,2}(?:M\.?D|D\.?O|N\.?P|A\.?P\.?R\.?N|F\.?N\.?P(?:-[A-Z]{1,2})?|P\.?A(?:-C)?|R\.?N|Ph\.?D|D\.?P\.?M|DNP|MBBS|"
    r"FACP|D\.?D\.?S|MPH|CNM|CNP|PharmD|P\.?T|DPT)\b\.?"
)
_HONORIFIC = re.compile(r"^(?:Dr|Dra|Doctor|Doctora)\.?\s{1,2}", re.IGNORECASE)
_BEHIND = re.compile(r"[,;(]?\s{0,2}\b(?:NPI|phone|ph|tel|fax|tax id|license|lic)\b.*$", re.IGNORECASE)
_FIGURES = re.compile(r"[0-9]{3}(?:\.[0-9]{1,4})?\b")
_NO_CODE = 0.6
_LONGEST = 400  #: signs of a reason


def read_referral(what: str, tokens: Sequence[Token], today: date) -> Reading | None:
    """Read the value of a referral's label; None when the words cannot be one.

    Args:
        what: the kind of value, `referral:` before it.
        tokens: the words in the place.
        today: the day of receipt.
    """
    text = written(tokens)
    return read_text(what, text, today)


def read_text(what: str, text: str, today: date) -> Reading | None:
    """The same for words that are a text already."""
    if not text or _EMPTY.match(text.strip()):
        return None
    return _READERS[what.removeprefix(KINDS)](text, today)


def _said(part: str, certainty: float) -> Callable[[str, date], Reading | None]:
    """A reader of free words."""

    def read(text: str, _today: date) -> Reading | None:
        cleaned = trim(text)[:_LONGEST].rstrip(". ")
        if len(cleaned) < 2 or all(word in word_list("printed") for word in words(cleaned)):
            return None
        return Reading(((part, cleaned),), certainty, typed=False)

    return read


def _diagnosis(text: str, today: date) -> Reading | None:
    """A diagnosis as written. A code begins with a letter (ICD-10-CM): figures alone were misread, or are old."""
    read = _said("diagnosis", 0.97)(text, today)
    return replace(read, certainty=_NO_CODE) if read and _FIGURES.match(text.strip()) else read


def _service(text: str, _today: date) -> Reading | None:
    """A specialty by its usual name where it is known, else as written."""
    known = only("services", text)
    if known:
        return Reading((("service", known),), 0.98, typed=True)
    cleaned = trim(text)
    if not 1 <= len(words(cleaned)) <= 10 or not any(sign.isalpha() for sign in cleaned):
        return None
    return Reading((("service", cleaned),), 0.93, typed=False)


def _person_or_office(text: str) -> tuple[str, str]:
    """Whether a party is a person ("name") or an office ("organization"), and what it is called."""
    plain = trim(_BEHIND.sub("", text))
    bare = trim(DEGREE.sub("", _HONORIFIC.sub("", plain)))
    degree = bare != plain
    if degree or not looks_like_organisation(plain):
        read = read_name(bare)
        if read is not None:
            return "name", read.full
    return "organization", plain


def _provider(text: str, _today: date) -> Reading | None:
    pieces = [piece for piece in re.split(r"\s[-–|/]\s|;|,\s(?=[A-Z][a-z]{3})", text) if trim(piece)]
    parts: dict[str, str] = {}
    for piece in pieces[:3]:
        part, value = _person_or_office(piece)
        if len(value) > 2 and any(sign.isalpha() for sign in value) and not _is_print(value):
            parts.setdefault(part, value)
    if npi := read_npi(text):
        parts["npi" if npi.valid else BAD_NPI] = npi.value
    return Reading(tuple(parts.items()), 0.97, typed=False) if parts else None


def _is_print(value: str) -> bool:
    return all(word in word_list("printed") for word in words(value))


def _practice(text: str, _today: date) -> Reading | None:
    name = trim(_BEHIND.sub("", text))
    if len(name) < 3 or _is_print(name) or not any(sign.isalpha() for sign in name):
        return None
    return Reading((("organization", name),), 0.97, typed=False)


def _to(text: str, _today: date) -> Reading | None:
    name = trim(_BEHIND.sub("", text))
    if len(name) < 2 or _is_print(name) or not any(sign.isalpha() for sign in name):
        return None
    service = only("services", name)
    parts = [("to", name)] + ([("service", service)] if service else [])
    return Reading(tuple(parts), 0.97, typed=False)


def _npi(text: str, _today: date) -> Reading | None:
    found = read_npi(text)
    if found is None:
        return None
    return Reading(
        ((("npi" if found.valid else BAD_NPI), found.value),), 1.0 if found.valid else 0.5, typed=True
    )


def _phones(*parts: str) -> Callable[[str, date], Reading | None]:
    """A reader of one number, or of two in the order of `parts`."""

    def read(text: str, _today: date) -> Reading | None:
        found = list(find_phones(text))
        if not found or (len(parts) == 2 and len(found) < 2):
            return None
        known = tuple(zip(parts, (number.e164 for number in found), strict=False))
        return Reading(known, min(number.certainty for number in found), typed=True)

    return read


def _insurance(text: str, _today: date) -> Reading | None:
    if _NONE.match(text.strip()):
        return Reading((("insurance", "none"),), 0.95, typed=True)
    cleaned = trim(text)
    letters = sum(sign.isalpha() for sign in cleaned)
    if letters < 3 or letters < len(cleaned) / 3 or _is_print(cleaned):
        return None
    return Reading((("insurance", cleaned),), 0.96, typed=False)


def _identifier(part: str) -> Callable[[str, date], Reading | None]:
    """A reader of a number that may hold letters, as plans give them."""

    def read(text: str, _today: date) -> Reading | None:
        whole = _WHOLE.fullmatch(text.strip())
        found = [whole[0]] if whole else [match[1].strip() for match in _NUMBER.finditer(text.upper())]
        found = [value for value in found if sum(sign.isdigit() for sign in value) >= 3]
        if len(found) != 1 or next(find_phones(text), None):
            return None
        return Reading(((part, found[0]),), 0.97, typed=True)

    return read


def _urgency(text: str, _today: date) -> Reading | None:
    named = only("urgency", text)
    return Reading((("urgency", named),), 0.97, typed=True) if named else None


def _attachments(text: str, _today: date) -> Reading | None:
    named = chosen("attachments", text)
    return Reading((("attachments", " ".join(named)),), 0.95, typed=True) if named else None


def _appointment(text: str, today: date) -> Reading | None:
    found = {read.iso: read for read in find_dates(text, DateRole.EXPIRY, today)}
    if len(found) != 1:
        return None
    read = next(iter(found.values()))
    return Reading((("appointment_on", read.iso),), read.certainty, typed=True)


_READERS: dict[str, Callable[[str, date], Reading | None]] = {
    "reason": _said("reason", 0.97),
    "diagnosis": _diagnosis,
    "service": _service,
    "to": _to,
    "provider": _provider,
    "practice": _practice,
    "npi": _npi,
    "provider_phone": _phones("phone"),
    "provider_fax": _phones("fax"),
    "provider_phone_fax": _phones("phone", "fax"),
    "insurance": _insurance,
    "member_id": _identifier("member_id"),
    "authorization_number": _identifier("authorization_number"),
    "urgency": _urgency,
    "attachments": _attachments,
    "appointment": _appointment,
}
