"""What is known of one case, in the form that rules ask for it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import cast

from intake_daemon.model import Case, FieldValue, Outcome, Period, State, Value
from rules.expressions import Answer, Condition
from rules.names import SPECS
from rules.ruleset import Group, Rule, RuleSet
from rules.vocabulary import moment


class Standing(Enum):
    """What we may rely on for a field.

    Absence counts only when it is as sure as a value would have to be. `UNJUDGED` means that
    reading saw neither a value nor an empty place for one.
    """

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"
    UNJUDGED = "not judged"


def standing_of(name: str, given: FieldValue | None, needed: float) -> Standing:
    """How a field stands when it counts from this confidence on."""
    if given is None:
        return Standing.UNJUDGED
    if given.state in (State.UNREADABLE, State.CONFLICTING) or given.confidence < needed:
        return Standing.UNSURE
    if given.state is State.ABSENT or given.value is False or given.value == ():
        return Standing.ABSENT
    return Standing.PRESENT if _fits(name, given.value) else Standing.UNSURE


def _fits(name: str, value: Value | None) -> bool:
    """A value of the wrong shape is as good as unread."""
    kind = SPECS[name].type
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("list", "periods"):
        wanted = str if kind == "list" else Period
        return isinstance(value, tuple) and all(isinstance(item, wanted) for item in value)
    if not isinstance(value, str) or not value.strip():
        return False
    return kind != "date" or _date(value) is not None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Facts:
    """One case seen through one set of rules. Built once a judgement; the case itself is never edited."""

    def __init__(self, rules: RuleSet, case: Case) -> None:
        self.rules = rules
        self.case = case
        self.kind = rules.policy.kinds[case.kind]
        self.authorization_needed = self.kind.authorization.holds(case.requestor_verified)
        self.may_ask = self.kind.ask.holds(case.requestor_verified)
        needed = rules.policy.confidence.needed
        self._standings = {
            name: standing_of(name, given, needed(name))
            for name, given in case.fields.items()
            if name in SPECS
        }
        self._doubtful = frozenset(
            n for n, standing in self._standings.items() if standing is Standing.UNSURE
        )
        self._activation = rules.language.environment.Activation(dict(self._bindings()))
        self._answers: dict[str, Answer] = {}

    def standing(self, field: str) -> Standing:
        """How a field stands."""
        return self._standings.get(field, Standing.UNJUDGED)

    def state(self, field: str) -> State:
        """The state as read; what was not judged counts as unreadable to us."""
        given = self.case.fields.get(field)
        return given.state if given else State.UNREADABLE

    def ask(self, condition: Condition) -> Answer:
        """What a condition says of this case; many rules share a `when`, which is worked out once."""
        if condition.text not in self._answers:
            self._answers[condition.text] = condition.ask(self._activation, self._doubtful)
        return self._answers[condition.text]

    def worth_weighing(self, group: Group) -> tuple[Rule, ...]:
        """The rules of a group that may have something to say of this case."""
        if group.alarm is None or not group.alarm.plainly_false(self._activation):
            return group.rules
        return group.loud

    def _bindings(self) -> Iterator[tuple[str, object]]:
        known = self._case_facts()
        for name, field in self.rules.names:
            if field is None:
                yield name, known[name]
            elif name == field:
                yield from self._value(field)
            else:
                yield from self._presence(name, field)

    def _value(self, field: str) -> Iterator[tuple[str, object]]:
        standing, kind = self.standing(field), SPECS[field].type
        if standing is Standing.PRESENT:
            yield field, _as_cel(kind, cast(Value, self.case.fields[field].value))
        elif standing is Standing.ABSENT and kind == "bool":
            yield field, False
        elif standing is Standing.ABSENT and kind in ("list", "periods"):
            yield field, []

    def _presence(self, name: str, field: str) -> Iterator[tuple[str, object]]:
        standing, asked = self.standing(field), name.rpartition(".")[2]
        if asked in _TOLD_OF_READING:
            yield name, _TOLD_OF_READING[asked](self, field)
        elif standing is not Standing.UNSURE:
            yield name, standing.value == asked

    def _facility_names(self) -> list[str]:
        """Ours and those accepted for ours; none while ours are not known, so that nothing is judged by them."""
        ours = self.case.facility_names
        return [*ours, *self.rules.policy.facility_names] if ours else []

    def _case_facts(self) -> Mapping[str, object]:
        case, match = self.case, self.case.match
        house = {f"house.{name}": number for name, number in self.rules.policy.house.items()}
        return house | {
            "kind": case.kind.value,
            "intent": case.intent.value,
            "intents": [intent.value for intent in case.intents],
            "channel": str(case.channel),
            "language": case.language,
            "received_on": moment(case.received_on),
            "today": moment(case.today),
            "requestor_verified": case.requestor_verified,
            "known_requestor": case.requestor_verified,
            "requestor_reachable": case.requestor_reachable,
            "authorization_needed": self.authorization_needed,
            "mass_mailing": case.mass_mailing,
            "facility_names": self._facility_names(),
            "forms": list(case.forms),
            "known_form": bool(case.forms),
            "match.known": bool(match and match.of and match.outcome is not Outcome.REVIEW),
            "match.outcome": match.outcome.value if match else "",
            "match.relation": match.relation.value if match else "",
        }


def _state_is(state: State) -> Callable[[Facts, str], bool]:
    def told(facts: Facts, field: str) -> bool:
        given = facts.case.fields.get(field)
        return given is not None and given.state is state

    return told


#: What is known of the reading of a field, however unsure its value is.
_TOLD_OF_READING: Mapping[str, Callable[[Facts, str], bool]] = {
    "unsure": lambda facts, field: facts.standing(field) is Standing.UNSURE,
    "unjudged": lambda facts, field: facts.standing(field) is Standing.UNJUDGED,
    "unreadable": _state_is(State.UNREADABLE),
    "conflicting": _state_is(State.CONFLICTING),
}


def _as_cel(kind: str, value: Value) -> object:
    """A value in the type its name was declared with."""
    if kind == "date" and isinstance(value, str):
        return moment(date.fromisoformat(value))
    if kind == "list" and isinstance(value, tuple):
        return list(value)
    if kind == "periods" and isinstance(value, tuple):
        return [_period(item) for item in value if isinstance(item, Period)]
    return value


def _period(period: Period) -> dict[str, str]:
    return {"start": period.start or "", "end": period.end or ""}
