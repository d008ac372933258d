"""Dates as people write them, in United States order, English and Spanish, to ISO 8601.

A reading carries how certain it is: 1.0 when the text says the date outright, less when digits were
repaired or a century was inferred. A date that cannot be is no reading at all.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from parsers.normalise.text import fold


class DateRole(StrEnum):
    """What a date is for, which decides the century of a short year and what is plausible."""

    BIRTH = "birth"
    SERVICE = "service"
    SIGNED = "signed"
    EXPIRY = "expiry"


@dataclass(frozen=True)
class DateRead:
    """A date read from text.

    Args:
        iso: YYYY-MM-DD.
        certainty: 0.0-1.0, how far the text itself (not its recognition) settles the date.
        start: where it begins in the text it was found in.
        end: where it ends there.
    """

    iso: str
    certainty: float
    start: int = 0
    end: int = 0


MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {
    "sept": 9,
    "ene": 1,
    "abr": 4,
    "dic": 12,
}

_WORD = r"[a-z]{3,10}"
_DAY = r"[0-9oil]{1,2}"
_YEAR = r"(?:[12][0-9oilsb]{3}|'?[0-9]{2})"
_ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})[-/. ]([01]?[0-9])[-/. ]([0-3]?[0-9])(?![0-9])")
_NUMERIC = re.compile(
    r"(?<![0-9a-z])([0-9oilsb|]{1,2})\s?[-/.\\|,]\s?([0-9oilsb|]{1,2})\s?[-/.\\|,]\s?'?([0-9oilsb|"
    r"]{4}|[0-9oilsb|]{2})(?![0-9a-z])"
)
_SPACED = re.compile(
    r"(?<![0-9/.-])([01]?[0-9])[ /|_]{1,6}([0-3]?[0-9])[ /|_]{1,6}((?:19|20)[0-9]{2})(?![0-9])"
)
_COMPACT = re.compile(r"(?<![0-9])([01][0-9])([0-3][0-9])((?:19|20)[0-9]{2})(?![0-9])")
_MONTH_FIRST = re.compile(
    rf"(?<![a-z])({_WORD})[.,]?\s{{0,2}}(?!(?:19|20)[0-9]{{2}}(?![0-9]))({_DAY})(?:st|nd|rd|th|o)?[.,]?\s{{0,2}}(?:de[l]?\s|of\s)?({_YEAR})(?![0-9])"
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9a-z])({_DAY})(?:st|nd|rd|th|o)?[-\s.]{{1,2}}(?:de\s|of\s|"
    rf"day\sof\s)?({_WORD})[.,]?[-\s.,]{{0,2}}(?:de[l]?\s|of\s)?({_YEAR})(?![0-9])"
)
_LOST_SLASHES = re.compile(
    r"(?<![0-9])([01][0-9])[1l/|7][.,]?\s?([0-3][0-9])[1l/|7][.,]?\s?((?:19|20)[0-9]{2})(?![0-9])"
)
_TORN_BEFORE = re.compile(r"(?:(?:^|[^0-9/.-])[0-9]{1,2}\s|[-/]\s?)$")
_RANGE_BEFORE = re.compile(r"(?:(?:19|20)[0-9]{2}|[-/.][0-9]{2})\s{0,3}-\s?$")  #: a range's first date
_TORN_AFTER = re.compile(r"\s[0-9]{1,2}(?![0-9/.-])")
_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "s": "5", "b": "8"})


def read_date(text: str, role: DateRole, today: date) -> DateRead | None:
    """The only date in a text, or None when there is none, several, or an impossible one.

    Args:
        text: what stands in the place of a date, at most a few words.
        role: what the date is for.
        today: the day of receipt; births lie before it.
    """
    found = list(find_dates(text, role, today))
    different = {reading.iso for reading in found}
    if len(different) == 1:
        return found[0]
    if found:
        return None
    return _with_lost_slashes(text, role, today)


def find_dates(text: str, role: DateRole, today: date) -> Iterator[DateRead]:
    """All dates in a text, in order, none overlapping another; linear in the length of the text."""
    folded = fold(text)
    if len(folded) != len(text):  # a sign that folds into two would shift every position
        folded = "".join(fold(sign)[:1] or " " for sign in text)
    end = 0
    for reading in sorted(_matches(folded, role, today), key=lambda read: (read.start, -read.end)):
        if reading.start >= end:
            yield reading
            end = reading.end


def _matches(folded: str, role: DateRole, today: date) -> Iterator[DateRead]:
    for pattern, order in ((_ISO, "ymd"), (_NUMERIC, "mdy"), (_SPACED, "mdy"), (_COMPACT, "mdy")):
        for match in pattern.finditer(folded):
            yield from _numeric(match, order, role, today)
    for match in _MONTH_FIRST.finditer(folded):
        yield from _named(match, match[1], match[2], match[3], role, today)
    for match in _DAY_FIRST.finditer(folded):
        yield from _named(match, match[2], match[1], match[3], role, today)


def _numeric(match: re.Match[str], order: str, role: DateRole, today: date) -> Iterator[DateRead]:
    written = "".join(match.groups())
    if sum(sign.isdigit() for sign in written) < len(written) / 2:
        return
    parts = [part.translate(_LOOK_ALIKE) for part in match.groups()]
    certainty = 1.0 if all(part == was for part, was in zip(parts, match.groups(), strict=True)) else 0.8
    if order == "ymd":
        year, month, day = parts
    else:
        month, day, year = parts
    if order == "mdy" and int(month) > 12 and int(day) <= 12:
        month, day, certainty = day, month, certainty * 0.8  # day first, as elsewhere in the world
    yield from _dated(match, (year, int(month), int(day)), role, today, certainty)


def _named(
    match: re.Match[str], name: str, day: str, year: str, role: DateRole, today: date
) -> Iterator[DateRead]:
    month, certainty = _month(name)
    if month:
        parts = (year.translate(_LOOK_ALIKE), month, int(day.translate(_LOOK_ALIKE)))
        repaired = not (year.lstrip("'").isdigit() and day.isdigit())
        yield from _dated(match, parts, role, today, certainty * (0.8 if repaired else 1.0))


def _month(name: str) -> tuple[int | None, float]:
    if name in MONTHS:
        return MONTHS[name], 1.0
    if name in SHORT_MONTHS:
        return SHORT_MONTHS[name], 1.0
    if len(name) < 4:
        return None, 0.0
    best = max(MONTHS, key=lambda month: fuzz.ratio(name, month))
    return (MONTHS[best], 0.8) if fuzz.ratio(name, best) >= 80 else (None, 0.0)


def _dated(
    match: re.Match[str], parts: tuple[str, int, int], role: DateRole, today: date, certainty: float
) -> Iterator[DateRead]:
    written, month, day = parts
    before = match.string[max(0, match.start() - 12) : match.start()]
    torn_before = _TORN_BEFORE.search(before[-4:]) and not _RANGE_BEFORE.search(before)
    if torn_before or _TORN_AFTER.match(match.string, match.end()):
        certainty *= 0.5  # "1 1/05/2026": a stray digit beside a date may be a part of it
    year, sure = full_year(written, month, day, role, today)
    if is_plausible(year, month, day, role, today):
        yield DateRead(f"{year:04}-{month:02}-{day:02}", certainty * sure, match.start(), match.end())


def full_year(written: str, month: int, day: int, role: DateRole, today: date) -> tuple[int, float]:
    """The four-digit year of a written one and how sure its century is.

    A short birth year lies in the past, a short expiry year in this century; others at most a year ahead.
    """
    digits = written.strip("'")
    if len(digits) == 4:
        return int(digits), 1.0
    near = 2000 + int(digits)
    if role is DateRole.EXPIRY:
        return near, 0.97
    if role is DateRole.BIRTH:
        past = (near, month, day) <= (today.year, today.month, today.day)
        return (near, 0.85) if past else (near - 100, 0.98)
    return (near, 0.97) if near <= today.year + 1 else (near - 100, 0.9)


def is_plausible(year: int, month: int, day: int, role: DateRole, today: date) -> bool:
    """Whether the day exists and can be meant: nobody is born tomorrow or 125 years old."""
    if not (1 <= month <= 12 and 1900 <= year <= 2199 and 1 <= day <= monthrange(year, month)[1]):
        return False
    if role is DateRole.BIRTH:
        return date(year, month, day) <= today and today.year - year <= 120
    if role is DateRole.SERVICE:
        return 1930 <= year <= today.year + 2
    if role is DateRole.SIGNED:
        return today.year - 30 <= year <= today.year + 2
    return today.year - 30 <= year <= today.year + 75


def _with_lost_slashes(text: str, role: DateRole, today: date) -> DateRead | None:
    """A date whose slashes the recogniser took for ones; a guess, and marked as one."""
    match = _LOST_SLASHES.search(fold(text))
    if match is None:
        return None
    found = list(_dated(match, (match[3], int(match[1]), int(match[2])), role, today, 0.6))
    return found[0] if found else None
