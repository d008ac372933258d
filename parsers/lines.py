"""Puts words on lines: what stands on one baseline is one line, from left to right."""

from statistics import median
from typing import NamedTuple

from intake_daemon.model import Word

Run = tuple[Word, ...]  #: words that the reader found one after the other on a line, in order

_SAME_LINE = 0.45  # of the smaller letter height: two baselines nearer than this are one


def number_lines(runs: list[Run]) -> tuple[Word, ...]:
    """Number the lines of a page from the top and return the words in reading order.

    Runs are joined to one line when their middles are level and they do not overlap: the cells of a table
    row, a label and the value typed beside it.
    """
    lines: list[_Line] = []
    for run in sorted((_Measured.of(run) for run in runs if run), key=lambda run: run.middle):
        home = next((line for line in reversed(lines[-6:]) if line.takes(run)), None)
        if home is None:
            home = _Line()
            lines.append(home)
        home.runs.append(run)
    lines.sort(key=lambda line: min(run.middle for run in line.runs))
    return tuple(
        word.model_copy(update={"line": number})
        for number, line in enumerate(lines)
        for run in sorted(line.runs, key=lambda run: run.left)
        for word in run.words
    )


class _Measured(NamedTuple):
    """A run with where it stands on the page and how high its words usually are."""

    words: Run
    middle: float
    height: float
    left: float
    right: float

    @classmethod
    def of(cls, run: Run) -> "_Measured":
        return cls(
            words=run,
            middle=float(median((word.box[1] + word.box[3]) / 2 for word in run)),
            height=float(median(word.box[3] - word.box[1] for word in run)),
            left=run[0].box[0],
            right=run[-1].box[2],
        )


class _Line:
    def __init__(self) -> None:
        self.runs: list[_Measured] = []

    def takes(self, run: _Measured) -> bool:
        return all(_level(other, run) and _apart(other, run) for other in self.runs)


def _level(one: _Measured, other: _Measured) -> bool:
    return abs(one.middle - other.middle) <= _SAME_LINE * min(one.height, other.height)


def _apart(one: _Measured, other: _Measured) -> bool:
    slack = 0.3 * min(one.right - one.left, other.right - other.left)
    return one.right - slack <= other.left or other.right - slack <= one.left
