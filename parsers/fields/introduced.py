"""A patient who introduces himself in the form's own sentence: "I, ____, born on ____, authorize …"."""

import re
from collections.abc import Iterator, Sequence

from intake_daemon.model import Method
from parsers.fields.claim import Claim, present
from parsers.fields.slots import Places
from parsers.fields.token import Token
from parsers.normalise.names import read_name

_BEGINS = frozenset({"i", "yo", "l", "1"})  #: a recogniser takes a lone I for an l or a bar
_GOES_ON = re.compile(
    r"^(?:born|date|dob|hereby|do|authori[sz]e|request|residing|living|the|whose|of|am|give|ask|con|nacid[oa]|autorizo"
    r"|por|domiciliad[oa]|identificad[oa]|fecha|solicito|doy)$"
)
_LONGEST = 6  #: words of a name
_GAP = 0.12  #: inches; a wider gap is no space
_CERTAINTY = 0.96


def introduced_claims(places: Places) -> Iterator[Claim]:
    """The name between "I," and what the sentence goes on with, on the first row that has one."""
    for number, row in enumerate(places.sheet.rows):
        tokens = _name_in(places, number, row)
        text = " ".join(token.text.rstrip(",;") for token in tokens)
        read = read_name(text) if tokens else None
        if read is None:
            continue
        known = {"name": read.full, "first": read.first, "middle": read.middle, "last": read.last}
        for part, value in known.items():
            if value:
                certainty = _CERTAINTY * read.certainty
                yield present(places.sheet, f"patient.{part}", value, tokens, certainty, Method.ZONE)
        return


def _name_in(places: Places, number: int, row: Sequence[Token]) -> list[Token]:
    if len(row) < 3 or not _is_i(row[0]) or not _pauses(row):
        return []
    found: list[Token] = []
    for at, token in enumerate(row[1:], start=1):
        if places.is_label_word(number, at) or _GOES_ON.match(token.key) or not token.key:
            break
        found.append(token)
    named = all(token.text[:1].isupper() for token in found)
    return found if named and 2 <= len(found) <= _LONGEST else []


def _pauses(row: Sequence[Token]) -> bool:
    """Whether a comma or the beginning of a blank follows the first word."""
    return row[0].text.endswith(",") or row[1].place[0] - row[0].place[2] > _GAP


def _is_i(token: Token) -> bool:
    return token.key in _BEGINS or token.text.strip(",") == "|"
