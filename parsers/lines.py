"""Puts words on lines: what stands on one baseline is one line, from left to right."""

from statistics import median

from intake_daemon.model import Word

Run = tuple[Word, ...]  #: words that the reader found one after the other on a line, in order

_SAME_LINE = 0.45  # of the smaller letter height: two baselines nearer than this are one


def number_lines(runs: list[Run]) -> tuple[Word, ...]:
    """Number the lines of a page from the top and return the words in reading order.

    Runs are joined to one line when their middles are level and they do not overlap: the cells of a table
    row, a label and the value typed beside it.
    """
    lines: list[_Line] = []
    for run in sorted((run for run in runs if run), key=_middle):
        home = next((line for line in reversed(lines[-6:]) if line.takes(run)), None)
        if home is None:
            home = _Line()
            lines.append(home)
        home.runs.append(run)
    lines.sort(key=lambda line: min(_middle(run) for run in line.runs))
    return tuple(
        word.model_copy(update={"line": number})
        for number, line in enumerate(lines)
        for run in sorted(line.runs, key=lambda run: run[0].box[0])
        for word in run
    )


class _Line:
    def __init__(self) -> None:
        self.runs: list[Run] = []

    def takes(self, run: Run) -> bool:
        return all(_level(other, run) and _apart(other, run) for other in self.runs)


def _middle(run: Run) -> float:
    return float(median((word.box[1] + word.box[3]) / 2 for word in run))


def _height(run: Run) -> float:
    return float(median(word.box[3] - word.box[1] for word in run))


def _level(one: Run, other: Run) -> bool:
    return abs(_middle(one) - _middle(other)) <= _SAME_LINE * min(_height(one), _height(other))


def _apart(one: Run, other: Run) -> bool:
    slack = 0.3 * min(one[-1].box[2] - one[0].box[0], other[-1].box[2] - other[0].box[0])
    return one[-1].box[2] - slack <= other[0].box[0] or other[-1].box[2] - slack <= one[0].box[0]
