"""What every name in a condition stands for in one case, worked out when a condition first asks for it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import cast

from intake_daemon.model import Case, FieldValue, Outcome, Period, State, Value
from rules.names import SPECS
from rules.policy import Policy
from rules.vocabulary import HOUSE, PARTS, VALUE, moment


class Standing(Enum):
    """What we may rely on for a field.

    Absence counts only when it is as sure as a value would have to be. `UNJUDGED` means that
    reading saw neither a value nor an empty place for one.
    """

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"
    UNJUDGED = "not judged"


#: Looking a member up in its class costs more than all that is done with it here.
PRESENT, ABSENT, UNSURE, UNJUDGED = Standing
_READ, _NOT_THERE = State.PRESENT, State.ABSENT
_TYPES = {spec.name: spec.type for spec in SPECS.values()}


class Standings(dict[str, Standing]):
    """How each field of a case stands, from the confidence on from which it counts."""

    def __init__(self, case: Case, policy: Policy) -> None:
        super().__init__()
        self._fields = case.fields
        self._confidence = policy.confidence

    def __missing__(self, field: str) -> Standing:
        needed = self._confidence.needed(field)
        standing = self[field] = standing_of(field, self._fields.get(field), needed)
        return standing


def standing_of(name: str, given: FieldValue | None, needed: float) -> Standing:
    """How a field stands when it counts from this confidence on."""
    if given is None:
        return UNJUDGED
    if given.confidence < needed:
        return UNSURE
    if given.state is not _READ:
        return ABSENT if given.state is _NOT_THERE else UNSURE
    value = given.value
    if value is False or value == ():
        return ABSENT
    return PRESENT if _fits(_TYPES[name], value) else UNSURE


def _fits(kind: str, value: Value | None) -> bool:
    """A value of the wrong shape is as good as unread."""
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("list", "periods"):
        wanted = str if kind == "list" else Period
        return isinstance(value, tuple) and all(isinstance(item, wanted) for item in value)
    if not isinstance(value, str) or not value.strip():
        return False
    return kind != "date" or _moment(value) is not None


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    """The day that an ISO date gives, as CEL's timestamp; None when it gives none. Few dates, often written."""
    try:
        return moment(date.fromisoformat(text))
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
        read = _READERS.get(name)
        value = read(self) if read else self.policy.house.get(name.removeprefix(HOUSE))
        self[name] = value
        return value

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


Reading = Callable[[Bindings], object]

#: What is known of a case beside its fields.
_OF_THE_CASE: Mapping[str, Reading] = {
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
    "requests_in_arrival": lambda names: names.case.requests_in_arrival,
    "revocation_known": lambda names: names.case.revoked_on is not None,
    "revoked_on": lambda names: moment(names.case.revoked_on) if names.case.revoked_on else None,
    "match.known": Bindings.is_known,
    "match.outcome": lambda names: names.case.match.outcome.value if names.case.match else "",
    "match.relation": lambda names: names.case.match.relation.value if names.case.match else "",
}


#: What is known of a case before its fields are looked at, and takes few values.
BEFOREHAND = ("kind", "intent", "intents", "requestor_verified", "known_requestor", "authorization_needed")


def _value_of(field: str) -> Reading:
    """A field's value, in the type its name was declared with."""
    kind = _TYPES[field]

    def value(names: Bindings) -> object:
        standing = names.standings[field]
        if standing is PRESENT:
            return _as_cel(kind, cast(Value, names.case.fields[field].value))
        return _nothing(kind) if standing is ABSENT else None

    return value


def _nothing(kind: str) -> object:
    """What a field says that is surely empty: an empty box says no, an empty list has no items."""
    if kind == "bool":
        return False
    return [] if kind in ("list", "periods") else None


def _stands(field: str, wanted: Standing) -> Reading:
    """Whether a field stands so; None when we are not sure of it."""

    def value(names: Bindings) -> bool | None:
        standing = names.standings[field]
        return None if standing is UNSURE else standing is wanted

    return value


def _was_read(field: str, wanted: State) -> Reading:
    """Whether this is what reading said of a field, however sure."""

    def value(names: Bindings) -> bool:
        given = names.case.fields.get(field)
        return given is not None and given.state is wanted

    return value


#: What can be asked of a field.
_OF_A_FIELD: Mapping[str, Callable[[str], Reading]] = {
    VALUE: _value_of,
    "present": lambda field: _stands(field, PRESENT),
    "absent": lambda field: _stands(field, ABSENT),
    "unsure": lambda field: lambda names: names.standings[field] is UNSURE,
    "unjudged": lambda field: lambda names: names.standings[field] is UNJUDGED,
    "unreadable": lambda field: _was_read(field, State.UNREADABLE),
    "conflicting": lambda field: _was_read(field, State.CONFLICTING),
}


def _as_cel(kind: str, value: Value) -> object:
    """A value in the type its name was declared with."""
    if kind == "date" and isinstance(value, str):
        return _moment(value)
    if kind == "list" and isinstance(value, tuple):
        return list(value)
    if kind == "periods" and isinstance(value, tuple):
        return [_period(item) for item in value if isinstance(item, Period)]
    return value


def _period(period: Period) -> dict[str, str]:
    return {"start": period.start or "", "end": period.end or ""}


#: How each variable is read off a case.
_READERS: Mapping[str, Reading] = {
    **{name: _OF_A_FIELD[asked](field) for name, (field, asked) in PARTS.items()},
    **_OF_THE_CASE,
}
