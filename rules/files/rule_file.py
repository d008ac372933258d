"""Reading one file of rules: shape, sense, and conditions that compile."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.conditions.cel_words import Fault
from rules.conditions.expressions import Condition, Language
from rules.conditions.literals import faults_of as faults_of_literals
from rules.conditions.syntax import tree_of
from rules.files.consistency import faults_of, no_queue
from rules.files.pointing import place_in
from rules.files.shapes import validated
from rules.files.sheet import Path, Sheet, Tree
from rules.files.surroundings import NOTHING, Surroundings
from rules.policy import Policy, is_on
from rules.problems import RuleProblem, mistakes
from rules.ruleset import Rule
from rules.schema import RuleText

CONDITIONS = ("when", "check", "forbid")
LIMITS = {"not_after": "<=", "not_before": ">="}  #: date limits of require, and the comparison they stand for
WHOLE_FILE = {"kinds", "queues", "escalation", "next_steps"}  #: keys of policy.yaml


@dataclass(frozen=True)
class RulePlace:
    """Where a rule stands: its file and which one it is in it, from 0."""

    sheet: Sheet
    index: int


@dataclass
class RuleReader:
    """Reads the files of a folder one after the other and collects rules and problems.

    Args:
        language: what conditions are compiled with.
        policy: what queues are looked up in; None when the policy itself is wrong.
        around: the templates and texts that rules may call for.
        rules: by id; usable when there are no problems.
        places: where each of them stands.
        sound: those of them in which nothing is wrong.
        unusable: the problems that leave no rule to work with: a wrong shape, a condition that does not compile.
    """

    language: Language
    policy: Policy | None
    around: Surroundings = NOTHING
    rules: dict[str, Rule] = field(default_factory=dict)
    places: dict[str, RulePlace] = field(default_factory=dict)
    sound: dict[str, Rule] = field(default_factory=dict)
    problems: list[RuleProblem] = field(default_factory=list)
    unusable: list[RuleProblem] = field(default_factory=list)

    @property
    def files(self) -> dict[str, str]:
        """The file each rule stands in, by id."""
        return {name: place.sheet.name for name, place in self.places.items()}

    def read(self, sheet: Sheet) -> None:
        """Take in every rule of one file."""
        if sheet.content is None or sheet.content == []:
            message = "this file holds no rule; take it away, or write one that begins with '- id:'."
            self.problems.append(sheet.problem((), message).model_copy(update={"warning": True}))
        elif isinstance(sheet.content, list):
            for index, block in enumerate(sheet.content):
                self._read_rule(block, sheet, index)
        else:
            self._cannot_use(sheet.problem((), _no_list(sheet.content)))

    def _cannot_use(self, *problems: RuleProblem) -> None:
        self.problems.extend(problems)
        self.unusable.extend(problems)

    def _read_rule(self, block: Tree, sheet: Sheet, index: int) -> None:
        before = len(self.problems)
        text, problems = validated(RuleText, block, sheet, (index,))
        self._cannot_use(*problems)
        self.problems.extend(_empty(sheet, block, (index,)))
        if text is None:  # its conditions are looked at all the same, so that everything is told at once
            written = block if isinstance(block, dict) else {}
            for key in CONDITIONS:
                condition = written.get(key)
                if isinstance(condition, str) and condition.strip():
                    list(self._conditions(sheet, (index, key), condition.strip()))
            self._queue(written.get("queue"), sheet, index)
            return
        first = self.places.setdefault(text.id, RulePlace(sheet, index))
        for key, message, hint, warning in faults_of(text, self.policy, self.around, sheet.name):
            problem = sheet.problem((index, *key.split(".")), message, at_key=True, suggestion=hint)
            self.problems.append(problem.model_copy(update={"warning": warning}))
        rule = self._compile(text, sheet, index)
        if first == RulePlace(sheet, index):
            self.rules[text.id] = rule
            if not mistakes(self.problems[before:]):
                self.sound[text.id] = rule
        else:
            line, _ = first.sheet.place((first.index, "id"))
            message = f"the id {text.id} is taken: {first.sheet.name}, line {line + 1}."
            self.problems.append(sheet.problem((index, "id"), message))

    def _queue(self, queue: Tree, sheet: Sheet, index: int) -> None:
        if self.policy and isinstance(queue, str) and queue not in self.policy.queues:
            message, hint = no_queue(queue, self.policy)
            self.problems.append(sheet.problem((index, "queue"), message, suggestion=hint))

    def _compile(self, text: RuleText, sheet: Sheet, index: int) -> Rule:
        when = [*self._conditions(sheet, (index, "when"), text.when)]
        holds = [
            *self._conditions(sheet, (index, "check"), text.check),
            *self._conditions(sheet, (index, "forbid"), text.forbid),
        ]
        for key, sign in LIMITS.items():
            limit = getattr(text.require, key, None)
            before = f"{text.require.field} {sign} " if text.require else ""
            holds.extend(self._conditions(sheet, (index, "require", key), limit, before))
        return Rule(text, when[0] if when else None, tuple(holds), self._switched_on(sheet))

    def _switched_on(self, sheet: Sheet) -> bool:
        return self.policy is None or is_on(self.policy.folders, sheet.name.rpartition("/")[0])

    def _conditions(
        self, sheet: Sheet, path: Path, text: str | None, before: str = ""
    ) -> Iterator[Condition]:
        """One condition or none: a faulty one leaves its problems behind instead.

        Args:
            before: what is put before the text to make a condition of it.
        """
        if text is None:
            return
        made = self.language.compile(before + text)
        if isinstance(made, Condition):
            faults = tuple(faults_of_literals(tree_of(made.program)))
            self.problems.extend(point_at(sheet, path, text, fault, len(before)) for fault in faults)
            yield made
        else:
            self._cannot_use(*(point_at(sheet, path, text, fault, len(before)) for fault in made))


def point_at(sheet: Sheet, path: Path, text: str, fault: Fault, before: int = 0) -> RuleProblem:
    """Where a fault of a condition stands in the file."""
    place = place_in(sheet, path, text, max(0, fault.offset - before))
    problem = sheet.problem_at(*place, path, fault.message, suggestion=fault.suggestion)
    return problem.model_copy(update={"warning": fault.warning})


def _empty(sheet: Sheet, node: Tree, path: Path) -> Iterator[RuleProblem]:
    """Keys without a value: a `when` that was emptied would let its rule apply to everything."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if value is None:
            yield sheet.problem((*path, key), "this key has no value; give it one, or take it out.")
        elif key != "examples":
            yield from _empty(sheet, value, (*path, key))


def _no_list(content: Tree) -> str:
    if not isinstance(content, dict):
        return "a rules file is a list: every rule begins with '- id:'."
    if "id" in content:
        return "a rules file is a list: write '- ' before id, and two blanks before every other line of the rule."
    if isinstance(content.get("rules"), list):
        return "a rules file is a list: take out the line 'rules:', and begin every rule with '- id:'."
    if WHOLE_FILE & set(content):
        return "this belongs in policy.yaml at the top of the folder; a rules file is a list of rules."
    return "a rules file is a list: every rule begins with '- id:'."
