"""Conditions in CEL, the Common Expression Language: type-checked when read, evaluated in three values.

CEL lets `true || error` be true and `false && error` be false. We use that for what is not known: a field
we are not sure of is not bound to any value, so that whatever really depends on it is an error, and
only that. An error therefore means: unsure, when a field the condition names is in doubt; else it means
that a value is compared which is not on the paper. Then there is nothing to compare: a `when` does not hold,
and a check and a forbid both pass, since whether the value must be there is for `require` to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs but no py.typed marker

from rules.conditions import vocabulary
from rules.conditions.bindings import Bindings
from rules.conditions.cel_words import NAME, STRING_LITERAL, Fault, faults_in
from rules.conditions.readers import FAULTS, Reader, reader_of
from rules.conditions.standings import UNSURE
from rules.conditions.trees import NotReadError, Tree, tree_of

UNBOUND = "No value with name"


class Answer(Enum):
    """What a condition says of a case."""

    YES = "yes"
    NO = "no"
    NOTHING = "nothing to compare"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Condition:
    """A compiled condition.

    Args:
        text: as written.
        program: CEL's own form of it.
        names: variables it uses.
        fields: fields it uses, in the order they are named.
        tree: its parts, to be put together with those of others; None when it cannot be taken apart.
        reader: the quick way to its answer; None when there is only Google's runtime.
    """

    text: str
    program: cel.Expression
    names: frozenset[str]
    fields: tuple[str, ...]
    tree: Tree | None = None
    reader: Reader | None = None

    def ask(self, names: Bindings, plainly: bool = False) -> Answer:
        """What it says of a case.

        Args:
            plainly: ask Google's runtime, whose word is what every quicker way is held against.
        """
        if self.reader is None or plainly:
            return self._answer_of_runtime(names)
        try:
            said = self.reader(names)
        except FAULTS:
            return self._answer_of_runtime(names)
        if said is None:
            return Answer.UNSURE if self._is_in_doubt(names) else Answer.NOTHING
        return Answer.YES if said else Answer.NO

    def _answer_of_runtime(self, names: Bindings) -> Answer:
        known = {name: value for name in self.names if (value := names[name]) is not None}
        said = self.program.eval(data=known)
        if said.type() == cel.Type.BOOL:
            return Answer.YES if said.value() else Answer.NO
        if self._is_in_doubt(names):
            return Answer.UNSURE
        return Answer.NOTHING if UNBOUND in str(said.value()) else Answer.UNSURE

    def _is_in_doubt(self, names: Bindings) -> bool:
        return any(names.standing(field) is UNSURE for field in self.fields)


class Language:
    """CEL with our words in it, for one policy."""

    def __init__(self, house: Mapping[str, int], holidays: frozenset[date] = frozenset()) -> None:
        functions = vocabulary.functions(holidays)
        self._functions = {function.name: function.does for function in functions}
        self.types = vocabulary.variables(house)
        self.signatures = {function.name: function.signature for function in functions}
        self.words = frozenset(self.types) | {function.name for function in functions}
        self.environment = cel.NewEnv(
            variables=self.types, functions=[vocabulary.declare(function) for function in functions]
        )

    def compile(self, text: str) -> Condition | tuple[Fault, ...]:
        """Compile one condition, or say everything that is wrong with it."""
        try:
            program = self.environment.compile(text)
        except RuntimeError as error:
            return tuple(faults_in(text, str(error), self.words, self.signatures))
        if program.return_type() != cel.Type.BOOL:
            return (Fault("a condition must be true or false; this one gives a value. Is .present meant?"),)
        names = tuple(dict.fromkeys(self._names(text)))
        fields = dict.fromkeys(field for name in names if (field := vocabulary.field_of(name)))
        tree = _tree(program)
        return Condition(text, program, frozenset(names), tuple(fields), tree, self.reader(tree))

    def reader(self, tree: Tree | None) -> Reader | None:
        """The quick way to a condition's answer; None when there is none."""
        if tree is None:
            return None
        try:
            return reader_of(tree, self._functions)
        except NotReadError:
            return None

    def _names(self, text: str) -> Iterator[str]:
        """The variables named, each as the longest known beginning of a dotted word."""
        for found in NAME.finditer(STRING_LITERAL.sub('""', text)):
            known = self._known_part(found.group())
            if known:
                yield known

    def _known_part(self, dotted: str) -> str | None:
        steps = dotted.split(".")
        for count in range(len(steps), 0, -1):
            name = ".".join(steps[:count])
            if name in self.types:
                return name
        return None


def _tree(program: cel.Expression) -> Tree | None:
    try:
        return tree_of(program.serialize())
    except NotReadError:
        return None
