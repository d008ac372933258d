"""Dates of service asked for inside a sentence: "… for dates of service from (date) ____ to (date) ____ …"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from intake_daemon.model import Box, Method
from parsers.fields.boxes import union
from parsers.fields.claim import Claim, present, unreadable
from parsers.fields.slots import Places
from parsers.fields.token import Token
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.periods import PeriodRead, is_example, read_period
from parsers.normalise.text import fold

_ASKS = re.compile(
    r"dates? ?\(?s?\)? (?:of|for) (?:service|treatment|care|visit|record|admission|hospital)"
    r"|dates? ?\(s\) of|date ranges?\b|dates? between|(?:service|treatment|admission) dates?|for the (?:period|dates)"
    r"|fechas? de (?:servicio|atencion|tratamiento|consulta)|rango de fechas"
    r"|periodo de (?:servicio|atencion|tratamiento)"
)
_CERTAINTY = 0.96
_BETWEEN = 45  #: letters between the two dates, printed words of joining included
_LINES_BELOW = 0.6  #: inches
_AWAY = 3.0  #: inches
_LONG = 1.0  #: inches
_DIGITS = 6  #: of two dates, however badly read
_BELOW = 0.4  #: inches to the row in which the sentence goes on


def sentence_claims(places: Places, today: date) -> Iterator[Claim]:
    """The period in, or at the end of, the first sentence that asks for dates of service and was answered."""
    for number, row in enumerate(places.sheet.rows):
        said = _answer(places, number, row) or _on_lines_below(places, number, row)
        digits = [token for token in said if any(sign.isdigit() for sign in token.text)]
        if sum(sign.isdigit() for token in digits for sign in token.text) < 2:
            continue
        period = _period(" ".join(token.text for token in said), today)
        if period is not None:
            yield from _claims(places, period, digits)
        else:
            room = _lines(places, said) or union([token.place for token in digits])
            for end in ("start", "end"):
                yield unreadable(places.sheet, f"scope.{end}", digits, room)
        return


def _answer(places: Places, number: int, row: Sequence[Token]) -> list[Token]:
    """The words behind the question in its row, and those of the next row when the sentence goes on there."""
    text = ""
    match = _ASKS.search(fold(" ".join(token.text for token in row)))
    if match is None or is_example(" ".join(token.text for token in row)):
        return []
    behind: list[Token] = []
    for token in row:
        text += token.text + " "
        if len(fold(text)) > match.end() + 1:
            behind.append(token)
    rows = places.sheet.rows
    if number + 1 < len(rows) and rows[number + 1][0].middle - row[0].middle < _BELOW:
        behind += rows[number + 1]
    return behind


def _on_lines_below(places: Places, number: int, row: Sequence[Token]) -> list[Token]:
    """The words on the first line to write on below the question, which a longer printed text goes around."""
    match = _ASKS.search(fold(" ".join(token.text for token in row)))
    if match is None:
        return []
    foot, left = row[0].middle, row[0].place[0]
    lines = [
        blank.place
        for blank in places.sheet.blanks
        if blank.widget is None
        and 0 < blank.place[3] - foot < _LINES_BELOW
        and left < blank.place[0] < left + _AWAY
        and blank.place[2] - blank.place[0] > _LONG
    ]
    for line in sorted(lines, key=lambda box: box[3]):
        said = [
            token
            for other in places.sheet.rows[number : number + 6]
            for token in other
            if line[0] - 0.05 < token.place[0] < line[2] and -0.05 < line[3] - token.middle < 0.2
        ]
        if sum(sign.isdigit() for token in said for sign in token.text) >= _DIGITS:
            return said
    return []


def _period(text: str, today: date) -> PeriodRead | None:
    """The period between the first two dates of a text, when nothing but words of joining stands between them."""
    dates = list(find_dates(text, DateRole.SERVICE, today))
    if len(dates) < 2 or dates[1].start - dates[0].end > _BETWEEN:
        return None
    return read_period(text[dates[0].start : dates[1].end], today)


def _claims(places: Places, period: PeriodRead, tokens: list[Token]) -> Iterator[Claim]:
    certainty = _CERTAINTY * period.certainty
    for field, value in (("scope.start", period.start), ("scope.end", period.end)):
        if value:
            yield present(places.sheet, field, value, tokens, certainty, Method.ZONE)


def _lines(places: Places, said: Sequence[Token]) -> Box | None:
    """The place of the lines to write on among some words; None without any."""
    top, bottom = min(token.place[1] for token in said), max(token.place[3] for token in said)
    lines = [
        blank.place
        for blank in places.sheet.blanks
        if blank.widget is None
        and top < blank.place[3] < bottom + 0.1
        and blank.place[2] - blank.place[0] > 0.5
    ]
    if not lines:
        return None
    left, _, right, foot = union(lines)
    return (left, min(top, foot - 0.2), right, foot)
