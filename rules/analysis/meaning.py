"""What a condition comes to in the world of all cases, with CEL's own rules for errors.

`true || error` is true and `false && error` is false; every other operator and function on an error is one.
An operator that is not known here may come to anything its type allows, so nothing is ever claimed of it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from rules.analysis.world import Formula, Term, Truth, World
from rules.conditions.expressions import Condition
from rules.conditions.syntax import Call, Listing, Literal, Name, Node

LARGEST = 10**12  #: up to here whole numbers are added as they are; CEL's own end at 2**63
COMPARED: dict[str, Callable[[Any, Any], Formula]] = {
    "_==_": lambda left, right: left == right,
    "_!=_": lambda left, right: left != right,
    "_<_": lambda left, right: left < right,
    "_<=_": lambda left, right: left <= right,
    "_>_": lambda left, right: left > right,
    "_>=_": lambda left, right: left >= right,
}
ORDERED = ("int", "date", "duration")
EQUATED = (*ORDERED, "string")
NEVER_BREAKING = {*COMPARED, "@in", "contains", "startsWith", "endsWith", "mentions", "matches_facility"}


class Said(NamedTuple):
    """When the answer is yes, when no, when there is nothing to compare, and when it cannot be told."""

    yes: Formula
    no: Formula
    nothing: Formula
    unsure: Formula


class Meanings:
    """Gives every part of every condition its meaning, the same part the same one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._truths: dict[Node, Truth] = {}
        self._terms: dict[Node, Term] = {}
        self._functions: dict[str, Callable[[Call], Formula | None]] = {
            "days_between": self._days_between,
            "age_on": self._age,
            "business_days_after": self._business_days_after,
            "size": self._size,
            "_+_": self._sum,
            "_-_": self._difference,
            "_*_": self._product,
            "_/_": self._quotient,
            "_%_": self._remainder,
            "-_": self._negative,
        }

    def answer(self, condition: Condition, tree: Node) -> Said:
        """When a condition's answer may be which; as `Condition.ask` has it."""
        world, truth = self.world, self.truth(tree)
        doubt = world.doubt(condition.fields)
        unsure = z3.Or(truth.broken, z3.And(truth.unbound, doubt))
        return Said(truth.yes, truth.no, z3.And(truth.unbound, z3.Not(doubt)), unsure)

    def truth(self, node: Node) -> Truth:
        """The meaning of something that is true or false."""
        if node not in self._truths:
            self._truths[node] = self._truth(node)
        return self._truths[node]

    def term(self, node: Node) -> Term:
        """The meaning of a number, a day or a text."""
        if node not in self._terms:
            self._terms[node] = self._term(node)
        return self._terms[node]

    def _truth(self, node: Node) -> Truth:
        world = self.world
        if isinstance(node, Literal) and isinstance(node.value, bool):
            return self._said(world.true if node.value else world.false)
        if isinstance(node, Name) and node.name in world.rules.language.types:
            return self._said(world.truth(node.name), world.missing(node.name))
        if not isinstance(node, Call):
            return self._anything()
        if node.function in ("_&&_", "_||_"):
            return self._joined(node)
        if node.function == "!_":
            inner = self.truth(node.arguments[0])
            return Truth(inner.no, inner.yes, inner.unbound, inner.broken)
        if node.function == "_?_:_":
            return self._choice(node)
        unbound, broken = self._errors(node.arguments)
        if node.function not in NEVER_BREAKING:
            broken = z3.Or(broken, self.world.flag())
        return self._said(self._holds(node), unbound, broken)

    def _joined(self, node: Call) -> Truth:
        """`&&` and `||`: one side may decide, whatever becomes of the other."""
        left, right = (self.truth(argument) for argument in node.arguments)
        if node.function == "_&&_":
            yes, no = z3.And(left.yes, right.yes), z3.Or(left.no, right.no)
        else:
            yes, no = z3.Or(left.yes, right.yes), z3.And(left.no, right.no)
        open_still = z3.Not(z3.Or(yes, no))
        return Truth(
            yes,
            no,
            z3.And(open_still, z3.Or(left.unbound, right.unbound)),
            z3.And(open_still, z3.Or(left.broken, right.broken)),
        )

    def _choice(self, node: Call) -> Truth:
        asked, then, other = (self.truth(argument) for argument in node.arguments)
        joined = [
            z3.Or(z3.And(asked.yes, one), z3.And(asked.no, two)) for one, two in zip(then, other, strict=True)
        ]
        yes, no, unbound, broken = joined
        return Truth(yes, no, z3.Or(asked.unbound, unbound), z3.Or(asked.broken, broken))

    def _said(self, value: Formula, unbound: Formula = None, broken: Formula = None) -> Truth:
        """Something that is true or false unless it is an error."""
        unbound = self.world.false if unbound is None else unbound
        broken = self.world.false if broken is None else broken
        sound = z3.Not(z3.Or(unbound, broken))
        return Truth(z3.And(sound, value), z3.And(sound, z3.Not(value)), unbound, broken)

    def _anything(self) -> Truth:
        return self._said(self.world.flag(), self.world.flag(), self.world.flag())

    def _errors(self, arguments: Sequence[Node]) -> tuple[Formula, Formula]:
        """An operator or function on an error is that error."""
        found = [self._error(argument) for argument in arguments]
        return self.world.any(one for one, _ in found), self.world.any(two for _, two in found)

    def _error(self, node: Node) -> tuple[Formula, Formula]:
        world = self.world
        if isinstance(node, Listing):
            return self._errors(node.items)
        if isinstance(node, Name) and node.name in world.rules.language.types:
            return world.missing(node.name), world.false
        if node.sort == "bool":
            truth = self.truth(node)
            return truth.unbound, truth.broken
        term = self.term(node)
        return term.unbound, term.broken

    def _holds(self, node: Call) -> Formula:
        """Whether a comparison or a yes-or-no function holds, of arguments that are no errors."""
        if node.function == "@in":
            return self._is_in(*node.arguments)
        if node.function in COMPARED:
            return self._compared(node)
        return self.world.flag()  # contains, matches, mentions, matches_facility, …

    def _compared(self, node: Call) -> Formula:
        left, right = node.arguments
        allowed = EQUATED if node.function in ("_==_", "_!=_") else ORDERED
        if left.sort == right.sort and left.sort in allowed:
            return COMPARED[node.function](self.term(left).value, self.term(right).value)
        if left.sort == right.sort == "bool" and node.function in ("_==_", "_!=_"):
            return COMPARED[node.function](self.truth(left).yes, self.truth(right).yes)
        return self.world.flag()

    def _is_in(self, item: Node, where: Node) -> Formula:
        world = self.world
        if isinstance(where, Listing) and all(one.sort == item.sort in EQUATED for one in where.items):
            return world.any(self.term(item).value == self.term(one).value for one in where.items)
        if isinstance(where, Name) and isinstance(item, Literal) and isinstance(item.value, str):
            return world.member(where.name, item.value)
        return world.flag()

    def _term(self, node: Node) -> Term:
        world = self.world
        if isinstance(node, Literal):
            return Term(self._constant(node), world.false, world.false)
        if isinstance(node, Name) and node.name in world.rules.language.types:
            return Term(world.variable(node.name), world.missing(node.name), world.false)
        if not isinstance(node, Call) or node.function == "_?_:_":
            return Term(self._free(node), world.flag(), world.flag())
        unbound, broken = self._errors(node.arguments)
        if node.function == "day":
            return self._day(node, unbound, broken)
        function = self._functions.get(node.function)
        known = function(node) if function else None
        if known is not None:
            return Term(known, unbound, z3.Or(broken, self._breaks(node)))
        return Term(self._free(node), unbound, world.flag())

    def _constant(self, node: Literal) -> Formula:
        if isinstance(node.value, str):
            return self.world.text(node.value)
        if isinstance(node.value, int):
            return self.world.whole(node.value)
        return self._free(node)

    def _free(self, node: Node) -> Formula:
        """Anything of its type; a day or a length of time may lie between two midnights."""
        return self.world.number(whole=node.sort not in ("date", "duration", "double"))

    def _day(self, node: Call, unbound: Formula, broken: Formula) -> Term:
        written = node.arguments[0]
        if isinstance(written, Literal) and isinstance(written.value, str):
            try:
                return Term(self.world.whole(date.fromisoformat(written.value).toordinal()), unbound, broken)
            except ValueError:
                return Term(self.world.number(), unbound, self.world.true)
        return Term(self.world.number(), unbound, self.world.flag())

    def _breaks(self, node: Call) -> Formula:
        """When a known function of sound arguments is an error all the same."""
        if node.function in ("_/_", "_%_"):
            return self.term(node.arguments[1]).value == 0
        return self.world.flag() if node.sort in ("date", "duration") else self.world.false

    def _values(self, node: Call, *sorts: str) -> list[Formula] | None:
        """The arguments' values, where they are of these types and whole."""
        if tuple(argument.sort for argument in node.arguments) != sorts:
            return None
        values = [self.term(argument).value for argument in node.arguments]
        return values if all(z3.is_int(value) for value in values) else None

    def _days_between(self, node: Call) -> Formula | None:
        values = self._values(node, "date", "date")
        return values[1] - values[0] if values else None

    def _age(self, node: Call) -> Formula | None:
        """Completed years: a year has 365 or 366 days, and a birthday in a leap year may be a day late."""
        values = self._values(node, "date", "date")
        if values is None:
            return None
        years, days = self.world.number(), values[1] - values[0]
        grown = z3.And(days >= 365 * years - 1, days <= 366 * (years + 1) + 1)
        unborn = z3.And(days >= 366 * years - 1, days <= 365 * (years + 1) + 1)
        self.world.solver.add(z3.If(years >= 0, grown, unborn))
        return years

    def _business_days_after(self, node: Call) -> Formula | None:
        """At least as many days later, at most a week-end for every week and every holiday besides."""
        values = self._values(node, "date", "int")
        if values is None:
            return None
        start, count = values
        later = self.world.number()
        closed = len(self.world.rules.policy.holidays)
        bounded = z3.And(later >= start + count, later <= start + 2 * count + 3 + closed)
        self.world.solver.add(z3.If(count > 0, bounded, later == start))
        return later

    def _size(self, node: Call) -> Formula | None:
        (counted,) = node.arguments
        if isinstance(counted, Name) and counted.sort == "list":
            return self.world.size(counted.name)
        length = self.world.number()
        self.world.solver.add(length >= 0)
        return length

    def _sum(self, node: Call) -> Formula | None:
        values = self._small(node)
        return values[0] + values[1] if values else None

    def _difference(self, node: Call) -> Formula | None:
        values = self._small(node)
        if values is None and [argument.sort for argument in node.arguments] == ["date", "date"]:
            values = [self.term(argument).value for argument in node.arguments]
        return values[0] - values[1] if values else None

    def _product(self, node: Call) -> Formula | None:
        values = self._small(node)
        known = [value for value in values or () if z3.is_int_value(value)]
        return values[0] * values[1] if values and known else None

    def _quotient(self, node: Call) -> Formula | None:
        """CEL cuts towards zero; z3 does so for what is not negative."""
        values = self._small(node)
        if values is None:
            return None
        if not z3.is_int_value(values[1]) or values[1].as_long() <= 0:
            return self.world.number()
        return z3.If(values[0] >= 0, values[0] / values[1], -(-values[0] / values[1]))

    def _remainder(self, node: Call) -> Formula | None:
        return self.world.number() if self._small(node) else None

    def _negative(self, node: Call) -> Formula | None:
        values = self._values(node, "int")
        return -values[0] if values else None

    def _small(self, node: Call) -> list[Formula] | None:
        """Whole numbers that do not overflow."""
        values = self._values(node, "int", "int")
        if values is None:
            return None
        large = (value for value in values if z3.is_int_value(value) and abs(value.as_long()) > LARGEST)
        return None if any(True for _ in large) else values
