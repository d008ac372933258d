"""The library's conditions in the words of public rule engines, and all engines behind one small face.

A condition is comparable when it holds only variables, literals, comparisons, `in`, and, or, not: no loops, and no
functions of ours. Days are given to the peers as numbers, whose comparison is the cheapest; names without their dots.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import rule_engine
import zen
from cel_expr_python import cel

from rules import RuleSet
from rules.conditions.bindings import Bindings
from rules.conditions.expressions import Condition
from rules.conditions.trees import Call, Constant, Listed, Name, Tree

SIGNS = {
    "_&&_": "and",
    "_||_": "or",
    "_==_": "==",
    "_!=_": "!=",
    "_<_": "<",
    "_<=_": "<=",
    "_>_": ">",
    "_>=_": ">=",
    "@in": "in",
}


class Engine(Protocol):
    """Something that answers conditions."""

    name: str

    def answers(self, names: Bindings) -> list[bool | None]:
        """What each condition says of one case; None when the engine cannot tell."""
        ...


def comparable(rule_set: RuleSet) -> tuple[Condition, ...]:
    """The conditions of a library that every engine can say, each once."""
    told = {
        one.text: one for rule in rule_set.rules for one in rule.conditions if one.tree and _can(one.tree)
    }
    return tuple(told.values())


def _can(tree: Tree) -> bool:
    match tree:
        case Constant() | Name():
            return True
        case Listed(items):
            return all(_can(item) for item in items)
        case Call(function, arguments):
            return (function in SIGNS or function == "!_") and all(_can(part) for part in arguments)
        case _:
            return False


def written(tree: Tree) -> str:
    """A comparable condition as rule-engine and zen-engine write it."""
    match tree:
        case Constant(value):
            return str(value).lower() if isinstance(value, bool) else repr(value)
        case Name(name):
            return _plain(name)
        case Listed(items):
            return f"[{', '.join(written(item) for item in items)}]"
        case Call("!_", (part,)):
            return f"not ({written(part)})"
        case Call(function, (left, right)):
            return f"({written(left)} {SIGNS[function]} {written(right)})"
    raise ValueError(tree)


def _plain(name: str) -> str:
    return name.replace(".", "_")


class Ours:
    """The quick way."""

    name = "ours"

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.readers = [condition.reader for condition in conditions]

    def answers(self, names: Bindings) -> list[bool | None]:
        """What each condition says; None for what is unknown."""
        return [reader(names) for reader in self.readers if reader]  # type: ignore[misc]  # of conditions


class Runtime:
    """Google's runtime, each condition with the names it uses."""

    name = "cel-expr-python"

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.conditions = conditions

    def answers(self, names: Bindings) -> list[bool | None]:
        """What each condition says; None for an error."""
        return [self._answer(condition, names) for condition in self.conditions]

    def _answer(self, condition: Condition, names: Bindings) -> bool | None:
        known = {name: value for name in condition.names if (value := names[name]) is not None}
        said = condition.program.eval(data=known)
        return said.value() if said.type() == cel.Type.BOOL else None


class Shared:
    """A peer that is given everything about a case in one go."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self.used = sorted({name for condition in conditions for name in condition.names})

    def values(self, names: Bindings) -> dict[str, object]:
        """All variables in plain types; None for what is unknown."""
        return {_plain(name): _number(names[name]) for name in self.used}


def _number(value: object) -> object:
    return value.toordinal() if isinstance(value, datetime) else value


class RuleEngine(Shared):
    """PyPI's rule-engine."""

    name = "rule-engine"

    def __init__(self, conditions: Sequence[Condition]) -> None:
        super().__init__(conditions)
        context = rule_engine.Context(default_value=None)
        self.rules = [rule_engine.Rule(written(one.tree), context=context) for one in conditions if one.tree]

    def answers(self, names: Bindings) -> list[bool | None]:
        """What each rule matches; None for an error."""
        values = self.values(names)
        return [self._answer(rule, values) for rule in self.rules]

    def _answer(self, rule: rule_engine.Rule, values: dict[str, object]) -> bool | None:
        try:
            return rule.matches(values)
        except (rule_engine.EvaluationError, TypeError):  # the second where a list is none
            return None


class ZenEngine(Shared):
    """PyPI's zen-engine, its expressions compiled once."""

    name = "zen-engine"

    def __init__(self, conditions: Sequence[Condition]) -> None:
        super().__init__(conditions)
        self.expressions = [zen.compile_expression(written(one.tree)) for one in conditions if one.tree]

    def answers(self, names: Bindings) -> list[bool | None]:
        """What each expression gives; None for an error."""
        values = self.values(names)
        return [self._answer(expression, values) for expression in self.expressions]

    def _answer(self, expression: zen.PyExpression, values: dict[str, object]) -> bool | None:
        try:
            return expression.evaluate(values)
        except RuntimeError:
            return None


ENGINES = (Ours, Runtime, RuleEngine, ZenEngine)
