"""An expiration in pieces, each on a line of its own: "the 3 day of April, 20 27", "Month 11 Day 07 Year 26"."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from parsers.fields.claim import Claim, present, unreadable
from parsers.fields.expiry import asks_otherwise
from parsers.fields.slots import Places
from parsers.fields.token import Token
from parsers.normalise.dates import DateRole, read_date
from parsers.normalise.text import fold

_ABOUT = re.compile(r"expir|venc|caduc|valid|vigen|in effect")
_UNTIL = re.compile(r"\b(?:until|hasta)\b")
_OF_SERVICE = re.compile(r"\b(?:service|treatment|servicio|atencion|consultas?|desde)\b|\bfrom\b.*[0-9]")
_YEAR = r"(?P<year>20 ?[0-9]{2}|(?!20\b)[0-9]{2})\b"  #: a lone 20 is the printed half of a year
_GAP = r"[ _,.:/|]{0,12}"
_IN_PIECES = (
    re.compile(
        rf"\b(?P<day>[0-9]{{1,2}})(?: ?(?:st|nd|rd|th))?{_GAP}(?:day of|de){_GAP}(?P<month>[a-z]{{3,10}})"
        rf"{_GAP}(?:de{_GAP}|del{_GAP})?{_YEAR}"
    ),
    re.compile(
        rf"\b(?:month|mes){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}(?:day|dia){_GAP}(?P<day>[0-9]{{1,2}}){_GAP}"
        rf"(?:year|ano){_GAP}{_YEAR}"
    ),
    re.compile(
        rf"\b(?:day|dia){_GAP}(?P<day>[0-9]{{1,2}}){_GAP}(?:month|mes){_GAP}(?P<month>[0-9]{{1,2}}){_GAP}"
        rf"(?:year|ano){_GAP}{_YEAR}"
    ),
)
_HALF = re.compile(rf"\b[0-9]{{1,2}}(?: ?(?:st|nd|rd|th))?{_GAP}day of{_GAP}[a-z]{{3,10}}{_GAP}20(?! ?[0-9])")
_CERTAIN = 0.95


def parted_claims(places: Places, today: date) -> Iterator[Claim]:
    """The day of expiring that was written in pieces, in a sentence about it or the row after one.

    Where only the printed half of the year was read, it is unreadable.
    """
    before = ""
    for number, row in enumerate(places.sheet.rows):
        text = _text(row)
        before = "" if asks_otherwise(places, number) else before
        match = next((found for shape in _IN_PIECES if (found := shape.search(text))), None)
        if match and _is_about(f"{before} {text[: match.start()]}"):
            read = read_date(_written(match), DateRole.EXPIRY, today)
            words = _words(row, *match.span())
            if read is not None and words:
                yield present(
                    places.sheet, "authorization.expires_on", read.iso, words, _CERTAIN * read.certainty
                )
                return
        half = _HALF.search(text)
        if half and _is_about(f"{before} {text[: half.start()]}"):
            yield unreadable(places.sheet, "authorization.expires_on", _words(row, *half.span()))
            return
        before = text


def _is_about(said: str) -> bool:
    """Whether words before a date are about expiring; "until" alone may also end a period of service."""
    return bool(_ABOUT.search(said) or (_UNTIL.search(said) and not _OF_SERVICE.search(said)))


def _text(row: Sequence[Token]) -> str:
    """The row's words, each folded by itself so that places in the text lead back to words."""
    return " ".join(fold(token.text) for token in row)


def _written(match: re.Match[str]) -> str:
    year = match["year"].replace(" ", "")
    whole = year if len(year) == 4 else f"20{year}"
    month = match["month"]
    return f"{month}/{match['day']}/{whole}" if month.isdigit() else f"{month} {match['day']}, {whole}"


def _words(row: Sequence[Token], start: int, end: int) -> list[Token]:
    """The words of a row that a stretch of its text covers."""
    found, at = [], 0
    for token in row:
        width = len(fold(token.text))
        if at < end and at + width > start:
            found.append(token)
        at += width + 1
    return found
