"""A case that shows what the solver claims, written as an example in a rule file is, and judged for real.

The solver's world is larger than the real one, so its "there is a case" may be wrong. A remark that rests on
one is made only when that case was built and the rules did with it what the remark says.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, cast

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from intake_daemon.model import Channel, Outcome
from rules.analysis.world import Formula, World
from rules.conditions.expressions import Condition
from rules.judging.examples import DAY, case_of
from rules.judging.facts import Facts
from rules.names import SPECS
from rules.ruleset import Rule
from rules.schema import Example, ExampleValue

NEAR = (date(1940, 1, 1), date(2040, 1, 1))  #: days an example should look like
REQUEST = "a-request"
ALIAS = {"known_requestor": "requestor_verified"}


class Witnesses:
    """Looks for cases in which some rules do something."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._received = date.fromisoformat(DAY)

    def find(
        self, rules: Iterable[Rule], claims: Iterable[Formula], bears_out: Callable[[Facts], bool]
    ) -> Example | None:
        """An example in which the claims hold, tried with the rules themselves; None when none was found."""
        conditions = [condition for rule in rules for condition in rule.conditions]
        fields = {name for rule in rules for name in rule.fields}
        claims = list(claims)
        model = self._model([*claims, *self._likely(conditions, fields)]) or self._model(claims)
        if model is None:
            return None
        example = dict(self._facts(model, conditions)) | dict(self._fields(model, sorted(fields)))
        try:
            facts = Facts(self._world.rules, case_of(example))
        except (ValueError, TypeError):
            return None
        return example if bears_out(facts) else None

    def _model(self, claims: list[Formula]) -> Any | None:
        try:
            return self._world.possible(*claims)
        except TimeoutError:
            return None

    def _likely(self, conditions: list[Condition], fields: set[str]) -> Iterator[Formula]:
        """What makes an example look like a paper of these days."""
        world = self._world
        days = [world.variable(name) for name in fields if SPECS[name].type == "date"]
        for day in days:
            yield z3.And(day >= NEAR[0].toordinal(), day <= NEAR[1].toordinal())
        for name in ("received_on", "today"):
            yield world.variable(name) == self._received.toordinal()
        yield world.any(world.variable("channel") == world.text(channel) for channel in Channel)
        used = {name for condition in conditions for name in condition.names}
        if "intents" in used:
            for word, listed in list(world.members.get("intents", {}).items()):
                yield z3.Implies(world.variable("intent") == world.text(word), listed)

    def _facts(self, model: Any, conditions: list[Condition]) -> Iterator[tuple[str, ExampleValue]]:
        used = {ALIAS.get(name, name) for condition in conditions for name in condition.names}
        if "authorization_needed" in used:
            used.add("requestor_verified")
        if "known_form" in used and self._true(model, self._world.truth("known_form")):
            yield "forms", ["a-form"]
        yield "kind", self._text(model, "kind")
        for name in sorted(used & {"intent", "channel", "language"}):
            yield name, self._text(model, name)
        for name in sorted(used & {"received_on", "today"}):
            yield name, self._day(model, name)
        for name in sorted(used & {"requestor_verified", "requestor_reachable", "mass_mailing"}):
            if self._true(model, self._world.truth(name)):
                yield name, True
        for name in sorted(used & {"intents", "facility_names", "forms"}):
            yield name, cast(list[object], self._list(model, name))
        if any(name.startswith("match.") for name in used):
            yield from self._match(model)

    def _match(self, model: Any) -> Iterator[tuple[str, ExampleValue]]:
        outcome, relation = self._text(model, "match.outcome"), self._text(model, "match.relation")
        if not outcome:
            return
        known = self._true(model, self._world.truth("match.known"))
        tied = known or outcome == Outcome.REVIEW
        match: dict[str, object] = {"outcome": outcome, "relation": relation}
        yield "match", match | ({"of": REQUEST} if tied else {})

    def _fields(self, model: Any, fields: list[str]) -> Iterator[tuple[str, ExampleValue]]:
        for name in fields:
            standing = self._world.standing(name)
            if self._true(model, standing.present):
                yield name, self._value(model, name)
            elif self._true(model, standing.absent):
                yield name, "absent"
            elif self._true(model, standing.unsure):
                yield name, self._unsure(model, name)

    def _value(self, model: Any, name: str) -> ExampleValue:
        kind = SPECS[name].type
        if kind == "bool":
            return True
        if kind == "date":
            return self._day(model, name)
        if kind == "list":
            return cast(list[object], self._list(model, name))
        if kind == "periods":
            return [{"start": DAY}]
        return {"value": self._text(model, name)}

    def _unsure(self, model: Any, name: str) -> ExampleValue:
        """Not to be relied on: because of its state, or because the reading was not sure enough."""
        for state in ("conflicting", "unreadable"):
            if self._true(model, self._world.truth(f"{name}.{state}")):
                return state
        return {"state": "absent", "confidence": 0.0}

    def _list(self, model: Any, name: str) -> list[str]:
        listed = self._world.members.get(name, {})
        words = [word for word, there in listed.items() if self._true(model, there)]
        missing = self._number(model, self._world.size(name)) - len(words)
        return [*words, "something else"] if missing > 0 and name != "intents" else words

    def _day(self, model: Any, name: str) -> date:
        return date.fromordinal(self._number(model, self._world.variable(name)))

    def _text(self, model: Any, name: str) -> str:
        number = self._number(model, self._world.variable(name))
        known = {value: text for text, value in self._world.texts.items()}
        return known.get(number, "something else")

    def _number(self, model: Any, formula: Formula) -> int:
        return int(model.eval(formula, model_completion=True).as_long())

    def _true(self, model: Any, formula: Formula) -> bool:
        return bool(z3.is_true(model.eval(formula, model_completion=True)))


def shown(example: Example) -> str:
    """An example on one line, as it may be copied into a rule file."""
    return "{" + ", ".join(f"{name}: {_shown(value)}" for name, value in example.items()) + "}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        if set(value) == {"value"}:
            return _shown(value["value"])
        return "{" + ", ".join(f"{name}: {_shown(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    return str(value)
