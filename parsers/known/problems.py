"""What can be wrong in the file of a known form, told so that an administrator can put it right."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from intake_daemon.model import Frozen

_LIKE = 60.0  # of 100; under that a suggestion would only confuse


class FormProblem(Frozen):
    """One mistake.

    Args:
        file: the file, as FOLDER/form.yaml.
        line: 1-based; 0 when it is the file as a whole.
        message: one sentence.
        suggestion: the known word closest to a misspelt one; None when nothing is close.
    """

    file: str
    line: int = 0
    message: str
    suggestion: str | None = None

    def render(self) -> str:
        """The problem on one line."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        meant = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{place}: {self.message}{meant}"


def render_all(problems: Iterable[FormProblem]) -> str:
    """All problems, a line each, in the order of files and lines."""
    return "\n".join(
        problem.render() for problem in sorted(problems, key=lambda each: (each.file, each.line))
    )


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like the one written, or None when nothing is like it."""
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return found[0] if found else None
