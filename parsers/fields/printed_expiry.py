"""The form's own print about expiring, which is no answer: a life it grants, instructions, words behind a line."""

import re
from collections.abc import Iterable, Sequence

from parsers.fields.labels import Label
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Slot
from parsers.fields.token import Token
from parsers.normalise.text import fold, words

_LIFE = re.compile(
    r"^\W*(?:automatically |automaticamente )?(?:in |after |within |en )?"
    r"(?:[0-9]{1,3}|[a-z]{2,12})? ?(?:\([0-9a-z]{1,6}\) ?)?-? ?(?:day|month|year|dia|mes|ano)(?:s|es)?\b"
)
_INSTRUCTION = re.compile(
    r"^(?:if|or|and|please|see|however|unless|already|si|o|y|vea|por favor|calendar date|the calendar date)\b"
    r"|\be\.? ?g\b|\b(?:this form|please|entity|whichever|specify|left blank)\b"
)
_LIFE_SAID = re.compile(
    r"\b(?:day|month|year|dia|mes|ano)s? (?:from|after|a partir|desde|despues)\b[a-z ]{0,30}(?:sign|date|firm|fecha)"
)
_NEXT_SENTENCE = re.compile(r"(?<=[a-z]{3})\. (?=[A-Z|])")
_RUNNING = 4  #: longer words in small letters, beside sure reading, that make a text running print
_LONG = 4
_SURE = 0.85  #: mean confidence of print
BEHIND = 0.06  #: inches before a line's end from which a word stands behind it, not on it


def without_lives(sheet: Sheet, labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels without an "expires" that the form itself answers at once: "will expire one (1) year from ..."."""
    return tuple(
        label for label in labels if label.meaning.what != "expires" or not _is_answered(sheet, label)
    )


def _is_answered(sheet: Sheet, label: Label) -> bool:
    row = sheet.rows[label.row]
    if any(token.widget is not None for token in row[label.end : label.end + 2]):
        return False
    return _LIFE.match(fold(" ".join(token.text for token in row[label.end : label.end + 6]))) is not None


def event_said(text: str) -> str:
    """What is written of an event, without the sentence of print behind it; "" where it is all print."""
    first = _NEXT_SENTENCE.split(text, maxsplit=1)[0].strip()
    said = fold(first)
    return "" if _INSTRUCTION.search(said) or _LIFE_SAID.search(said) else first


def is_only_print(slot: Slot) -> bool:
    """Whether the words of a place for an expiration are the form's: all behind its line, or running print."""
    if not slot.tokens or any(token.widget is not None for token in slot.tokens):
        return False
    behind = slot.direction == "right" and slot.marked
    if behind and all(token.place[0] > slot.place[2] - BEHIND for token in slot.tokens):
        return True
    return is_running(slot.tokens)


def is_running(said: Sequence[Token]) -> bool:
    """Whether words are a stretch of a sentence in print, read too surely for handwriting."""
    if not said or sum(token.confidence for token in said) / len(said) < _SURE:
        return False
    if any(sign.isdigit() for sign in said[0].text):
        return False
    small = [token for token in said if token.text[:1].islower() and len(token.key) >= _LONG]
    text = fold(" ".join(token.text for token in said))
    return (
        len(small) >= _RUNNING and len(words(text)) > _RUNNING and not re.search(r"[0-9]{1,2}[/-][0-9]", text)
    )
