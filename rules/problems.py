"""What can be wrong in a rules folder, told so that a records admin can put it right."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from intake_daemon.model import Frozen

WIDEST = 160  #: letters of a line that are shown
SIMILAR_ENOUGH = 60.0  #: rapidfuzz ratio, 0-100, below which a suggestion would only confuse


class RuleProblem(Frozen):
    """One mistake: where it is, what is wrong and, if something close is known, what was meant.

    A warning keeps nothing from loading: what it is about works, and probably not as it was meant.

    Args:
        file: name of the file inside the rules folder.
        line: 1-based; 0 when the problem is the file or folder as a whole.
        column: 1-based, where the caret points.
        key: path of the key, "signature-present.when"; "" when none is known.
        message: one sentence.
        source: the line as it stands in the file.
        suggestion: the known word closest to a misspelt one; None when nothing is close.
        warning: the set loads all the same.
    """

    file: str
    line: int = 0
    column: int = 0
    key: str = ""
    message: str
    source: str = ""
    suggestion: str | None = None
    warning: bool = False

    def render(self) -> str:
        """The problem in up to three lines: place and sentence, the line, the caret."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        named = f"{self.key}: " if self.key else ""
        said = f"{place}: {'warning: ' if self.warning else ''}{named}{self.message}"
        if self.suggestion:
            said += f" Did you mean {self.suggestion}?"
        if not self.source.strip():
            return said
        shown, column = self._cut()
        return f"{said}\n    {shown}\n    {' ' * (column - 1)}^"

    def _cut(self) -> tuple[str, int]:
        """The line and the caret's place in it, of a very long line only what stands around the caret."""
        first = max(0, self.column - WIDEST // 2) if len(self.source) > WIDEST else 0
        return self.source[first : first + WIDEST], self.column - first


def mistakes(problems: Iterable[RuleProblem]) -> tuple[RuleProblem, ...]:
    """Those that keep the rules from loading."""
    return tuple(problem for problem in problems if not problem.warning)


def render_all(problems: Iterable[RuleProblem]) -> str:
    """All problems as one message, in the order of files and lines."""
    listed = in_order(problems)
    noun = "problem" if len(listed) == 1 else "problems"
    return "\n".join([f"the rules cannot be used: {len(listed)} {noun}", *(p.render() for p in listed)])


def in_order(problems: Iterable[RuleProblem]) -> tuple[RuleProblem, ...]:
    """Sorted by file, line and column, each said once."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.file, p.line, p.column, p.message)))


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like the one written, or None when nothing is like it."""
    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=SIMILAR_ENOUGH
    )
    return found[0] if found else None
