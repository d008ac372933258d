"""What every name in a condition stands for in one case, worked out when a condition first asks for it."""

from collections.abc import Callable, Mapping
from typing import cast

from intake_daemon.model import Case, Outcome, Period, State, Value
from rules.conditions.standings import (
    ABSENT,
    PRESENT,
    TYPES,
    UNJUDGED,
    UNSURE,
    Standing,
    moment_of,
    standing_of,
)
from rules.conditions.vocabulary import HOUSE, PARTS, VALUE, moment
from rules.names import SPECS
from rules.policy import Policy


class Bindings(dict[str, object]):
    """Every variable of a condition with its value in one case; None for one that has none.

    What we are not sure of has no value, so that whatever depends on it is unknown too; and what is not on the
    paper has none, so that comparing it is no answer.
    """

    def __init__(self, case: Case, policy: Policy) -> None:
        super().__init__(_NOTHING_SEEN)
        self.case = case
        self.policy = policy
        self._standings: dict[str, Standing] = {}
        self._look_at_fields()

    def __missing__(self, name: str) -> object:
        read = _READERS.get(name)
        value = read(self) if read else self.policy.house.get(name.removeprefix(HOUSE))
        self[name] = value
        return value

    def standing(self, field: str) -> Standing:
        """How a field stands."""
        return self._standings.get(field, UNJUDGED)

    def _look_at_fields(self) -> None:
        """See how all fields stand, in one go: conditions ask for most of them."""
        needed, common = self.policy.confidence.fields, self.policy.confidence.act_above
        for field, given in self.case.fields.items():
            said = _SAID.get(field)
            if said is not None:
                standing = standing_of(field, given, needed.get(field, common))
                self._standings[field] = standing
                self.update(said[standing])

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
    kind = TYPES[field]

    def value(names: Bindings) -> object:
        standing = names.standing(field)
        if standing is PRESENT:
            return _as_cel(kind, cast(Value, names.case.fields[field].value))
        return _nothing(kind) if standing is ABSENT else None

    return value


def _nothing(kind: str) -> object:
    """What a field says that is surely empty: an empty box says no, an empty list has no items."""
    if kind == "bool":
        return False
    return [] if kind in ("list", "periods") else None


def _was_read(field: str, wanted: State) -> Reading:
    """Whether this is what reading said of a field, however sure."""

    def value(names: Bindings) -> bool:
        given = names.case.fields.get(field)
        return given is not None and given.state is wanted

    return value


#: What is asked of a field beside its standing.
_OF_A_FIELD: Mapping[str, Callable[[str], Reading]] = {
    VALUE: _value_of,
    "unreadable": lambda field: _was_read(field, State.UNREADABLE),
    "conflicting": lambda field: _was_read(field, State.CONFLICTING),
}


def _as_cel(kind: str, value: Value) -> object:
    """A value in the type its name was declared with."""
    if kind == "date" and isinstance(value, str):
        return moment_of(value)
    if kind == "list" and isinstance(value, tuple):
        return list(value)
    if kind == "periods" and isinstance(value, tuple):
        return [_period(item) for item in value if isinstance(item, Period)]
    return value


def _period(period: Period) -> dict[str, str]:
    return {"start": period.start or "", "end": period.end or ""}


#: How each variable is read off a case.
_READERS: Mapping[str, Reading] = {
    **{name: _OF_A_FIELD[asked](field) for name, (field, asked) in PARTS.items() if asked in _OF_A_FIELD},
    **_OF_THE_CASE,
}


def _said(field: str, standing: Standing) -> dict[str, object]:
    """What the names of a field are when it stands so; whether it is there is not known when we are not sure."""
    sure = standing is not UNSURE
    return {
        f"{field}.present": standing is PRESENT if sure else None,
        f"{field}.absent": standing is ABSENT if sure else None,
        f"{field}.unsure": not sure,
        f"{field}.unjudged": standing is UNJUDGED,
    }


#: By field and standing, so that a case is read by putting ready answers together.
_SAID: Mapping[str, Mapping[Standing, dict[str, object]]] = {
    field: {standing: _said(field, standing) for standing in Standing} for field in SPECS
}
_NOTHING_SEEN: dict[str, object] = {
    name: value for said in _SAID.values() for name, value in said[UNJUDGED].items()
}
