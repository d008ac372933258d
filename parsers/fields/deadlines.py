"""Days that letters set: until when something is needed, and the appointment or hearing it is needed for.

A day that is written out is as sure as its reading. One that is counted ("within 10 business days of this letter") is
sure only where the text says from what it is counted; else it is counted from receipt, and not sure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from intake_daemon.model import Evidence, Method, Page, PageSource, State
from parsers.fields.claim import Claim
from parsers.normalise.dates import MONTHS, DateRead, DateRole, find_dates
from parsers.normalise.text import tidy

_NEEDS = (
    r"(?:need(?:s|ed)?|requir(?:e|es|ed|ing)|due|request(?:s|ed|ing)?|receiv(?:e|ed)|return(?:ed|able)?|"
    r"respon[ds][a-z]{0,4}|"
    r"reply|send|sent|provid(?:e|ed)|fax(?:ed)?|mail(?:ed)?|submit(?:ted)?|forward(?:ed)?|furnish(?:ed)?|"
    r"produc(?:e|ed|tion)|"
    r"comply|compliance|deliver(?:ed)?|complete[d]?|deadline|records|appear|necesit[a-z]{1,5}|"
    r"requier[a-z]{1,4}|envi[a-z]{1,5}|"
    r"entreg[a-z]{1,5}|respond[a-z]{1,5}|contest[a-z]{1,5}|recib[a-z]{1,5}|present[a-z]{1,5})"
)
_FILLER = (
    r"(?:\s{1,2}(?:the|on|of|for|para|set|close|business|end|day|noon|el|dia|del|[a-z]{3,9}day,?|"
    r"[0-9]{1,2}(?::[0-9]{2})? ?[ap]\.?m\.?,?|at|is)){0,6}"
)
_BY = re.compile(
    rf"\b{_NEEDS}\b[^.;\n]{{0,90}}?\b(?:by|before|no later than|not later than|on or before|prior to|antes del?|"
    rf"a mas tardar(?: el)?|para el|hasta el){_FILLER}\s?:?\s{{1,3}}(?=[a-z0-9])"
)
_NAMED = re.compile(
    rf"\b(?:(?:records )?need(?:ed)? by|date needed|deadline|due (?:date|by|on)|return(?:able)? date|"
    rf"returnable on|return by|"
    rf"respond by|response due|no later than|not later than|on or before|fecha limite|a mas tardar(?: el)?|plazo)"
    rf"{_FILLER}\s?[:#]?\s{{0,3}}(?=[a-z0-9])"
)
_HEARING = re.compile(
    rf"\b(?:hearing|trial|deposition|court date|audiencia|juicio)\b[^.;\n]{{0,50}}?"
    rf"(?:\b(?:on|for|date|el|del|scheduled|set)\b|:){_FILLER}\s?:?\s{{0,3}}(?=[a-z0-9])"
)
_VISIT = re.compile(
    rf"\b(?:appointment|appt|consult(?:ation)?|surgery|procedure|office visit|visit|evaluation|cita|cirugia|"
    rf"consulta)\b"
    rf"[^.;\n]{{0,40}}?(?:\b(?:on|for|of|date|el|del|scheduled)\b|:){_FILLER}\s?:?\s{{0,3}}(?=[a-z0-9])"
)
_SEEN = re.compile(
    rf"\b(?:to be seen|will be seen|will see (?:him|her|them|us)|is (?:being )?seen|coming in|scheduled|"
    rf"sera atendid[oa]|"
    rf"sera vist[oa]|programad[oa])\b[^.;\n]{{0,50}}?\b(?:on|for|el|para el){_FILLER}\s{{1,3}}(?=[a-z0-9])"
)
_AHEAD = re.compile(
    r"\b(?:upcoming|before|scheduled|prior to|will|is on|programad[oa]|proxim[oa]|antes|future)\b"
)
_WITHIN = re.compile(
    r"\b(?:within|in no more than|no later than|not more than|dentro de|en un plazo de|"
    r"en el plazo de)\s(?:the next\s|los\s)?"
    r"([0-9]{1,2}|[a-z]{3,12})\s?(?:\([0-9]{1,2}\)\s?)?((?:business|working|calendar|court)\s)?(?:days?|dias)"
    r"(\s(?:habiles|laborables|naturales|calendario))?"
    r"(?:\s{1,2}(?:of|from|after|following|de|a partir de|desde|contados desde)\s([^.;\n]{3,60}))?"
)
_COUNTS = {
    "three": 3, "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30,
    "tres": 3, "cinco": 5, "siete": 7, "diez": 10, "quince": 15, "veinte": 20, "treinta": 30,
}  # fmt: skip
_BUSINESS = re.compile(r"business|working|court|habiles|laborables")
_OF_RECEIPT = re.compile(r"\b(?:receipt|receiving|recepcion|recibo|recibir)\b")
_OF_LETTER = re.compile(
    r"\b(?:(?:this|the) (?:letter|request|notice|fax)|date (?:of this|above|hereof)|above date|today|"
    r"esta (?:carta|solicitud)|"
    r"la presente|la fecha de)\b"
)
_ASKS = re.compile(rf"\b(?:please|must|shall|kindly|we ask|por favor|favor de|commanded|ordered|{_NEEDS})\b")
_NO_TERM = re.compile(
    r"\b(?:164\.524|hipaa|by law|the law|regulation|statute|you (?:may|have the right)|revok|appeal|"
    r"invoice|payment|pay|"
    r"after (?:signing|the date (?:it is|of) sign)|expires?|la ley|pago|factura|will (?:call|respond|contact) you)\b"
)
_AT_ONCE = re.compile(
    r"\b(?:stat (?:request|records?)|(?:needed?|send|fax|records?|"
    r"request(?:ed)?) (?:[a-z]{2,9} ){0,3}?(?:stat|immediately)|"
    r"patient is (?:currently |now |here )?(?:in|at) (?:our|the) (?:er|ed|emergency (?:room|department))|"
    r"urgente? hoy mismo|de inmediato)\b"
)
_DAY_ONLY = re.compile(rf"({'|'.join(MONTHS)})\.?\s([0-9]{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s?[12][0-9]{{3}})")
_LETTER_DATE = re.compile(r"^\W{0,3}(?:(?:date|dated|fecha)\s?:\s{0,3})?([a-z0-9][a-z0-9 ,./-]{5,24})$")
_TOP = 16  #: lines in which a letter is dated
_REACH = 26  #: signs behind a cue in which its day stands
_BACK, _AHEAD_DAYS = 120, 400  #: days before and after receipt within which such a day is no slip of the pen
_OLD_LETTER = 60  #: days a letter may have been under way
_WRITTEN, _FROM_RECEIPT, _COUNTED, _ANYBODYS_GUESS = 0.94, 0.93, 0.92, 0.6
_NO_YEAR = 0.82


@dataclass(frozen=True)
class _Day:
    """A day that a text sets, how sure it is, and how it was come by."""

    iso: str
    sure: float
    method: Method
    start: int
    end: int


def deadline_claims(page: Page, text: str, folded: str, today: date) -> Iterator[Claim]:
    """The days that one letter or mail sets.

    Args:
        page: where it stands.
        text: its new text.
        folded: the same in small letters without accents, sign for sign.
        today: the day of receipt.
    """
    if (wanted := _deadline(folded, today)) is not None:
        yield _claim(page, "needed_by", wanted, text)
    if (visit := _appointment(folded, today)) is not None:
        yield _claim(page, "appointment_on", visit, text)


def _deadline(folded: str, today: date) -> _Day | None:
    """The earliest day by which something is needed; one that is written goes before one that is counted."""
    written = [
        day
        for pattern in (_BY, _NAMED, _HEARING)
        for match in pattern.finditer(folded)
        if not _NO_TERM.search(_sentence(folded, match.start(), match.end()))
        and (day := _day_behind(folded, match.start(), match.end(), today)) is not None
    ]
    if written:
        return min(written, key=lambda day: (-day.sure, day.iso))
    return next(iter(_counted(folded, today)), None) or _at_once(folded, today)


def _appointment(folded: str, today: date) -> _Day | None:
    """The next appointment; one that lies behind us was a visit, unless the text looks ahead to it."""
    found = []
    for pattern in (_VISIT, _SEEN):
        for match in pattern.finditer(folded):
            day = _day_behind(folded, match.start(), match.end(), today)
            ahead = _AHEAD.search(folded[max(0, match.start() - 40) : match.end()])
            if day is not None and (day.iso >= today.isoformat() or ahead):
                found.append(day)
    return min(found, key=lambda day: (-day.sure, day.iso), default=None)


def _sentence(folded: str, start: int, end: int) -> str:
    """The line or sentence that a stretch of a text stands in."""
    first = max(folded.rfind("\n\n", 0, start), folded.rfind(". ", 0, start), 0)
    last = min(
        (at for at in (folded.find(". ", end), folded.find("\n\n", end)) if at >= 0), default=len(folded)
    )
    return folded[first : min(last, end + 160)]


def _day_behind(folded: str, start: int, end: int, today: date) -> _Day | None:
    """The day that stands right behind a cue; without a year it is the next one of that name."""
    behind = folded[end : end + _REACH]
    read = next(find_dates(behind, DateRole.EXPIRY, today), None)
    if read is not None and read.start <= 1:
        sure = _WRITTEN * read.certainty * (1.0 if _is_near(read, today) else 0.6)
        return _Day(read.iso, sure, Method.PROSE, start, end + read.end)
    bare = _DAY_ONLY.match(behind)
    if bare is None:
        return None
    next_one = _next(MONTHS[bare[1]], int(bare[2]), today)
    if next_one is None:
        return None
    return _Day(next_one.isoformat(), _NO_YEAR, Method.COMPUTED, start, end + bare.end())


def _is_near(read: DateRead, today: date) -> bool:
    away = (date.fromisoformat(read.iso) - today).days
    return -_BACK <= away <= _AHEAD_DAYS


def _next(month: int, day: int, today: date) -> date | None:
    """The next day of a month and number from today on; None when no such day is."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _counted(folded: str, today: date) -> Iterator[_Day]:
    """Days that are counted from receipt or from the letter's own date."""
    for match in _WITHIN.finditer(folded):
        said = _sentence(folded, match.start(), match.end())
        days = int(match[1]) if match[1].isdigit() else _COUNTS.get(match[1], 0)
        if not 0 < days <= 90 or _NO_TERM.search(said) or not _ASKS.search(said):
            continue
        base, sure = _counted_from(match[4] or "", folded, today)
        business = bool(_BUSINESS.search(f"{match[2] or ''}{match[3] or ''}"))
        last = _business_days_after(base, days) if business else base + timedelta(days=days)
        yield _Day(last.isoformat(), sure, Method.COMPUTED, match.start(), match.end())


def _counted_from(said: str, folded: str, today: date) -> tuple[date, float]:
    """The day that a term is counted from, and how surely it is meant."""
    if _OF_RECEIPT.search(said):
        return today, _FROM_RECEIPT
    written = letter_date(folded, today)
    if _OF_LETTER.search(said) and written is not None:
        return written, _COUNTED
    return today, _ANYBODYS_GUESS


def letter_date(folded: str, today: date) -> date | None:
    """The day that a letter bears at its head; None when it bears none, several, or one that cannot be its own."""
    lines = (_LETTER_DATE.match(line.strip()) for line in folded.split("\n")[:_TOP])
    reads = [list(find_dates(line[1], DateRole.SIGNED, today)) for line in lines if line]
    found = {date.fromisoformat(read.iso) for some in reads for read in some}
    near = {day for day in found if 0 <= (today - day).days <= _OLD_LETTER}
    return near.pop() if len(near) == 1 else None


def _business_days_after(start: date, count: int) -> date:
    """So many days from Monday to Friday after a day; holidays are the house's and not known here."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _at_once(folded: str, today: date) -> _Day | None:
    """Something that is wanted the day it comes."""
    match = _AT_ONCE.search(folded)
    if match is None or _NO_TERM.search(_sentence(folded, match.start(), match.end())):
        return None
    return _Day(today.isoformat(), _COUNTED, Method.COMPUTED, match.start(), match.end())


def _claim(page: Page, field: str, day: _Day, text: str) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.02)
    said = tidy(text[day.start : day.end])[:200]
    known = Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text=said, method=day.method)
    return Claim(field, day.iso, State.PRESENT, round(day.sure * trust, 3), (known,), weak=True)
