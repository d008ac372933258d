"""Signature labels that a signature was written across: begun clearly, then hardly legible."""

from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from parsers.fields.boxes import union
from parsers.fields.labels import Label
from parsers.fields.lexicon import Meaning
from parsers.fields.segments import begins_segment, ends_segment
from parsers.fields.sheet import Sheet
from parsers.fields.token import Token

_SIGNATURE = frozenset({"signature", "firma"})
_OF = frozenset({"of", "de", "del"})
_WHO_SIGNS = (
    "patient",
    "representative",
    "individual",
    "client",
    "guardian",
    "paciente",
    "representante",
    "interesado",
)
_LONGEST = 10  #: words behind "Signature of"


def overwritten_signatures(sheet: Sheet, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Labels that begin with "Signature of" and name one who may sign, though other words of them are misread.

    Args:
        sheet: the page.
        labels: the labels found so far.
    """
    taken = {(label.row, at) for label in labels for at in range(label.start, label.end)}
    return tuple(
        _label(sheet, number, start, end)
        for number, row in enumerate(sheet.rows)
        for start, end in _begun(sheet, row)
        if (number, start) not in taken
    )


def _begun(sheet: Sheet, row: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    for start in range(len(row) - 2):
        if row[start].key not in _SIGNATURE or row[start + 1].key not in _OF:
            continue
        end = next((at for at in range(start + 3, len(row)) if ends_segment(sheet, row, at)), len(row))
        said = [token.key for token in row[start + 2 : end]]
        if len(said) <= _LONGEST and any(map(_signs, said)) and begins_segment(sheet, row, start):
            yield start, end


def _signs(word: str) -> bool:
    """Whether a word, a letter or two forgiven, is one for those who sign."""
    return any(Levenshtein.distance(word, known) <= (2 if len(known) > 7 else 1) for known in _WHO_SIGNS)


def _label(sheet: Sheet, number: int, start: int, end: int) -> Label:
    place = union([token.place for token in sheet.rows[number][start:end]])
    return Label(Meaning("signature", "signer", strong=True), place, number, start, end)
