"""A life the form itself prints ("expires one year from the date signed"), counted from the signature."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from intake_daemon.model import Box, Method
from parsers.fields.claim import Claim, absent, present, unreadable
from parsers.fields.slots import Places
from parsers.fields.token import Token
from parsers.fields.values import read_value
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.text import fold

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "six": 6, "twelve": 12, "eighteen": 18, "twenty four": 24,
    "thirty": 30, "sixty": 60, "ninety": 90, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "seis": 6, "doce": 12,
    "dieciocho": 18, "treinta": 30, "sesenta": 60, "noventa": 90,
}  # fmt: skip
_ENDS = (
    r"(?:expir|valid|in effect|effective|no longer than|good for|not exceed|remain in force"
    r"|venc|caduc|vigen)"
)
_COUNT = rf"\b([0-9]{{1,3}}|{'|'.join(_NUMBERS)})\s?(?:\([0-9a-z]{{1,6}}\)\s?)?"
_UNIT = r"[- ]?(day|month|year|dia|mes|ano)(?:s|es)?\b"
_LIFE = re.compile(
    _ENDS + r"[^.]{0,110}?" + _COUNT + _UNIT + r"[^.]{0,80}?(?:sign|firm|date|fecha|execut|below)",
)


_OTHER_DATES = frozenset({"date", "dob", "service_dates", "service_from", "service_to", "needed_by"})
_SENTENCE = re.compile(
    r"expir|vence|vencer|vencim|caduc|unless otherwise|otherwise specified|a menos que|salvo que"
)
_ROWS_ON = 4  #: rows from a sentence's row in which its line may stand
_WIDE = 0.7  #: inches; a shorter line is for a number or initials
_ABOVE = 0.2  #: inches above a line within which words stand on it


def written_claims(places: Places, today: date) -> Iterator[Claim]:
    """What stands on the line that a sentence about expiring leads to, or the one date in that sentence."""
    for number, row in enumerate(places.sheet.rows):
        if not _SENTENCE.search(fold(_text(row))) or asks_otherwise(places, number):
            continue
        line = _line_after(places, number)
        if line is not None:
            yield from _on_line(places, line, today)
            return
    for number, row in enumerate(places.sheet.rows):
        yield from _in_row(places, number, row, today)


def _text(row: Sequence[Token]) -> str:
    return " ".join(token.text for token in row)


def asks_otherwise(places: Places, number: int) -> bool:
    """Whether a row asks for another date."""
    return any(label.row == number and label.meaning.what in _OTHER_DATES for label in places.labels)


def _in_row(places: Places, number: int, row: Sequence[Token], today: date) -> Iterator[Claim]:
    text = _text(row)
    before = _text(places.sheet.rows[number - 1]) if number else ""
    if not _SENTENCE.search(fold(text)) and not _SENTENCE.search(fold(before)[-60:]):
        return
    if asks_otherwise(places, number):
        return
    found = list(find_dates(text, DateRole.EXPIRY, today))
    words = [token for token in row if any(sign.isdigit() for sign in token.text)]
    if len(found) == 1 and words:
        certainty = 0.93 * found[0].certainty
        yield present(places.sheet, "authorization.expires_on", found[0].iso, words, certainty, Method.ZONE)


def _line_after(places: Places, number: int) -> Box | None:
    """The first line to write on behind a row of a sentence, down to the third row after it, that no label names."""
    rows = places.sheet.rows[number : number + _ROWS_ON]
    top, bottom = rows[0][0].place[1] - 0.02, rows[-1][0].place[3] + 0.12
    begins = _starts(rows[0])
    lines = [
        blank.place
        for blank in places.sheet.blanks
        if blank.widget is None
        and blank.place[2] - blank.place[0] > _WIDE
        and top + 0.08 < blank.place[3] < bottom
        and (blank.place[0] > begins or blank.place[3] > rows[0][0].place[3] + 0.1)
        and not _is_named(places, blank.place)
    ]
    return min(lines, key=lambda box: (round(box[3] / 0.1), box[0]), default=None)


def _starts(row: Sequence[Token]) -> float:
    """Where in a row the words about expiring begin."""
    spoken = [token.place[0] for token in row if _SENTENCE.search(token.key)]
    return min(spoken, default=row[0].place[0])


def _is_named(places: Places, line: Box) -> bool:
    """Whether a label stands right before a line, or under it."""
    for label in places.labels:
        place = label.place
        before = -0.15 < line[0] - place[2] < 0.45 and abs(line[3] - place[3]) < 0.14
        across = min(line[2], place[2]) - max(line[0], place[0]) > 0
        if (before or (across and -0.03 < place[1] - line[3] < 0.2)) and label.meaning.what != "expires":
            return True
    return False


def _on_line(places: Places, line: Box, today: date) -> Iterator[Claim]:
    field, sheet = "authorization.expires_on", places.sheet
    box = (line[0] - 0.05, line[3] - _ABOVE, line[2] + 0.05, line[3] + 0.05)
    tokens = [
        token
        for row in sheet.rows
        for token in row
        if box[0] < token.place[0]
        and token.place[2] < box[2] + 0.3
        and box[1] < token.middle < box[3]
        and token.key
    ]
    read = read_value("expires", tokens, today)
    if read is not None:
        for part, value in read.parts:
            certainty = 0.96 * read.certainty
            yield present(sheet, f"authorization.{part}", value, tokens, certainty, Method.ZONE)
    elif tokens or not places.is_clear(box):
        yield unreadable(sheet, field, tokens, line)
    else:
        yield absent(sheet, field, line)


def printed_life(text: str) -> relativedelta | None:
    """How long an authorization lives by the form's own print, counted from its signature; None: not said.

    Args:
        text: the text of the request's pages.
    """
    flat = re.sub(r"\s+", " ", fold(text.replace("-\n", "")))
    match = _LIFE.search(flat)
    if match is None:
        return None
    count = int(match[1]) if match[1].isdigit() else _NUMBERS[match[1]]
    if not 1 <= count <= 999:
        return None
    if match[2] in ("day", "dia"):
        return relativedelta(days=count)
    if match[2] in ("month", "mes"):
        return relativedelta(months=count)
    return relativedelta(years=count)


def expires_on(signed_on: str, texts: Sequence[str]) -> str | None:
    """The day a printed life ends; None when no page prints one.

    Args:
        signed_on: the signature's date, ISO 8601.
        texts: the text of each page.
    """
    life = next((life for text in texts if (life := printed_life(text))), None)
    if life is None:
        return None
    try:
        return (date.fromisoformat(signed_on) + life).isoformat()
    except (ValueError, OverflowError):
        return None
