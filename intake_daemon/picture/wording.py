"""Where on a page words stand that are known by their text alone."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from intake_daemon.model import Box, Page, Word

_LEAST = 3  # letters; shorter texts stand everywhere
_PART_OF_WORDS = 12  # letters from which a text may begin or end within a word


def find_words(page: Page, text: str) -> tuple[Box, ...]:
    """Return a box a line for the first place where a text, or each of its lines, stands; () for nowhere.

    Capitals, spaces and punctuation do not matter.
    """
    words = [word for word in page.words if _compact(word.text)]
    runs = [_run(words, _compact(text))]
    if not runs[0]:
        runs = [_run(words, _compact(line)) for line in text.splitlines()]
    return tuple(_around(list(line)) for run in runs for _, line in groupby(run, key=lambda word: word.line))


def _run(words: Sequence[Word], wanted: str) -> Sequence[Word]:
    """The first words in a row whose letters hold the wanted ones."""
    if len(wanted) < _LEAST:
        return ()
    starts, letters = [], ""
    for word in words:
        starts.append(len(letters))
        letters += _compact(word.text)
    ends = [*starts[1:], len(letters)]
    for at in _every(letters, wanted):
        first = max(index for index, start in enumerate(starts) if start <= at)
        last = min(index for index, end in enumerate(ends) if end >= at + len(wanted))
        whole = starts[first] == at and ends[last] == at + len(wanted)
        if whole or len(wanted) >= _PART_OF_WORDS:
            return words[first : last + 1]
    return ()


def _every(letters: str, wanted: str) -> Iterator[int]:
    at = letters.find(wanted)
    while at >= 0:
        yield at
        at = letters.find(wanted, at + 1)


def _compact(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _around(words: Sequence[Word]) -> Box:
    boxes = [word.box for word in words]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
