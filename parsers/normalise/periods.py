"""Periods of service as people write them: "from … to …", "1/1/2020 - present", "all dates"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from parsers.normalise.dates import MONTHS, SHORT_MONTHS, DateRead, DateRole, find_dates
from parsers.normalise.text import fold


@dataclass(frozen=True)
class PeriodRead:
    """A period read from text; `certainty` as for dates. Start and end are ISO 8601 or None."""

    start: str | None = None
    end: str | None = None
    open_ended: bool = False
    all_dates: bool = False
    certainty: float = 1.0


_PRESENT = re.compile(
    r"\b(?:presen[t]e?|to date|current(?: date)?|today|now|ongoing|hoy|la fecha|actualidad|(?:dia|fecha) actual)\b"
)
_ALL = re.compile(
    r"\b(?:all (?:dates|treatment dates|service dates|dates? of (?:service|treatment)|years|records|visits|available)"
    r"|any and all|entire (?:record|chart|history)|complete (?:record|chart)|todas? las? fechas|"
    r"todas|todo el (?:historial|expediente))\b"
)
_JUST_ALL = re.compile(r"^\W*(?:all|any|todas?|todos?)\W*$")
_SINCE = re.compile(r"\b(?:since|from|starting|after|desde|a partir de)\b")
_UNTIL = re.compile(r"\b(?:until|through|thru|up to|before|hasta)\b")
_YEARS = re.compile(
    r"(?<![0-9/.-])((?:19|20)[0-9]{2})\s{0,2}(?:-|–|—|to|through|thru|and|al|a|hasta|y)\s{0,2}((?:19|"
    r"20)[0-9]{2})(?![0-9/-])"
)
_MONTH_YEAR = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|"
    r"junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?,?"
    r"\s{1,2}(?:de[l]?\s|of\s)?((?:19|20)[0-9]{2})(?![0-9])"
)
_ONE_YEAR = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2})(?![0-9/-])")
_EXAMPLE = re.compile(r"\b(?:i\.e|e\.g|example|such as|p\. ?ej|ejemplo)\b")


def is_example(said: str) -> bool:
    """Whether words before dates make them a form's own example, not what somebody wrote."""
    return _EXAMPLE.search(fold(said)) is not None


def read_period(text: str, today: date) -> PeriodRead | None:
    """The period a text names; None when it names none or more than two dates.

    Args:
        text: what stands in the place of the dates of service.
        today: the day of receipt.
    """
    folded = fold(text)
    found = _with_months(list(find_dates(text, DateRole.SERVICE, today)), folded)
    present = _PRESENT.search(folded) is not None
    if len(found) == 2:
        return _between(found[0], found[1])
    if len(found) == 1:
        return _one_date(found[0], folded, present)
    if found:
        return None
    if _ALL.search(folded) or _JUST_ALL.match(folded):
        return PeriodRead(all_dates=True, certainty=0.95)
    return _by_years(folded, present)


def _with_months(days: list[DateRead], folded: str) -> list[DateRead]:
    """The dates together with months that are written without a day: whole months, from the first to the last day."""
    months = [
        match
        for match in _MONTH_YEAR.finditer(folded)
        if not any(day.start < match.end() and match.start() < day.end for day in days)
    ]
    if not months:
        return days
    first = min([day.start for day in days] + [match.start() for match in months])
    read = [
        _month(match, ends=match.start() > first or bool(_UNTIL.search(folded[: match.start()])))
        for match in months
    ]
    return sorted([*days, *read], key=lambda each: each.start)


def _month(match: re.Match[str], *, ends: bool) -> DateRead:
    month, year = MONTHS.get(match[1]) or SHORT_MONTHS[match[1]], int(match[2])
    day = monthrange(year, month)[1] if ends else 1
    return DateRead(f"{year:04}-{month:02}-{day:02}", 0.97, match.start(), match.end())


def _between(first: DateRead, second: DateRead) -> PeriodRead:
    certainty = min(first.certainty, second.certainty)
    if first.iso > second.iso:  # written the wrong way round, or misread: nobody should act on it unseen
        certainty *= 0.7
    return PeriodRead(first.iso, second.iso, certainty=certainty)


def _one_date(only: DateRead, folded: str, present: bool) -> PeriodRead:
    before = folded[: only.start]
    if present and only.start < (_PRESENT.search(folded) or re.compile("").match(folded)).start():  # type: ignore[union-attr]
        return PeriodRead(only.iso, None, open_ended=True, certainty=only.certainty)
    if _UNTIL.search(before):
        return PeriodRead(None, only.iso, certainty=only.certainty * 0.9)
    if _SINCE.search(before):
        return PeriodRead(only.iso, None, certainty=only.certainty * 0.9)
    return PeriodRead(only.iso, only.iso, certainty=only.certainty * 0.85)


def _by_years(folded: str, present: bool) -> PeriodRead | None:
    if match := _YEARS.search(folded):
        return PeriodRead(f"{match[1]}-01-01", f"{match[2]}-12-31", certainty=0.85)
    match = _ONE_YEAR.search(folded)
    if match is None:
        return None
    if present or _SINCE.search(folded[: match.start()]):
        return PeriodRead(f"{match[1]}-01-01", None, open_ended=present, certainty=0.85)
    return PeriodRead(f"{match[1]}-01-01", f"{match[1]}-12-31", certainty=0.8)
