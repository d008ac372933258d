"""A change of one file in a set of rules, proved in memory before anybody writes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake_daemon.errors import ConfigError
from rules.difference import folders_of
from rules.editing.blocks import OWN, switched, with_copy, with_skeleton
from rules.editing.figures import figure_named, read_value
from rules.editing.places import RefusedError
from rules.editing.put import put
from rules.files.loading import Reading, read_all
from rules.files.policy_file import POLICY
from rules.files.surroundings import NOTHING
from rules.policy import is_on
from rules.problems import RuleProblem, closest, mistakes, render_all
from rules.ruleset import RuleSet


@dataclass(frozen=True)
class Edit:
    """One file, as it is and as it shall be.

    Args:
        file: its path in the rules folder.
        old: its text before; empty for a file that is not there yet.
        new: its text after.
        failures: examples that come out otherwise after it, and did not before; with none of them the set loads.
    """

    file: str
    old: str
    new: str
    failures: tuple[RuleProblem, ...] = ()

    @property
    def changes(self) -> bool:
        """False when the file says so already."""
        return self.old != self.new


def new_rule(texts: Mapping[str, str], rule: str, *, like: str | None = None, file: str = OWN) -> Edit:
    """A new rule at the end of a file: a skeleton, or a copy of another rule.

    Raises:
        RefusedError: there is such a rule already, or none to copy.
        ConfigError: the set has mistakes already.
    """
    before, rules = _read(texts)
    if rules.rule(rule):
        raise RefusedError(f"there is a rule {rule} already, in {rules.files[rule]}")
    old = texts.get(file, "")
    if like is None:
        return _proved(before, texts, file, with_skeleton(file, old, rule))
    source = texts[rules.files[_known_rule(rules, like)]]
    return _proved(before, texts, file, with_copy(file, old, rule, of=like, source=source))


def switch(texts: Mapping[str, str], name: str, *, on: bool) -> Edit:
    """A folder of rules, or a single rule, switched on or off.

    Args:
        name: of the folder ("states/kansas"; a "/" at its end says that no rule is meant), or id of the rule.

    Raises:
        RefusedError: there is neither, or there are both.
        ConfigError: the set has mistakes already.
    """
    before, rules = _read(texts)
    folder, folders = name.rstrip("/"), folders_of(rules)
    if folder in folders and rules.rule(name):
        raise RefusedError(f"{name} is a rule and a folder: write {name}/ for the folder")
    if folder in folders:
        as_wanted = is_on(rules.policy.folders, folder) == on
        old = texts[POLICY]
        return _proved(before, texts, POLICY, old if as_wanted else put(POLICY, old, ("folders", folder), on))
    file = rules.files[_known_rule(rules, name, *folders)]
    return _proved(before, texts, file, switched(file, texts[file], name, on=on))


def set_figure(texts: Mapping[str, str], name: str, value: str, *, may_be_new: bool = False) -> Edit:
    """A figure of `policy.yaml` or `matching.yaml` set to another value.

    Args:
        name: its dotted path, "house.signature_age_days" for instance.
        value: as somebody writes it.
        may_be_new: a figure of the house need not be there yet.

    Raises:
        RefusedError: there is no such figure, it cannot have this value.
        ConfigError: the set has mistakes already.
    """
    before, rules = _read(texts)
    figure = figure_named(name, rules, may_be_new=may_be_new)
    old = texts.get(figure.file, "")
    return _proved(before, texts, figure.file, put(figure.file, old, figure.path, read_value(figure, value)))


def _known_rule(rules: RuleSet, name: str, *besides: str) -> str:
    if rules.rule(name):
        return name
    hint = closest(name, [*rules.files, *besides])
    what = "rule or folder" if besides else "rule"
    raise RefusedError(f"there is no {what} {name}.{f' Did you mean {hint}?' if hint else ''}")


def _proved(before: Reading, texts: Mapping[str, str], file: str, new: str) -> Edit:
    """The edit, when nothing is wrong after it but examples that come out otherwise."""
    after = read_all({**texts, file: new}, (), NOTHING)
    wrong = [problem for problem in mistakes(after.problems) if problem not in before.problems]
    others = [problem for problem in wrong if not _is_example(problem)]
    if others:
        raise RefusedError(f"nothing was written, since with this change {render_all(others)}")
    failures = tuple(problem for problem in wrong if problem not in others)
    return Edit(file=file, old=texts.get(file, ""), new=new, failures=failures)


def _is_example(problem: RuleProblem) -> bool:
    return ".examples." in problem.key


def _read(texts: Mapping[str, str]) -> tuple[Reading, RuleSet]:
    """The set as it is.

    Raises:
        ConfigError: it has mistakes other than examples that come out otherwise.
    """
    reading = read_all(texts, (), NOTHING)
    wrong = [problem for problem in mistakes(reading.problems) if not _is_example(problem)]
    if wrong or reading.rules is None:
        raise ConfigError(render_all(wrong))
    return reading, reading.rules
