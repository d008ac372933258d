"""Social Security endings, medical record numbers, e-mail addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.normalise.text import fold


@dataclass(frozen=True)
class TokenRead:
    """An identifier read from text and how certain the text is of it."""

    value: str
    certainty: float


_SSN = re.compile(r"(?<![0-9])(?:[0-9x*#•]{3}[- .]{0,2}[0-9x*#•]{2}[- .]{0,2})([0-9]{4})(?![0-9])")
_LAST4 = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")
_MRN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{0,4}[-#]?[0-9][0-9A-Za-z-]{2,16})(?![A-Za-z0-9])")
_EMAIL = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})(?![\w-])"
)
_LOOSE_EMAIL = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._%+-]{0,63})\s?(?:@|\(at\)|©|"
    r"®)\s?([A-Za-z0-9-]{1,63}(?:\s?\.\s?[A-Za-z0-9-]{1,63}){1,4})"
)


def read_ssn_last4(text: str) -> TokenRead | None:
    """The last four digits of a Social Security number, masked or whole; the rest is never kept."""
    folded = fold(text)
    if match := _SSN.search(folded):
        return TokenRead(match[1], 1.0)
    digits = re.sub(r"[^0-9]", "", folded)
    if len(digits) == 9:
        return TokenRead(digits[-4:], 0.95)
    match = _LAST4.search(folded)
    return TokenRead(match[1], 0.95) if match and len(digits) == 4 else None


def read_mrn(text: str) -> TokenRead | None:
    """A medical record or member number: letters and digits as written, three to twenty signs."""
    found = [match[1] for match in _MRN.finditer(text)]
    if len(found) != 1:
        return None
    digits = sum(sign.isdigit() for sign in found[0])
    return TokenRead(found[0].upper(), 1.0 if digits == len(found[0]) else 0.9)


def find_emails(text: str) -> Iterator[TokenRead]:
    """E-mail addresses as written, lower case."""
    for match in _EMAIL.finditer(text):
        yield TokenRead(match[1].lower(), 1.0)


def read_email(text: str) -> TokenRead | None:
    """The address in the place of one; spaces or a mistaken @ lower the certainty."""
    found = next(find_emails(text), None)
    if found is not None:
        return found
    match = _LOOSE_EMAIL.search(text)
    if match is None:
        return None
    host = re.sub(r"\s", "", match[2])
    return TokenRead(f"{match[1]}@{host}".lower(), 0.7)
