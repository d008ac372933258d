"""A life the form itself prints ("expires one year from the date signed"), counted from the signature."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from intake_daemon.model import Method
from parsers.fields.claim import Claim, present
from parsers.fields.slots import Places
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


def written_claims(places: Places, today: date) -> Iterator[Claim]:
    """The one date in a line that speaks of expiring, where no label led to it."""
    for number, row in enumerate(places.sheet.rows):
        text = " ".join(token.text for token in row)
        before = " ".join(token.text for token in places.sheet.rows[number - 1]) if number else ""
        if not _SENTENCE.search(fold(text)) and not _SENTENCE.search(fold(before)[-60:]):
            continue
        if any(label.row == number and label.meaning.what in _OTHER_DATES for label in places.labels):
            continue
        found = list(find_dates(text, DateRole.EXPIRY, today))
        words = [token for token in row if any(sign.isdigit() for sign in token.text)]
        if len(found) == 1 and words:
            certainty = 0.93 * found[0].certainty
            yield present(
                places.sheet, "authorization.expires_on", found[0].iso, words, certainty, Method.ZONE
            )


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
