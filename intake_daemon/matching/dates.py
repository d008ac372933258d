"""Read a date as it was written and say how much two of them agree.

A date is kept as digits, even an impossible one: "1973-07-74" is a misread date and still evidence.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from rapidfuzz.distance import OSA

from intake_daemon.matching.text import digits

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPANISH = {"ene": 1, "abr": 4, "ago": 8, "set": 9, "dic": 12}
_MONTH_NUMBERS = {name: i for i, name in enumerate(_MONTHS, 1)} | _SPANISH
_LETTERS_FOR_DIGITS = str.maketrans("0158", "olsb")
_BETWEEN_WORDS = re.compile(r"[\s,./'-]+")
_FIRST_YEAR, _LAST_YEAR = 1880, 2099
_LOOK_ALIKES = frozenset(
    frozenset(pair)
    for pair in ("08", "06", "09", "17", "14", "27", "38", "35", "39", "49", "56", "58", "68", "89")
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in digits as written; `year` has four digits, or two when the century was not written."""

    year: str
    month: str
    day: str

    @property
    def short(self) -> str:
        """Year, month and day in six digits: the same whether the century was written or not."""
        return self.year[-2:] + self.month + self.day

    @property
    def real(self) -> bool:
        """Whether there is such a day, in a century in which people lived; if not, it was misread."""
        century = self.year if len(self.year) == 4 else "20" + self.year
        try:
            date(int(century), int(self.month), int(self.day))
        except ValueError:
            return False
        return _FIRST_YEAR <= int(century) <= _LAST_YEAR


class DateAgreement(IntEnum):
    """How much two written dates agree, from the strongest down."""

    MISSING = 0
    EXACT = 1
    SHORT_YEAR = 2  #: the same, but one was written with a two-digit year
    SWAPPED = 3  #: day and month exchanged
    TRANSPOSED = 4  #: two neighbouring digits exchanged
    LOOK_ALIKE = 5  #: one digit differs, and the two digits look alike
    ONE_DIGIT = 6
    MISREAD = 7  #: a few digits differ, and they look alike or one date is no real day
    ONE_PART = 8  #: only the year, only the month or only the day differs
    DIFFERENT = 9


def parse_date(text: str | None) -> WrittenDate | None:
    """Read a date in any of the usual American, ISO or Spanish forms.

    Month before day, unless the first number cannot be a month. None when there is no date in it.
    """
    if not text:
        return None
    month = _named_month(text)
    if month:
        return _with_named_month(text, month)
    groups = re.findall(r"[0-9]+", re.sub(r"T\d\d:.*$", "", text).translate(_SHAPES))
    return _from_groups(groups)


_SHAPES = str.maketrans("OoQDIil|!SsBZzGgbA", "000011111558226964")


def _named_month(text: str) -> int | None:
    for word in re.findall(r"[A-Za-z0158]{3,}", text):
        letters = word.translate(_LETTERS_FOR_DIGITS).lower()
        if not word.isdigit() and letters[:3] in _MONTH_NUMBERS:
            return _MONTH_NUMBERS[letters[:3]]
    return None


def _with_named_month(text: str, month: int) -> WrittenDate | None:
    words = [word for word in _BETWEEN_WORDS.split(text) if any(c.isdigit() for c in word[:2])]
    numbers = [n for n in (digits(re.sub(r"(st|nd|rd|th)$", "", word)) for word in words) if n]
    if len(numbers) < 2:
        return None
    year_first = len(numbers[0]) == 4
    year, day = (numbers[0], numbers[1]) if year_first else (numbers[1], numbers[0])
    return _made(year, str(month), day)


def _from_groups(groups: list[str]) -> WrittenDate | None:
    if len(groups) == 1:
        return _from_run(groups[0])
    if len(groups) != 3:
        return None
    first, second, third = groups
    if len(first) == 4:
        return _made(first, second, third)
    if 31 >= int(first) > 12 >= int(second):
        first, second = second, first
    return _made(third, first, second)


def _from_run(run: str) -> WrittenDate | None:
    if len(run) == 8 and run[:2] in ("18", "19", "20"):
        return _made(run[:4], run[4:6], run[6:])
    if len(run) in (6, 8):
        return _made(run[4:], run[:2], run[2:4])
    return None


def _made(year: str, month: str, day: str) -> WrittenDate | None:
    if len(year) == 3 and year[0] in "90":  # the first digit was lost in reading
        year = ("1" if year[0] == "9" else "2") + year
    if len(year) not in (2, 4) or not 1 <= len(month) <= 2 or not 1 <= len(day) <= 2:
        return None
    return WrittenDate(year, month.zfill(2), day.zfill(2))


def compare_dates(one: WrittenDate | None, other: WrittenDate | None) -> DateAgreement:
    """Say how much two dates agree; the order of the two does not matter."""
    if one is None or other is None:
        return DateAgreement.MISSING
    if one == other:
        return DateAgreement.EXACT
    if len(one.year) != len(other.year) and one.short == other.short:
        return DateAgreement.SHORT_YEAR
    if one.year[-2:] == other.year[-2:] and (one.month, one.day) == (other.day, other.month):
        return DateAgreement.SWAPPED
    return _compare_digits(one, other)


def _compare_digits(one: WrittenDate, other: WrittenDate) -> DateAgreement:
    whole = len(one.year) == len(other.year)
    a = (one.year if whole else one.year[-2:]) + one.month + one.day
    b = (other.year if whole else other.year[-2:]) + other.month + other.day
    unequal = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(unequal) == 1:
        return DateAgreement.LOOK_ALIKE if frozenset(unequal[0]) in _LOOK_ALIKES else DateAgreement.ONE_DIGIT
    if OSA.distance(a, b) == 1:
        return DateAgreement.TRANSPOSED
    if len(unequal) <= 3 and not (one.real and other.real):
        return DateAgreement.MISREAD
    if len(unequal) == 2 and all(frozenset(pair) in _LOOK_ALIKES for pair in unequal):
        return DateAgreement.MISREAD
    parts = (one.year[-2:] == other.year[-2:], one.month == other.month, one.day == other.day)
    return DateAgreement.ONE_PART if sum(parts) == 2 else DateAgreement.DIFFERENT


def two_slips_apart(one: WrittenDate | None, other: WrittenDate | None) -> bool:
    """Whether two slips of the pen or of recognition make one date the other."""
    if one is None or other is None:
        return False
    return OSA.distance(one.short, other.short) <= 2


def years_apart(one: WrittenDate | None, other: WrittenDate | None) -> tuple[int, ...]:
    """The years that may lie between two dates: two possibilities when a century was not written."""
    if one is None or other is None:
        return ()
    if len(one.year) == len(other.year) == 4:
        return (abs(int(one.year) - int(other.year)),)
    gap = abs(int(one.year[-2:]) - int(other.year[-2:]))
    return (gap, 100 - gap)
