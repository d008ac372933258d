"""A condition as a tree, with the type of every part and the place where it stands in the text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs but no py.typed marker

from rules.conditions.cel_messages import read_checked

Constant = bool | int | float | str | bytes | None

_PRIMITIVES = {1: "bool", 2: "int", 3: "uint", 4: "double", 5: "string", 6: "bytes"}
_WELL_KNOWN = {2: "date", 3: "duration"}


@dataclass(frozen=True)
class Node:
    """A part of a condition. Two parts are equal when they say the same, wherever they stand.

    Args:
        sort: bool, int, double, string, date, duration, list, or other.
        offset: 0-based, in the text of the condition; where its operator stands, if it has one.
    """

    sort: str = field(kw_only=True)
    offset: int = field(kw_only=True, compare=False)

    @property
    def parts(self) -> tuple["Node", ...]:
        """What it is made of."""
        return ()


@dataclass(frozen=True)
class Literal(Node):
    """A value written into the condition."""

    value: Constant


@dataclass(frozen=True)
class Name(Node):
    """A field, a fact, or the item that a macro goes through."""

    name: str


@dataclass(frozen=True)
class Call(Node):
    """An operator (`_&&_`, `_<_`, `@in`, …) or a function; the text it is called on comes first."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The arguments."""
        return self.arguments


@dataclass(frozen=True)
class Listing(Node):
    """A list written into the condition."""

    items: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """The items."""
        return self.items


@dataclass(frozen=True)
class Other(Node):
    """What analysis does not look into: a macro such as `exists`, a map, a part of a map."""

    what: str
    inside: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """Whatever it holds."""
        return self.inside


def tree_of(program: cel.Expression) -> Node:
    """The tree of a compiled condition."""
    checked: Any = read_checked(program.serialize())
    return _Reader(checked).node(checked.expr)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it, from the outside in."""
    yield node
    for part in node.parts:
        yield from walk(part)


def place_of(node: Node) -> int:
    """Where the first word of a part stands, as far as CEL says: 0-based, in the text of the condition."""
    return min(part.offset for part in walk(node))


class _Reader:
    """Turns the messages of one condition into nodes. `Any`: protobuf makes its classes at run time."""

    def __init__(self, checked: Any) -> None:
        self._sorts = {entry.key: _sort(entry.value) for entry in checked.type_map}
        self._offsets = {entry.key: entry.value for entry in checked.source_info.positions}

    def node(self, expr: Any) -> Node:
        place = {"sort": self._sorts.get(expr.id, "other"), "offset": self._offsets.get(expr.id, 0)}
        if expr.HasField("const_expr"):
            return Literal(_constant(expr.const_expr), **place)
        if expr.HasField("ident_expr"):
            return Name(expr.ident_expr.name, **place)
        if expr.HasField("call_expr"):
            return Call(expr.call_expr.function, self._arguments(expr.call_expr), **place)
        if expr.HasField("list_expr"):
            return Listing(tuple(self.node(item) for item in expr.list_expr.elements), **place)
        return Other(*self._other(expr), **place)

    def _arguments(self, call: Any) -> tuple[Node, ...]:
        target = (self.node(call.target),) if call.HasField("target") else ()
        return (*target, *(self.node(argument) for argument in call.args))

    def _other(self, expr: Any) -> tuple[str, tuple[Node, ...]]:
        if expr.HasField("select_expr"):
            select = expr.select_expr
            return f"{'has ' if select.test_only else ''}.{select.field}", (self.node(select.operand),)
        if expr.HasField("comprehension_expr"):
            macro = expr.comprehension_expr
            parts = (
                macro.iter_range,
                macro.accu_init,
                macro.loop_condition,
                macro.loop_step,
                macro.result,
            )
            return f"for {macro.iter_var} {macro.accu_var}", tuple(self.node(part) for part in parts)
        entries = expr.struct_expr.entries
        return "map", tuple(self.node(part) for entry in entries for part in (entry.map_key, entry.value))


def _sort(kind: Any) -> str:
    if kind.HasField("primitive"):
        return _PRIMITIVES.get(kind.primitive, "other")
    if kind.HasField("well_known"):
        return _WELL_KNOWN.get(kind.well_known, "other")
    return "list" if kind.HasField("list_type") else "other"


def _constant(written: Any) -> Constant:
    for name in ("bool_value", "int64_value", "uint64_value", "double_value", "string_value", "bytes_value"):
        if written.HasField(name):
            value: Constant = getattr(written, name)
            return value
    return None
