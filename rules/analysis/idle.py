"""Examples that never come to what they should show."""

from collections.abc import Iterator

from rules.analysis.conduct import Conduct
from rules.analysis.remark import Remark
from rules.files import example_faults

NEVER_FOR = (
    "the rule is for none of its {word} examples, so its {part} is never tried; add one that it is for."
)


def remarks(conduct: Conduct) -> Iterator[Remark]:
    """Pass examples that pass only because the rule does not apply; leaves examples of other kinds only."""
    word = _word(conduct)
    if word == "pass" and conduct.world.never(conduct.applies, conduct.passes):
        return  # whatever it is for goes wrong, on purpose: there is no better example
    if word:
        message = NEVER_FOR.format(word=word, part="check" if word == "pass" else "when")
        yield Remark(conduct.rule.id, f"examples.{word}", message)


def _word(conduct: Conduct) -> str | None:
    try:
        return example_faults.idle(conduct.world.rules, conduct.rule)
    except (ValueError, TypeError):  # an example that is no case is told as such
        return None
