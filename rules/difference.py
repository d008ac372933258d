"""What one set of rules says otherwise than another: by meaning, not by lines.

Order, comments and spelling of the files do not count; what is compared is what would be judged with.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from intake_daemon.model import Frozen
from rules.aloud import Speaker, in_one_line
from rules.files.matching_file import MATCHING
from rules.files.policy_file import POLICY
from rules.key_words import in_words, label, value_of
from rules.policy import is_on
from rules.ruleset import RuleSet
from rules.schema import Example, Examples, RuleText

Figures = Mapping[str, object]
APART = ("id", "examples")  #: keys of a rule that are not compared as values


class Change(Frozen):
    """One value that is another: where, and both in words.

    Args:
        key: the key of a rule, or the dotted path of a figure.
        label: what people call it.
        old: the value before.
        new: the value after.
        old_words: what a condition said, as a sentence; "" for other values, and where there are no words.
        new_words: what it says now.
    """

    key: str
    label: str
    old: str
    new: str
    old_words: str = ""
    new_words: str = ""


class Named(Frozen):
    """A rule that is in one set only: its id and title, and the file it stands in."""

    rule: str
    title: str
    file: str


class RuleChange(Frozen):
    """A rule that both sets have and that says something else.

    Args:
        rule: its id in the new set.
        was: its id in the old set: another one when it was only renamed.
        title: as it is now.
        file: where it stands now.
        changes: key by key.
        examples_added: how many examples the old one does not have.
        examples_removed: how many of the old one are gone.
    """

    rule: str
    was: str
    title: str
    file: str
    changes: tuple[Change, ...] = ()
    examples_added: int = 0
    examples_removed: int = 0


class FolderSwitch(Frozen):
    """A folder of rules that is switched the other way."""

    folder: str
    on: bool


class FigureChange(Change):
    """A figure of `policy.yaml` or `matching.yaml` that is another."""

    file: str


class Difference(Frozen):
    """Everything that is different.

    Args:
        old: version before.
        new: version after.
        added: rules that are new, by id.
        removed: rules that are gone, by id.
        changed: rules that say something else, by id.
        folders: folders that are switched, by name.
        figures: figures that are others, `policy.yaml` first.
        examples_added: over all changed rules.
        examples_removed: over all changed rules.
    """

    old: str
    new: str
    added: tuple[Named, ...] = ()
    removed: tuple[Named, ...] = ()
    changed: tuple[RuleChange, ...] = ()
    folders: tuple[FolderSwitch, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    examples_added: int = 0
    examples_removed: int = 0

    @property
    def in_meaning(self) -> bool:
        """True when something is different that requests are judged by, or an example."""
        return any((self.added, self.removed, self.changed, self.folders, self.figures))


def compare(old: RuleSet, new: RuleSet) -> Difference:
    """Say what the new set says otherwise."""
    before = {rule.id: rule.text for rule in old.rules}
    after = {rule.id: rule.text for rule in new.rules}
    renamed = dict(_renamed(before, after))
    added = tuple(_named(after[name], new) for name in after if name not in before and name not in renamed)
    gone = (name for name in before if name not in after and name not in renamed.values())
    pairs = {name: renamed.get(name, name) for name in after if name in before or name in renamed}
    compared = (_rule(before[was], after[name], old, new) for name, was in sorted(pairs.items()))
    changed = tuple(change for change in compared if change is not None)
    return Difference(
        old=old.version,
        new=new.version,
        added=added,
        removed=tuple(_named(before[name], old) for name in gone),
        changed=changed,
        folders=tuple(_folders(old, new)),
        figures=tuple(_figures(old, new)),
        examples_added=sum(change.examples_added for change in changed),
        examples_removed=sum(change.examples_removed for change in changed),
    )


def _named(text: RuleText, rules: RuleSet) -> Named:
    return Named(rule=text.id, title=text.title, file=rules.files.get(text.id, ""))


def _renamed(before: Mapping[str, RuleText], after: Mapping[str, RuleText]) -> Iterator[tuple[str, str]]:
    """Pairs of new and old names under which the very same rule stands."""
    left = {name: text for name, text in before.items() if name not in after}
    for name, text in after.items():
        if name in before:
            continue
        same = (was for was, other in left.items() if other.model_copy(update={"id": name}) == text)
        was = next(same, None)
        if was is not None:
            del left[was]
            yield name, was


def _rule(old: RuleText, new: RuleText, before: RuleSet, after: RuleSet) -> RuleChange | None:
    changes = tuple(_spoken(change, before, after, old.id, new.id) for change in _keys(old, new))
    file, was = after.files.get(new.id, ""), before.files.get(old.id, "")
    if file != was:
        changes += (Change(key="file", label="stands in", old=was, new=file),)
    shown, before_shown = _all(new.examples), _all(old.examples)
    added = sum(1 for example in shown if example not in before_shown)
    removed = sum(1 for example in before_shown if example not in shown)
    if not (changes or added or removed or old.id != new.id):
        return None
    return RuleChange(
        rule=new.id,
        was=old.id,
        title=new.title,
        file=file,
        changes=changes,
        examples_added=added,
        examples_removed=removed,
    )


def _keys(old: RuleText, new: RuleText) -> Iterator[Change]:
    for key in RuleText.model_fields:
        if key not in APART and getattr(old, key) != getattr(new, key):
            yield Change(key=key, label=label(key), old=value_of(old, key), new=value_of(new, key))


def _spoken(change: Change, before: RuleSet, after: RuleSet, was: str, now: str) -> Change:
    """The change of a condition with both of them in words."""
    if change.key not in ("when", "check", "forbid"):
        return change
    old, new = _in_words(before, was, change.key), _in_words(after, now, change.key)
    return change.model_copy(update={"old_words": old, "new_words": new})


def _in_words(rules: RuleSet, rule_id: str, key: str) -> str:
    rule = rules.rule(rule_id)
    if rule is None or not getattr(rule.text, key):
        return ""
    condition = rule.when if key == "when" else next(iter(rule.holds), None)
    said = Speaker(rules.policy.house).say(condition) if condition else None
    return in_one_line(said) if said else ""


def _all(examples: Examples) -> list[tuple[str, Example]]:
    """Every example with what it claims."""
    return [(claim, one) for claim in Examples.model_fields for one in getattr(examples, claim)]


def _folders(old: RuleSet, new: RuleSet) -> Iterator[FolderSwitch]:
    """Folders with rules in them, or in folders below them, that are switched otherwise."""
    for folder in sorted(folders_of(old) | folders_of(new)):
        on = is_on(new.policy.folders, folder)
        if on != is_on(old.policy.folders, folder):
            yield FolderSwitch(folder=folder, on=on)


def folders_of(rules: RuleSet) -> frozenset[str]:
    """Every folder that a rule stands in, and every folder above it; the rules folder itself left out."""
    parents = (parent for file in rules.files.values() for parent in PurePosixPath(file).parents)
    return frozenset(parent.as_posix() for parent in parents if parent.name)


def _figures(old: RuleSet, new: RuleSet) -> Iterator[FigureChange]:
    for file, before, after in (
        (POLICY, flattened(old.policy, "folders"), flattened(new.policy, "folders")),
        (MATCHING, flattened(old.tuning), flattened(new.tuning)),
    ):
        for path in dict.fromkeys((*before, *after)):
            was, now = before.get(path), after.get(path)
            if was != now:
                named = path.replace("_", " ")
                yield FigureChange(file=file, key=path, label=named, old=in_words(was), new=in_words(now))


def flattened(model: Frozen, *apart: str) -> dict[str, object]:
    """Every single figure of a file by its dotted path, such as `escalation.review.to`."""
    figures: dict[str, object] = {}
    for name in type(model).model_fields:
        if name not in apart:
            figures.update(_leaves(name, getattr(model, name)))
    return figures


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from _leaves(f"{path}.{name}", getattr(value, name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    else:
        yield path, value
