"""Dates as people write them, and as they get them wrong."""

from datetime import date, timedelta
from random import Random

FORMS = (("us", 39), ("iso", 22), ("words", 20), ("dashes", 13), ("short", 6))
LATEST = date(2026, 1, 1)
ALIKE = {
    "0": "689",
    "1": "47",
    "2": "37",
    "3": "58",
    "4": "19",
    "5": "36",
    "6": "058",
    "7": "12",
    "8": "36",
    "9": "47",
}


def write_date(day: date, form: str) -> str:
    """The day in one form: us, iso, words, dashes, short (a two-digit year), or european (day first)."""
    patterns = {
        "us": "%m/%d/%Y",
        "iso": "%Y-%m-%d",
        "words": "%b %d, %Y",
        "dashes": "%m-%d-%Y",
        "european": "%d.%m.%Y",
        "long": "%B %-d, %Y",
        "compact": "%m%d%Y",
    }
    if form == "short":
        return f"{day.month}/{day.day}/{day:%y}"
    return day.strftime(patterns[form])


def any_form(chance: Random) -> str:
    """One of the usual forms, by its share."""
    return chance.choices([name for name, _ in FORMS], [weight for _, weight in FORMS])[0]


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if date(1900, 1, 1) <= made < LATEST else None


def transposed(day: date, chance: Random) -> date | None:
    """Two neighbouring digits of year, month or day changed round; None where none gives another date."""
    parts = [f"{day:%Y}", f"{day:%m}", f"{day:%d}"]
    found = []
    for which, text in enumerate(parts):
        for at in range(len(text) - 1):
            swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            made = _valid(*(swapped if other == which else parts[other] for other in range(3)))
            if made is not None and made != day:
                found.append(made)
    return chance.choice(found) if found else None


def one_digit_wrong(day: date, chance: Random) -> date:
    """One digit replaced by one that looks like it, or else by any, such that it is a date still."""
    return chance.choice(
        _one_digit_off(day, ALIKE) or _one_digit_off(day, dict.fromkeys(ALIKE, "0123456789"))
    )


def _one_digit_off(day: date, instead: dict[str, str]) -> list[date]:
    """Every date that differs in one digit of decade, year, month or day."""
    text = f"{day:%Y%m%d}"
    wrong = [
        text[:at] + digit + text[at + 1 :]
        for at in range(2, 8)
        for digit in instead[text[at]]
        if digit != text[at]
    ]
    return [made for other in wrong if (made := _valid(other[:4], other[4:6], other[6:])) is not None]


def month_and_day_changed(day: date) -> date | None:
    """The day read as the month; None where that is no other date."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 and day.day != day.month else None


def years_later(day: date, years: int) -> date:
    """The same day of the year, so many years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def some_day(first: date, last: date, chance: Random) -> date:
    """A day between two, both included."""
    return first + timedelta(days=chance.randint(0, (last - first).days))
