"""Sets the text of a mail for paper: lines too long for a sheet go on in the next, long texts on the next sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from intake_daemon.model import Word

COLUMNS = 100  #: characters in a line of a sheet
LINES = 62  #: lines on a sheet


@dataclass(frozen=True)
class SetWord:
    """A word, or a piece of one that is longer than a line, and where it is set.

    `line` counts from 0 through all sheets; columns from 0.
    """

    word: Word
    text: str
    line: int
    column: int


def set_words(words: Iterable[Word]) -> tuple[SetWord, ...]:
    """Set the words of a page whose boxes stand on a grid of lines and columns, keeping its gaps and blank lines."""
    placed: list[SetWord] = []
    used = 0
    last = -1
    for number, group in groupby(words, key=lambda word: word.line):
        used += max(0, number - last - 1)  # blank lines
        line = list(_set_line(list(group), used))
        placed += line
        used = line[-1].line + 1 if line else used + 1
        last = number
    return tuple(placed)


def _set_line(words: Sequence[Word], line: int) -> Iterator[SetWord]:
    """Set one line where its words stand; from where it gets too long, word after word."""
    cell = _cell(words)
    column, flowing = 0, False
    for word in words:
        as_typed = round(word.box[0] / cell)
        flowing = flowing or as_typed + len(word.text) > COLUMNS
        if not flowing:
            column = as_typed
        for text in _pieces(word.text):
            if column + len(text) > COLUMNS:
                line, column = line + 1, 0
            yield SetWord(word, text, line, column)
            column += len(text) + 1


def _pieces(text: str) -> list[str]:
    return [text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS)]


def _cell(words: Sequence[Word]) -> float:
    """The width of one character, as a fraction of the page."""
    longest = max(words, key=lambda word: len(word.text))
    return (longest.box[2] - longest.box[0]) / len(longest.text)
