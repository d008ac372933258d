"""What every name in a condition stands for in one case, worked out when a condition first asks for it."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import cast

from intake_daemon.model import Case, FieldValue, Outcome, Period, State, Value
from rules.names import SPECS
from rules.policy import Policy
from rules.vocabulary import HOUSE, PARTS, VALUE, moment

DOUBTFUL = (State.UNREADABLE, State.CONFLICTING)


class Standing(Enum):
    """What we may rely on for a field.

    Absence counts only when it is as sure as a value would have to be. `UNJUDGED` means that
    reading saw neither a value nor an empty place for one.
    """

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"
    UNJUDGED = "not judged"


PRESENT, ABSENT, UNSURE, UNJUDGED = Standing  # a member looked up by name costs as much as a small function


class Standings(dict[str, Standing]):
    """How each field of a case stands, from the confidence on from which it counts."""

    def __init__(self, case: Case, policy: Policy) -> None:
        super().__init__()
        self._fields = case.fields
        self._needed = policy.confidence.needed

    def __missing__(self, field: str) -> Standing:
        standing = self[field] = standing_of(field, self._fields.get(field), self._needed(field))
        return standing


def standing_of(name: str, given: FieldValue | None, needed: float) -> Standing:
    """How a field stands when it counts from this confidence on."""
    if given is None:
        return UNJUDGED
    if given.state in DOUBTFUL or given.confidence < needed:
        return UNSURE
    value = given.value
    if given.state is _NOT_THERE or value is False or value == ():
        return ABSENT
    return PRESENT if _fits(name, value) else UNSURE


_NOT_THERE = State.ABSENT


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


class Bindings(dict[str, object]):
    """Every variable of a condition with its value in one case; None for one that has none.

    What we are not sure of has no value, so that whatever depends on it is unknown too; and what is not on the
    paper has none, so that comparing it is no answer.
    """

    def __init__(self, case: Case, policy: Policy) -> None:
        super().__init__()
        self.case = case
        self.policy = policy
        self.standings = Standings(case, policy)

    def __missing__(self, name: str) -> object:
        value = self[name] = self._read(name)
        return value

    def _read(self, name: str) -> object:
        part = PARTS.get(name)
        if part is not None:
            field, asked = part
            return _OF_A_FIELD[asked](self, field)
        own = _OF_THE_CASE.get(name)
        return own(self) if own else self.policy.house.get(name.removeprefix(HOUSE))

    def value(self, field: str) -> object:
        """A field's value, in the type its name was declared with."""
        standing, kind = self.standings[field], SPECS[field].type
        if standing is PRESENT:
            return _as_cel(kind, cast(Value, self.case.fields[field].value))
        if standing is ABSENT and kind == "bool":
            return False
        return [] if standing is ABSENT and kind in ("list", "periods") else None

    def is_sure(self, field: str, wanted: Standing) -> bool | None:
        """Whether a field stands so; None when we are not sure of it."""
        standing = self.standings[field]
        return None if standing is UNSURE else standing is wanted

    def was_read(self, field: str, wanted: State) -> bool:
        """Whether this is what reading said of a field, however sure."""
        given = self.case.fields.get(field)
        return given is not None and given.state is wanted

    def facility_names(self) -> list[str]:
        """Ours and those accepted for ours; none while ours are not known, so that nothing is judged by them."""
        ours = self.case.facility_names
        return [*ours, *self.policy.facility_names] if ours else []

    def authorization_needed(self) -> bool:
        """Whether a requestor of this kind, verified or not, must bring an authorization."""
        return self.policy.kinds[self.case.kind].authorization.holds(self.case.requestor_verified)

    def is_known(self) -> bool:
        """Whether the request belongs to one that we have, for certain."""
        match = self.case.match
        return bool(match and match.of and match.outcome is not Outcome.REVIEW)


#: What can be asked of a field.
_OF_A_FIELD: Mapping[str, Callable[[Bindings, str], object]] = {
    VALUE: Bindings.value,
    "present": lambda names, field: names.is_sure(field, PRESENT),
    "absent": lambda names, field: names.is_sure(field, ABSENT),
    "unsure": lambda names, field: names.standings[field] is UNSURE,
    "unjudged": lambda names, field: names.standings[field] is UNJUDGED,
    "unreadable": lambda names, field: names.was_read(field, State.UNREADABLE),
    "conflicting": lambda names, field: names.was_read(field, State.CONFLICTING),
}

#: What is known of a case beside its fields.
_OF_THE_CASE: Mapping[str, Callable[[Bindings], object]] = {
    "kind": lambda names: names.case.kind.value,
    "intent": lambda names: names.case.intent.value,
    "intents": lambda names: [intent.value for intent in names.case.intents],
    "channel": lambda names: str(names.case.channel),
    "language": lambda names: names.case.language,
    "received_on": lambda names: moment(names.case.received_on),
    "today": lambda names: moment(names.case.today),
    "requestor_verified": lambda names: names.case.requestor_verified,
    "known_requestor": lambda names: names.case.requestor_verified,
    "requestor_reachable": lambda names: names.case.requestor_reachable,
    "authorization_needed": Bindings.authorization_needed,
    "mass_mailing": lambda names: names.case.mass_mailing,
    "facility_names": Bindings.facility_names,
    "forms": lambda names: list(names.case.forms),
    "known_form": lambda names: bool(names.case.forms),
    "match.known": Bindings.is_known,
    "match.outcome": lambda names: names.case.match.outcome.value if names.case.match else "",
    "match.relation": lambda names: names.case.match.relation.value if names.case.match else "",
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
