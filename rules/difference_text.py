"""A difference between two sets of rules, in lines for people."""

import difflib
from collections.abc import Iterator, Mapping

from rules.difference import Change, Difference, Named, RuleChange

SHORT = 12  #: signs of a version that people are shown
SHORT_LINE = 90  #: columns


def lines_of(difference: Difference) -> Iterator[str]:
    """What is different, in words; one line when nothing is."""
    if difference.old == difference.new:
        yield f"no difference: both are version {difference.old[:SHORT]}"
        return
    yield f"from version {difference.old[:SHORT]} to {difference.new[:SHORT]}: {summary(difference)}"
    yield from _rules("added", "+", difference.added)
    yield from _rules("removed", "-", difference.removed)
    for number, change in enumerate(difference.changed):
        yield from ("", "rules changed") if not number else ()
        yield from _changed(change)
    for number, folder in enumerate(difference.folders):
        yield from ("", "folders switched") if not number else ()
        yield f"  {folder.folder}: {'on' if folder.on else 'off'}"
    for number, figure in enumerate(difference.figures):
        yield from ("", "figures changed") if not number else ()
        yield f"  {figure.file}: {figure.key}: {figure.old} → {figure.new}"


def summary(difference: Difference) -> str:
    """Everything that is different, counted."""
    counts = (
        (len(difference.added), "rule added", "rules added"),
        (len(difference.removed), "rule removed", "rules removed"),
        (len(difference.changed), "rule changed", "rules changed"),
        (len(difference.folders), "folder switched", "folders switched"),
        (len(difference.figures), "figure changed", "figures changed"),
        (difference.examples_added, "example added", "examples added"),
        (difference.examples_removed, "example removed", "examples removed"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join(said) or "the same rules; only comments, order or spelling of the files differ"


def _rules(what: str, sign: str, named: tuple[Named, ...]) -> Iterator[str]:
    if named:
        yield ""
        yield f"rules {what}"
    for one in named:
        yield f"  {sign} {one.rule} ({one.file}): {one.title}"


def _changed(change: RuleChange) -> Iterator[str]:
    yield f"  {change.rule} ({change.file}): {change.title}"
    if change.was != change.rule:
        yield f"      name: {change.was} → {change.rule}"
    yield from (f"      {line}" for one in change.changes for line in _change(one))
    for count, what in ((change.examples_added, "added"), (change.examples_removed, "removed")):
        if count:
            yield f"      {count} example{'' if count == 1 else 's'} {what}"


def _change(change: Change) -> Iterator[str]:
    """One line when both values are short, else one each; a condition with its words below it."""
    short = f"{change.label}: {change.old} → {change.new}"
    in_words = change.old_words or change.new_words
    if not in_words and len(short) <= SHORT_LINE and "\n" not in short:
        yield short
        return
    yield f"{change.label}:"
    for what, value, words in (("was", change.old, change.old_words), ("now", change.new, change.new_words)):
        yield f"  {what}: {' '.join(value.split())}"
        if words:
            yield f"       that is: {words}"


def text_diff(old: Mapping[str, str], new: Mapping[str, str], *, names: tuple[str, str]) -> Iterator[str]:
    """The files of two sets as a unified diff, line by line.

    Args:
        names: what the two sets are called in its heads.
    """
    for file in sorted(old.keys() | new.keys()):
        before, after = old.get(file, "").splitlines(), new.get(file, "").splitlines()
        heads = (f"{names[0]}/{file}", f"{names[1]}/{file}")
        yield from difflib.unified_diff(before, after, *heads, lineterm="")
