"""A life the form itself prints ("expires one year from the date signed"), counted from the signature."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from intake_daemon.model import Box, Method
from parsers.fields.claim import Claim, absent, present, unreadable
from parsers.fields.printed_expiry import BEHIND, is_running
from parsers.fields.sheet import Sheet
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
    _ENDS
    + r"[^.]{0,110}?"
    + _COUNT
    + _UNIT
    + r"[^.]{0,80}?(?:sign|firm|date|fecha|execut|below|whichever (?:occurs|comes|is))",
)
_GRANT = re.compile(_ENDS + r"[^.]{0,110}?" + _COUNT + _UNIT)
_ABOUT = re.compile(r"expir|valid|in effect|effective|venc|caduc|vigen")
_AROUND = (220, 260)  #: signs of text before and after a word about expiring that belong to it
_NOT_WRITTEN = re.compile(
    r"(?:unless|except|a menos que|salvo que)[^.,;]{0,40}?(?:revok|revoc|cancel|withdraw|rescind)[a-z]*"
    r"|otherwise (?:permitted|provided|required|directed|allowed|authorized|limited|by law)"
    r"|(?:date|event|condition)s? (?:up)?on which|unless required"
)  #: what speaks of "unless" and "or event" and leaves nothing to write
_ANOTHER = re.compile(
    r"unless|otherwise|(?:other|earlier|later|another|different|alternate|following) (?:expiration )?(?:date|event)"
    r"|or event|date/event|(?:date|event) here|a menos que|salvo|otra fecha|siguiente|evento"
)

_OTHER_DATES = frozenset({"date", "dob", "service_dates", "service_from", "service_to", "needed_by"})
_SENTENCE = re.compile(
    r"expir|vence|vencer|vencim|caduc|unless otherwise|otherwise specified|a menos que|salvo que"
)
_ROWS_ON = 4  #: rows from a sentence's row in which its line may stand
_WIDE = 0.7  #: inches; a shorter line is for a number or initials
_OVER_LINE = (
    0.08  #: inches from a line up to the foot of a row that is the sentence, not what stands on the line
)
_APART = 0.3  #: inches between rows of which the second is not the first one's next line
_ABOVE = 0.2  #: inches above a line within which words stand on it


def written_claims(places: Places, today: date) -> Iterator[Claim]:
    """What stands on the line that a sentence about expiring leads to, or the one date in that sentence."""
    for number in range(len(places.sheet.rows)):
        if not _speaks_of_expiring(places, number) or asks_otherwise(places, number):
            continue
        line = _line_after(places, number)
        if line is not None:
            yield from _on_line(places, line, today)
            return
    for number, row in enumerate(places.sheet.rows):
        yield from _in_row(places, number, row, today)


def _text(row: Sequence[Token]) -> str:
    return " ".join(token.text for token in row)


def _speaks_of_expiring(places: Places, number: int) -> bool:
    """Whether a row is about expiring; "unless otherwise specified" alone is not, without a word of it nearby."""
    said = fold(_text(places.sheet.rows[number]))
    if not _SENTENCE.search(said):
        return False
    before = fold(_text(places.sheet.rows[number - 1])) if number else ""
    return _ABOUT.search(before + " " + said) is not None


def asks_otherwise(places: Places, number: int) -> bool:
    """Whether a row asks for another date."""
    return any(label.row == number and label.meaning.what in _OTHER_DATES for label in places.labels)


def _in_row(places: Places, number: int, row: Sequence[Token], today: date) -> Iterator[Claim]:
    text = _text(row)
    before = _row_before(places, number)
    if not _SENTENCE.search(fold(text)) and not _SENTENCE.search(fold(before)[-60:]):
        return
    if asks_otherwise(places, number):
        return
    found = list(find_dates(text, DateRole.EXPIRY, today))
    words = [token for token in row if any(sign.isdigit() for sign in token.text)]
    if len(found) == 1 and words:
        certainty = 0.93 * found[0].certainty
        yield present(places.sheet, "authorization.expires_on", found[0].iso, words, certainty, Method.ZONE)


def _row_before(places: Places, number: int) -> str:
    """The text of the row that a row goes on from; "" where the one before stands apart."""
    if not number:
        return ""
    above, row = places.sheet.rows[number - 1], places.sheet.rows[number]
    apart = row[0].place[1] - max(token.place[3] for token in above)
    return _text(above) if apart < _APART else ""


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
        and not is_running(_words_on(places.sheet, blank.place))  # print underlined, or a frame
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


def _words_on(sheet: Sheet, line: Box) -> list[Token]:
    """The words on a line, without those that stand behind it and those of the sentence over it."""
    top, bottom = line[3] - _ABOVE, line[3] + 0.05
    near = [row for row in sheet.rows if any(top < token.middle < bottom for token in row)]
    return [
        token
        for row in near
        if not (max(word.place[3] for word in row) < line[3] - _OVER_LINE and is_running(row))
        for token in row
        if line[0] - 0.05 < token.place[0] < line[2] - BEHIND
        and token.place[2] < line[2] + 0.35
        and top < token.middle < bottom
        and token.key
    ]


def _on_line(places: Places, line: Box, today: date) -> Iterator[Claim]:
    field, sheet = "authorization.expires_on", places.sheet
    box = (line[0] - 0.05, line[3] - _ABOVE, line[2] + 0.05, line[3] + 0.05)
    tokens = _words_on(sheet, line)
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


def may_grant_life(text: str) -> bool:
    """Whether print says how long an authorization lives, be it in words from which no day can be counted."""
    flat = re.sub(r"\s+", " ", fold(text.replace("-\n", "")))
    return _GRANT.search(flat) is not None


def lets_another_be_written(text: str) -> bool:
    """Whether print about expiring lets another date or event be written than the life it grants.

    Args:
        text: the text of the request's pages.
    """
    flat = re.sub(r"\s+", " ", fold(text.replace("-\n", "")))
    return any(
        _ANOTHER.search(
            _NOT_WRITTEN.sub(" ", flat[max(0, said.start() - _AROUND[0]) : said.end() + _AROUND[1]])
        )
        for said in _ABOUT.finditer(flat)
    )
