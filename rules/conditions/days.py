"""Counting days: calendar days for the law's clocks, business days for the office's."""

from datetime import date, timedelta

SATURDAY = 5


def age_on(born: date, day: date) -> int:
    """Completed years between a birth date and a day; a birthday on 29 February falls on 1 March."""
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - int(before_birthday)


def business_days_after(day: date, count: int, holidays: frozenset[date] = frozenset()) -> date:
    """The day `count` business days (Monday to Friday, no holiday) later; 0 gives the day itself."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            count -= 1
    return day


def business_days_between(first: date, second: date, holidays: frozenset[date] = frozenset()) -> int:
    """Business days after the first day up to the second, that one included; negative when it lies before.

    Counting so many business days on from the first day gives the second, when that is a business day.
    """
    if second < first:
        return -business_days_between(second, first, holidays)
    weeks, rest = divmod((second - first).days, 7)
    odd = sum(
        (second - timedelta(days=back)).weekday() < SATURDAY for back in range(rest)
    )  # the days of a broken week
    closed = sum(first < day <= second and day.weekday() < SATURDAY for day in holidays)
    return weeks * SATURDAY + odd - closed


def last_business_day_until(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """The day itself when offices are open, else the last open day before it."""
    while day.weekday() >= SATURDAY or day in holidays:
        day -= timedelta(days=1)
    return day
