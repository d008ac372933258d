"""Reading one file of rules: shape, sense, and conditions that compile."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.consistency import faults_of
from rules.expressions import Condition, Fault, Language
from rules.policy import Policy, is_on
from rules.problems import RuleProblem
from rules.ruleset import Rule
from rules.schema import RuleText
from rules.shapes import validated
from rules.sheet import Path, Sheet


@dataclass
class RuleReader:
    """Reads the files of a folder one after the other and collects rules and problems.

    Args:
        language: what conditions are compiled with.
        policy: what queues are looked up in; None when the policy itself is wrong.
    """

    language: Language
    policy: Policy | None
    rules: dict[str, Rule] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[RuleProblem] = field(default_factory=list)
    _places: dict[str, RuleProblem] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> None:
        """Take in every rule of one file."""
        if not isinstance(sheet.content, list):
            message = "a rules file is a list: every rule begins with '- id:'."
            self.problems.append(sheet.problem((), message))
            return
        for index, block in enumerate(sheet.content):
            text, problems = validated(RuleText, block, sheet, (index,))
            self.problems.extend(problems)
            if text is not None:
                self._add(text, sheet, index)

    def _add(self, text: RuleText, sheet: Sheet, index: int) -> None:
        here = sheet.problem((index, "id"), "")
        first = self._places.setdefault(text.id, here)
        if first is not here:
            message = f"the id {text.id} is taken: {first.file}, line {first.line}."
            self.problems.append(here.model_copy(update={"message": message}))
            return
        for key, message, hint in faults_of(text, self.policy):
            self.problems.append(sheet.problem((index, key), message, at_key=True, suggestion=hint))
        self.rules[text.id] = self._compile(text, sheet, index)
        self.files[text.id] = sheet.name

    def _compile(self, text: RuleText, sheet: Sheet, index: int) -> Rule:
        when = [*self._conditions(sheet, (index, "when"), text.when)]
        holds = [
            *self._conditions(sheet, (index, "check"), text.check),
            *self._conditions(sheet, (index, "forbid"), text.forbid),
        ]
        for limit in text.require.limits() if text.require else ():
            holds.extend(self._conditions(sheet, (index, "require"), limit))
        return Rule(text, when[0] if when else None, tuple(holds), self._switched_on(sheet))

    def _switched_on(self, sheet: Sheet) -> bool:
        return self.policy is None or is_on(self.policy.folders, sheet.name.rpartition("/")[0])

    def _conditions(self, sheet: Sheet, path: Path, text: str | None) -> Iterator[Condition]:
        """One condition or none: a faulty one leaves its problems behind instead."""
        if text is None:
            return
        made = self.language.compile(text)
        if isinstance(made, Condition):
            yield made
        else:
            self.problems.extend(point_at(sheet, path, fault) for fault in made)


def point_at(sheet: Sheet, path: Path, fault: Fault) -> RuleProblem:
    """Where a fault of a condition stands in the file, however YAML has the condition written."""
    line, column = sheet.place(path)
    if fault.word:
        found = _find(sheet.lines, fault.word, line, column)
        if found:
            return sheet.problem_at(*found, path, fault.message, suggestion=fault.suggestion)
    written = sheet.lines[line][column:] if line < len(sheet.lines) else ""
    if written and not written.startswith((">", "|")):
        quote = int(written[0] in "'\"")
        column = min(column + quote + fault.column - 1, column + len(written) - 1)
    return sheet.problem_at(line, column, path, fault.message)


def _find(lines: tuple[str, ...], word: str, line: int, column: int) -> tuple[int, int] | None:
    """The first place of a word at or after a line and column."""
    for number in range(line, len(lines)):
        found = lines[number].find(word, column if number == line else 0)
        if found >= 0:
            return number, found
    return None
