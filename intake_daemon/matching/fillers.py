"""Tell values that stand for "not known" from values: a form wants something in every place.

Two patients whose number is 000-00-0000 or who were born on 1 January 1900 share nothing.
"""

from intake_daemon.matching.dates import WrittenDate

_UNBORN = frozenset({"18000101", "18991231", "19000101", "19001231", "19010101"})
_SHORT = 7  # digits: in a shorter number one digit repeated is no sign of a filler


def born(date: WrittenDate | None) -> WrittenDate | None:
    """A birth date, None for one that programs put where none is known or that is one digit over and over."""
    if date is None:
        return None
    written = date.year + date.month + date.day
    return None if written in _UNBORN or _one_digit(written) else date


def number(digits: str) -> str:
    """A telephone or record number; empty for one digit over and over."""
    return "" if len(digits) >= _SHORT and _one_digit(digits) else digits


def social_security(digits: str) -> str:
    """The last four digits; empty when fewer were read, or 0000, which is never given."""
    last = digits[-4:]
    return "" if len(last) < 4 or last == "0000" else last


def _one_digit(digits: str) -> bool:
    return len(set(digits)) == 1
