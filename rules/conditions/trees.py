"""The tree of a condition, as Google's parser and type-checker made it.

In: what `Expression.serialize()` gives, a `cel.expr.CheckedExpr` (`rules.conditions.cel_messages`). Out: a
tree of small nodes with every name resolved and every macro unfolded, made for being answered quickly;
`rules.conditions.syntax` makes one with types and places, for telling people what is wrong with a condition.
"""

from dataclasses import dataclass
from typing import Any

from rules.conditions.cel_messages import read_checked


class NotReadError(ValueError):
    """The condition holds something that is not read here; Google's runtime evaluates it."""


@dataclass(frozen=True)
class Constant:
    """A literal."""

    value: bool | int | str


@dataclass(frozen=True)
class Name:
    """A variable, by its full name."""

    name: str


@dataclass(frozen=True)
class Call:
    """An operator or a function; the receiver of `a.f(b)` is the first argument."""

    function: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True)
class Listed:
    """A list written out."""

    items: tuple["Tree", ...]


@dataclass(frozen=True)
class Fold:
    """What `exists`, `all`, `filter` and `map` unfold to: a loop that carries a result along.

    Args:
        item: name of the element.
        over: the list.
        carried: name of the result while it grows.
        start: its first value.
        going: whether to go on, asked before each element.
        step: the result with one element more.
        result: what is made of it at the end.
    """

    item: str
    over: "Tree"
    carried: str
    start: "Tree"
    going: "Tree"
    step: "Tree"
    result: "Tree"


Tree = Constant | Name | Call | Listed | Fold


def tree_of(serialized: bytes) -> Tree:
    """Read a serialized condition.

    Raises:
        NotReadError: when it holds a kind of expression or constant that is not read here.
    """
    checked: Any = read_checked(serialized)
    for entry in checked.type_map:
        _refuse_any_type(entry.value)
    return _expression(checked.expr)


def _refuse_any_type(kind: Any) -> None:
    """Refuse what may be of any type: there `1 == true` is false in CEL and true in Python."""
    if kind.HasField("dyn"):
        raise NotReadError
    if kind.HasField("list_type"):
        _refuse_any_type(kind.list_type.elem_type)


def _expression(expr: Any) -> Tree:
    if expr.HasField("const_expr"):
        return Constant(_constant(expr.const_expr))
    if expr.HasField("ident_expr"):
        return Name(expr.ident_expr.name)
    if expr.HasField("call_expr"):
        return _call(expr.call_expr)
    if expr.HasField("list_expr") and not expr.list_expr.optional_indices:
        return Listed(tuple(_expression(item) for item in expr.list_expr.elements))
    if expr.HasField("comprehension_expr"):
        return _fold(expr.comprehension_expr)
    raise NotReadError


def _constant(written: Any) -> bool | int | str:
    for field in ("bool_value", "int64_value", "string_value"):
        if written.HasField(field):
            value: bool | int | str = getattr(written, field)
            return value
    raise NotReadError


def _call(call: Any) -> Call:
    target = (call.target,) if call.HasField("target") else ()
    return Call(call.function, tuple(_expression(one) for one in (*target, *call.args)))


def _fold(macro: Any) -> Fold:
    if macro.HasField("iter_var2"):
        raise NotReadError
    return Fold(
        item=macro.iter_var,
        over=_expression(macro.iter_range),
        carried=macro.accu_var,
        start=_expression(macro.accu_init),
        going=_expression(macro.loop_condition),
        step=_expression(macro.loop_step),
        result=_expression(macro.result),
    )
