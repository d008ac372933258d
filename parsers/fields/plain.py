"""Lines like "Date of birth: 3/4/1961" in a mail's text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import Evidence, Method, Page, State, Value
from parsers.fields.claim import Claim
from parsers.fields.labelled import field_of
from parsers.fields.labels import Label
from parsers.fields.lexicon import Meaning, labels
from parsers.fields.requestor_kind import asks_for_own
from parsers.fields.token import Token
from parsers.fields.values import read_value
from parsers.normalise.periods import read_period
from parsers.normalise.text import key, tidy, words

MOST_TEXT = 40_000  #: characters of one body that are looked at
_LINE = re.compile(r"^[\s>*•-]{0,6}([^\n:]{2,60}):[ \t]{0,4}(\S[^\n]{0,200})$", re.MULTILINE)
_LOOKED_FOR = frozenset(
    {
        "name",
        "dob",
        "ssn",
        "mrn",
        "party",
        "fax",
        "email",
        "phone",
        "address",
        "purpose",
        "expires",
        "reference",
        "authority",
        "rep_name",
    }
)
_CERTAIN = 0.95


def plain_claims(page: Page, text: str, today: date) -> Iterator[Claim]:
    """What the labelled lines of a text say.

    Args:
        page: where the text stands.
        text: the new text of the body.
        today: the day of receipt.
    """
    own = asks_for_own(text)
    for match in _LINE.finditer(text[:MOST_TEXT]):
        said = words(match[1])
        found = labels().longest(said, 0)
        if found and found[1] == len(said) and not _is_label(match[2]):
            meaning = replace(found[0], role="patient") if own and _is_writers(found[0]) else found[0]
            yield from _line(page, meaning, tidy(match[0]), match[2].strip(), today)


def _is_label(value: str) -> bool:
    """Whether what stands behind a label is another label, as in the head of a table of columns."""
    said = words(value)
    found = labels().longest(said, 0)
    return bool(found and said and found[1] == len(said))


def _is_writers(meaning: Meaning) -> bool:
    """Whether a line that names nobody is about the writer, who is the patient where they ask for their own."""
    return meaning.role == "" and meaning.what in ("name", "address", "phone", "email")


def _line(page: Page, meaning: Meaning, line: str, value: str, today: date) -> Iterator[Claim]:
    if meaning.what == "service_dates":
        yield from _period(page, line, value, today)
    if meaning.what not in _LOOKED_FOR:
        return
    if meaning.role == "" and meaning.what in ("fax", "email", "phone", "party", "address"):
        return  # whose it is, a line of a mail does not say
    tokens = [Token(word, (0, 0, 1, 1), 1.0, key(word)) for word in value.split()]
    reading = read_value(meaning.what, tokens, today, last_first=meaning.last_first)
    label = Label(meaning, (0, 0, 1, 1), 0, 0, 0)
    for part, said in reading.parts if reading else ():
        field, trust = field_of(label, part)
        if field and reading:
            yield _claim(page, field, said, _CERTAIN * reading.certainty * trust, line)


def _period(page: Page, line: str, value: str, today: date) -> Iterator[Claim]:
    period = read_period(value, today)
    if period is None:
        return
    said: tuple[tuple[str, Value | None], ...] = (
        ("scope.start", period.start),
        ("scope.end", period.end),
        ("scope.open_ended", period.open_ended or None),
        ("scope.all_dates", period.all_dates or None),
    )
    for field, found in said:
        if found is not None:
            yield _claim(page, field, found, _CERTAIN * period.certainty, line)


def _claim(page: Page, field: str, value: Value, confidence: float, line: str) -> Claim:
    known = Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text=line[:200], method=Method.LABEL)
    return Claim(field, value, State.PRESENT, round(confidence, 3), (known,))
