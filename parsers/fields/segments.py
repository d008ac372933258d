"""Segments of a printed row: where something new begins and where it ends, by gaps, lines, boxes and colons."""

import re

from intake_daemon.model import Box
from parsers.fields.sheet import Sheet
from parsers.fields.token import Token

_NUMBERING = re.compile(
    r"^[(\[]?(?:[0-9]{1,2}|[A-Za-z])[.)\]:]{1,2}(?:\(?[a-z]\)?\.?)?$|^[•*▪\-–—o]$|^[0-9]{1,2}\([a-z]\)\.?$"
)
_SHORT_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "to",
        "of",
        "in",
        "or",
        "on",
        "by",
        "if",
        "is",
        "it",
        "my",
        "me",
        "i",
        "we",
        "us",
        "at",
        "as",
        "be",
        "do",
        "no",
        "so",
        "up",
        "and",
        "for",
        "you",
        "our",
        "de",
        "la",
        "el",
        "o",
        "y",
        "en",
        "mi",
        "su",
        "al",
        "un",
    ]
)
WORD_GAP = 0.13  #: inches; a wider gap separates what stands side by side
INNER_GAP = 0.45  #: inches; no label has a wider gap inside


def closes(text: str) -> bool:
    """Whether a printed word ends in a colon, which a recogniser may have seen a speck behind (":,")."""
    return text.endswith((":", ";", ":*")) or (len(text) > 3 and text.endswith((":,", ":.", ":-", ":_")))


def begins_segment(sheet: Sheet, row: tuple[Token, ...], start: int) -> bool:
    """Whether a word is the first of something: of its row, after a gap, a blank, a box or a number."""
    if start == 0:
        return True
    token, before = row[start], row[start - 1]
    if before.widget is not None or before.text.endswith((":", ")")) or token.text.startswith("("):
        return True
    if _is_misread_box(row, start - 1):
        return True
    if token.place[0] - before.place[2] > WORD_GAP or _NUMBERING.match(before.text):
        return True
    return _something_between(sheet, before.place, token.place)


def ends_segment(sheet: Sheet, row: tuple[Token, ...], end: int) -> bool:
    """Whether the word before `end` closes something: by a colon, a gap, a blank or the end of the row."""
    last = row[end - 1]
    if closes(last.text) or last.text.endswith(("#", "?", ")")) or end == len(row):
        return True
    after = row[end]
    if after.widget is not None or after.text.startswith("(") or after.place[0] - last.place[2] > WORD_GAP:
        return True
    return blank_starts(sheet, last.place) or _something_between(sheet, last.place, after.place)


def segment_end(sheet: Sheet, row: tuple[Token, ...], start: int) -> int:
    """The word after a segment: up to a colon, a gap, a blank or the end of the row; brackets hold together."""
    opened = 0
    for end in range(start + 1, len(row) + 1):
        opened += row[end - 1].text.count("(") - row[end - 1].text.count(")")
        if opened > 0 and end < len(row) and row[end].place[0] - row[end - 1].place[2] < WORD_GAP:
            continue
        if row[end - 1].widget is not None or ends_segment(sheet, row, end):
            return end
    return len(row)


def _is_misread_box(row: tuple[Token, ...], at: int) -> bool:
    """Whether a word is no word but a box to tick that the recogniser took for letters ("C1", "(J")."""
    word = row[at]
    if len(word.text) > 3 or word.text.lower() in _SHORT_WORDS or word.text.endswith((",", ".")):
        return False
    return at == 0 or word.place[0] - row[at - 1].place[2] > WORD_GAP


def _something_between(sheet: Sheet, left: Box, right: Box) -> bool:
    low, high = left[2] - 0.06, right[0] + 0.06
    top, bottom = min(left[1], right[1]), max(left[3], right[3])
    if any(
        low <= (box[0] + box[2]) / 2 <= high and box[1] < bottom and box[3] > top
        for box in sheet.marks_at(top, bottom)
    ):
        return True
    return any(
        box[2] - box[0] > 0.2
        and left[2] - 0.02 <= box[2] <= high
        and top < box[3] + 0.05
        and box[1] - 0.05 < bottom
        for box in sheet.lines_at(top - 0.05, bottom + 0.05)
    )


def blank_starts(sheet: Sheet, place: Box) -> bool:
    """Whether a line to write on starts right behind a word, at its foot."""
    return any(
        abs(box[0] - place[2]) < 0.12 and abs(box[3] - place[3]) < 0.12
        for box in sheet.lines_at(place[3] - 0.12, place[3] + 0.12)
    )
