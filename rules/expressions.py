"""Conditions in CEL, the Common Expression Language: type-checked when read, evaluated in three values.

CEL lets `true || error` be true and `false && error` be false. We use that for what is not known: a field
we are not sure of is left out of the activation, so that whatever really depends on it is an error, and
only that. An error therefore means: unsure, when a field the condition names is in doubt; else it means
that a value is compared which is not on the paper, and such a condition does not hold.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs but no py.typed marker

from rules import vocabulary
from rules.problems import closest

STRING_LITERAL = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
CEL_FAULT = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
NOT_A_PART = re.compile(r"cannot be the operand of a select operation")
UNBOUND = "No value with name"


class Answer(Enum):
    """What a condition says of a case."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Fault:
    """Why a condition does not load.

    Args:
        message: one sentence.
        word: the word at fault, to be found in the file; "" when the place is all we know.
        line: 1-based, within the condition.
        column: 1-based, within that line.
        suggestion: the known word that may have been meant.
    """

    message: str
    word: str = ""
    line: int = 1
    column: int = 1
    suggestion: str | None = None


@dataclass(frozen=True)
class Condition:
    """A compiled condition.

    Args:
        text: as written.
        program: CEL's own form of it.
        names: variables it uses.
        fields: fields it uses, in the order they are named.
    """

    text: str
    program: cel.Expression
    names: frozenset[str]
    fields: tuple[str, ...]

    def ask(self, activation: cel.Activation, doubtful: frozenset[str]) -> Answer:
        """Evaluate; `doubtful` are the fields of this case that nobody can be sure of."""
        said = self.program.eval(activation)
        if said.type() == cel.Type.BOOL:
            return Answer.YES if said.value() else Answer.NO
        if not doubtful.isdisjoint(self.fields):
            return Answer.UNSURE
        return Answer.NO if UNBOUND in str(said.value()) else Answer.UNSURE

    def plainly_false(self, activation: cel.Activation) -> bool:
        """True when it evaluates to false with nothing unknown in the way."""
        said = self.program.eval(activation)
        return said.type() == cel.Type.BOOL and not said.value()


class Language:
    """CEL with our words in it, for one policy."""

    def __init__(self, house: Mapping[str, int], holidays: frozenset[date] = frozenset()) -> None:
        functions = vocabulary.functions(holidays)
        self.types = vocabulary.variables(house)
        self.words = frozenset(self.types) | {function.name for function in functions}
        self.environment = cel.NewEnv(
            variables=self.types, functions=[vocabulary.declare(function) for function in functions]
        )

    def compile(self, text: str) -> Condition | tuple[Fault, ...]:
        """Compile one condition, or say everything that is wrong with it."""
        try:
            program = self.environment.compile(text)
        except RuntimeError as error:
            return tuple(self._faults(text, str(error)))
        if program.return_type() != cel.Type.BOOL:
            return (Fault("a condition must be true or false; this one gives a value."),)
        names = tuple(dict.fromkeys(self._names(text)))
        fields = dict.fromkeys(field for name in names if (field := vocabulary.field_of(name)))
        return Condition(text=text, program=program, names=frozenset(names), fields=tuple(fields))

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

    def _faults(self, text: str, said: str) -> Iterator[Fault]:
        found = CEL_FAULT.findall(said) or [("1", "1", said)]
        for line, column, message in found:
            yield self._fault(text, int(line), int(column), message)

    def _fault(self, text: str, line: int, column: int, message: str) -> Fault:
        undeclared = UNDECLARED.search(message)
        if undeclared:
            return self._unknown(undeclared.group(1), line, column)
        word = _dotted_at(text, line, column)
        if NOT_A_PART.search(message) and word:
            return self._unknown(word, line, column)
        return Fault(_in_plain_words(message), line=line, column=column)

    def _unknown(self, word: str, line: int, column: int) -> Fault:
        message = f"there is no field, fact or function {word}."
        return Fault(message, word=word, line=line, column=column, suggestion=closest(word, self.words))


def _dotted_at(text: str, line: int, column: int) -> str:
    """The dotted word around a place in the text (both counts from 1)."""
    lines = text.splitlines()
    source = lines[line - 1] if line <= len(lines) else ""
    for found in NAME.finditer(source):
        if found.start() <= column - 1 <= found.end():
            return found.group()
    return ""


def _in_plain_words(message: str) -> str:
    plain = re.sub(r",? expecting \{.*", "", message).removeprefix("Syntax error: ")
    plain = plain.replace("google.protobuf.Timestamp", "date").replace("'<EOF>'", "its end")
    overload = re.match(r"found no matching overload for '_?([^']+?)_?' applied to '\((.*)\)'", plain)
    if overload:
        return f"{overload.group(1)} cannot be used on ({overload.group(2)})."
    return f"this is not a condition: {plain}."
