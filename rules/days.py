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


def last_business_day_until(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """The day itself when offices are open, else the last open day before it."""
    while day.weekday() >= SATURDAY or day in holidays:
        day -= timedelta(days=1)
    return day
