"""National Provider Identifiers: ten digits, the last of which checks the others."""

import re
from dataclasses import dataclass

_TEN = re.compile(r"(?<![0-9A-Za-z])([12](?:[ .-]?[0-9]){9})(?![ .-]?[0-9A-Za-z])")
_PREFIX = "80840"  #: of the card issuer under which the check digit is counted (45 CFR 162.406)
_LENGTH = 10


@dataclass(frozen=True)
class NpiRead:
    """Ten digits read from text, and whether the last one fits the others."""

    value: str
    valid: bool


def is_npi(digits: str) -> bool:
    """Whether ten digits are a National Provider Identifier by their check digit (ISO/IEC 7812, Luhn).

    Args:
        digits: without spaces or hyphens.
    """
    if len(digits) != _LENGTH or not (digits.isascii() and digits.isdigit()) or digits[0] not in "12":
        return False
    return _luhn(_PREFIX + digits) % 10 == 0


def _luhn(digits: str) -> int:
    """The sum in which every second digit from the right counts double, its own digits added."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        counted = int(sign) * (1 + place % 2)
        total += counted - 9 if counted > 9 else counted
    return total


def read_npi(text: str) -> NpiRead | None:
    """The only ten-digit number in a text that begins as an identifier does; None when there is none or several."""
    found = {re.sub(r"[ .-]", "", match[1]) for match in _TEN.finditer(text)}
    if len(found) != 1:
        return None
    value = found.pop()
    return NpiRead(value, is_npi(value))
