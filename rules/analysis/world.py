"""Every case there could be, for the solver: what each name of a condition may be, and how they hang together.

The world is never smaller than the real one. What is not modelled exactly (a text's letters, the days of the
month) is left free, so that "no case of this world does it" is true of every real case. The other direction,
"this case does it", is believed only after the case was judged for real: see `rules.analysis.witness`.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from intake_daemon.model import Kind, Outcome
from rules.conditions.vocabulary import TYPES, field_of
from rules.conditions.words import CLOSED
from rules.names import SPECS
from rules.policy import Need
from rules.ruleset import RuleSet

Formula = Any  #: a z3 expression; z3 makes its classes without types

_DAY = TYPES["date"]
EFFORT = 400_000  #: z3's resource units for one question, the same on every machine; then it stays unanswered
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


class Term(NamedTuple):
    """A number, a day (as its ordinal) or a text (as a number of its own), and when there is none.

    Args:
        value: means something only where neither of the others holds.
        unbound: it hangs on a value that is not there.
        broken: it cannot be worked out for another reason, such as a division by zero.
    """

    value: Formula
    unbound: Formula
    broken: Formula


class Truth(NamedTuple):
    """What a condition comes to: one of the first two, or one or both of the others."""

    yes: Formula
    no: Formula
    unbound: Formula
    broken: Formula


class Standings(NamedTuple):
    """How a field stands: exactly one of them holds."""

    present: Formula
    absent: Formula
    unsure: Formula
    unjudged: Formula


class World:
    """The variables of all cases under one set of rules, and a solver that knows what holds among them."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.context = z3.Context()
        self.solver = z3.Solver(ctx=self.context)
        self.solver.set("rlimit", EFFORT)
        self.true, self.false = z3.BoolVal(True, self.context), z3.BoolVal(False, self.context)
        self.texts: dict[str, int] = {}
        self.members: dict[str, dict[str, Formula]] = {}
        self._standings: dict[str, Standings] = {}
        self._numbers: dict[str, Formula] = {}
        self._sizes: dict[str, Formula] = {}
        self._fresh = 0
        self.solver.add(*self._match())
        self.variable("kind")  # every case is of some kind, named by a rule or not

    def possible(self, *claims: Formula) -> Any | None:
        """A model in which all claims hold; None when there is surely none.

        Raises:
            TimeoutError: the solver gave up, and nothing is known.
        """
        answer = self.solver.check(*claims)
        if answer == z3.unknown:
            raise TimeoutError
        return self.solver.model() if answer == z3.sat else None

    def never(self, *claims: Formula) -> bool:
        """True when it is proven that the claims do not hold together in any case."""
        try:
            return self.possible(*claims) is None
        except TimeoutError:
            return False

    def all(self, claims: Iterable[Formula]) -> Formula:
        """Every one of them holds."""
        return z3.And(self.true, *claims)

    def any(self, claims: Iterable[Formula]) -> Formula:
        """At least one of them holds."""
        return z3.Or(self.false, *claims)

    def flag(self) -> Formula:
        """Something that may or may not be so."""
        self._fresh += 1
        return z3.Bool(f"flag {self._fresh}", self.context)

    def number(self, whole: bool = True) -> Formula:
        """Some number."""
        self._fresh += 1
        make = z3.Int if whole else z3.Real
        return make(f"number {self._fresh}", self.context)

    def whole(self, value: int) -> Formula:
        """A number that is known."""
        return z3.IntVal(value, self.context)

    def text(self, written: str) -> Formula:
        """A text that is known: different texts are different numbers."""
        return self.whole(self.texts.setdefault(written, len(self.texts)))

    def standing(self, field: str) -> Standings:
        """How a field stands in the case."""
        if field not in self._standings:
            seen = z3.Bool(f"{field} seen", self.context)
            which = z3.Bool(f"{field} which", self.context)
            self._standings[field] = Standings(
                z3.And(seen, which),
                z3.And(seen, z3.Not(which)),
                z3.And(z3.Not(seen), which),
                z3.And(z3.Not(seen), z3.Not(which)),
            )
        return self._standings[field]

    def doubt(self, fields: Iterable[str]) -> Formula:
        """One of these fields cannot be read for sure."""
        return self.any(self.standing(name).unsure for name in fields)

    def missing(self, name: str) -> Formula:
        """A name has no value, because its field is not there or not sure."""
        field = field_of(name)
        if field is None:
            return self.false
        standing = self.standing(field)
        if name != field:
            asked = name.rpartition(".")[2]
            return standing.unsure if asked in ("present", "absent") else self.false
        if SPECS[field].type in ("bool", "list", "periods"):
            return z3.Not(z3.Or(standing.present, standing.absent))
        return z3.Not(standing.present)

    def variable(self, name: str) -> Formula:
        """The number, day or text that a name stands for."""
        if name not in self._numbers:
            self._numbers[name] = self._known_number(name)
        return self._numbers[name]

    def truth(self, name: str) -> Formula:
        """Whether a name that is true or false is true, where it has a value."""
        field = field_of(name)
        if field is None:
            return self._fact(name)
        standing, asked = self.standing(field), name.rpartition(".")[2]
        if name == field:
            return standing.present
        if asked in Standings._fields:
            return getattr(standing, asked)
        told = z3.Bool(name, self.context)  # what reading says of a value that nobody can be sure of
        self.solver.add(z3.Implies(told, standing.unsure))
        return told

    def member(self, name: str, word: str) -> Formula:
        """A word stands in a list."""
        listed = self.members.setdefault(name, {})
        if word not in listed:
            listed[word] = z3.Bool(f"{word} in {name}", self.context)
            self.solver.add(z3.Implies(listed[word], self.size(name) >= 1))
            if name in CLOSED and word not in CLOSED[name]:
                self.solver.add(z3.Not(listed[word]))
        return listed[word]

    def size(self, name: str) -> Formula:
        """How many items a list holds: none in an absent field, one at least in a present one."""
        if name not in self._sizes:
            size = self._sizes[name] = self.number()
            self.solver.add(size >= 0)
            field = field_of(name)
            if field is not None:
                self.solver.add((size >= 1) == self.standing(field).present)
        return self._sizes[name]

    def is_kind(self, kinds: Iterable[Kind]) -> Formula:
        """The request is of one of these kinds."""
        return self.any(self.variable("kind") == self.text(kind.value) for kind in kinds)

    @cached_property
    def may_ask(self) -> Formula:
        """The requestor may be asked by message."""
        return self._by_kind({kind: treated.ask for kind, treated in self.rules.policy.kinds.items()})

    @cached_property
    def _authorization_needed(self) -> Formula:
        kinds = self.rules.policy.kinds
        return self._by_kind({kind: treated.authorization for kind, treated in kinds.items()})

    def _by_kind(self, needs: dict[Kind, Need]) -> Formula:
        verified = self._fact("requestor_verified")
        answers = {True: verified, False: z3.Not(verified)}
        return self.any(
            z3.And(self.is_kind([kind]), answers[whether])
            for kind, need in needs.items()
            for whether in (True, False)
            if need.holds(whether)
        )

    def _fact(self, name: str) -> Formula:
        if name == "authorization_needed":
            return self._authorization_needed
        if name == "known_requestor":
            return z3.Bool("requestor_verified", self.context)
        return z3.Bool(name, self.context)

    def _known_number(self, name: str) -> Formula:
        if name.startswith("house."):
            return self.whole(self.rules.policy.house.get(name.removeprefix("house."), 0))
        number = z3.Int(name, self.context)
        if name in CLOSED:
            self.solver.add(self.any(number == self.text(word) for word in CLOSED[name]))
        elif self.rules.language.types[name] == _DAY:
            self.solver.add(number >= FIRST_DAY, number <= LAST_DAY)
        elif field_of(name):
            self.solver.add(number != self.text(""))  # a field without a letter in it is not present
        return number

    def _match(self) -> Iterable[Formula]:
        """What `rules.judging.facts` makes of a match, or of none."""
        outcome, relation = self.variable("match.outcome"), self.variable("match.relation")
        known, nothing = self._fact("match.known"), self.text("")
        yield (outcome == nothing) == (relation == nothing)
        unsure = self.text(Outcome.REVIEW.value)
        yield z3.Implies(known, z3.And(outcome != nothing, outcome != unsure))
