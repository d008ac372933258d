"""Telephone and fax numbers to E.164."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from parsers.normalise.text import fold


@dataclass(frozen=True)
class PhoneRead:
    """A number read from text: E.164, how certain, and where it stands in the text."""

    e164: str
    certainty: float
    start: int
    end: int


_NUMBER = re.compile(
    r"(?<![0-9])(?:\+?1[-. ]{0,2})?[(\[{]?\s?([2-9][0-9oil]{2})\s?[)\]}]?"
    r"[-–. /_]{0,3}([2-9][0-9oils]{2})[-–. _]{0,3}([0-9oilsb]{4})(?![0-9a-z])"
)
_FOREIGN = re.compile(r"\+[2-9][0-9 ().-]{8,18}[0-9]")
_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8"})


def find_phones(text: str) -> Iterator[PhoneRead]:
    """Numbers in a text, in order; ten digits are read as United States numbers."""
    for match in _NUMBER.finditer(fold(text)):
        written = "".join(match.groups())
        digits = written.translate(_LOOK_ALIKE)
        if not digits.isdigit():
            continue
        certainty = 1.0 if digits == written else 0.8
        yield PhoneRead(f"+1{digits}", certainty, match.start(), match.end())
    for match in _FOREIGN.finditer(text):
        yield from _foreign(match)


def _foreign(match: re.Match[str]) -> Iterator[PhoneRead]:
    try:
        number = phonenumbers.parse(match[0], None)
    except phonenumbers.NumberParseException:
        return
    if phonenumbers.is_possible_number(number):
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        yield PhoneRead(written, 0.95, match.start(), match.end())


def read_phone(text: str) -> PhoneRead | None:
    """The first number in the place of one, or None when there is none."""
    return next(find_phones(text), None)
