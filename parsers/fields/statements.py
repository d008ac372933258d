"""The statements an authorization must print, 45 CFR 164.508(c)(2), found through misread words."""

import re
from collections.abc import Iterator
from functools import cache

from intake_daemon.model import Evidence, Method, State
from parsers.fields.claim import Claim
from parsers.fields.sheet import Sheet
from parsers.lexicon import mapping
from parsers.normalise.text import words

Groups = tuple[frozenset[str], ...]
_SENTENCE = re.compile(r"(?<=[.;:•])\s+|\n\s*\n|\n(?=\s?[0-9]{1,2}[.)])")
_WINDOW = 60  #: words; a statement is not longer


@cache
def _statements() -> dict[str, tuple[Groups, ...]]:
    return {
        field: tuple(tuple(frozenset(map(str, group)) for group in groups) for groups in _lists(value))
        for field, value in mapping("statements").items()
    }


def _lists(value: object) -> list[list[list[str]]]:
    if not isinstance(value, list):
        raise TypeError("parsers/lexicon/statements.yaml: lists of word groups are needed")
    return value


def statement_claims(sheet: Sheet) -> Iterator[Claim]:
    """The statements that one sheet prints."""
    sentences = [words(sentence) for sentence in _SENTENCE.split(sheet.text())]
    for field, ways in _statements().items():
        if any(_says(sentence, groups) for sentence in sentences for groups in ways):
            known = Evidence(
                part=sheet.page.part, page=sheet.page.number, box=(0, 0, 1, 1), text="", method=Method.PROSE
            )
            yield Claim(field, True, State.PRESENT, 0.9, (known,))


def _says(sentence: list[str], groups: Groups) -> bool:
    for start in range(0, max(len(sentence), 1), _WINDOW // 2):
        said = set(sentence[start : start + _WINDOW])
        if all(said & group for group in groups):
            return True
    return False
