"""The words a condition may use: every field by its contract name, the case's own facts, some functions.

A field `patient.dob` gives seven names. `patient.dob` is its value, typed, so that comparing a date with a
word does not load. `patient.dob.present` and `patient.dob.absent` are true when we are sure of it;
`patient.dob.unsure` is true when we are not. What we are not sure of has neither value nor presence:
a condition that depends on it cannot be told (see `rules.conditions.expressions`). `patient.dob.unreadable` and
`.conflicting` say how it was read, `.unjudged` that nothing was seen of it; they can always be told.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs but no py.typed marker

from intake_daemon.model import FieldSpec
from rules.conditions import days, facility
from rules.names import SPECS

STANDINGS = ("present", "absent", "unsure", "unreadable", "conflicting", "unjudged")
VALUE = "value"  #: what is asked of a field by its bare name
HOUSE = "house."  #: the facility's own numbers begin with this
SHADOWED = "language"  #: `language` in a condition is the case's language, not the paper's field

TYPES: Mapping[str, cel.Type] = {
    "string": cel.Type.STRING,
    "phone": cel.Type.STRING,
    "email": cel.Type.STRING,
    "bool": cel.Type.BOOL,
    "date": cel.Type.TIMESTAMP,
    "list": cel.Type.List(cel.Type.STRING),
    "periods": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.STRING)),
}

CASE_NAMES: Mapping[str, cel.Type] = {
    "kind": cel.Type.STRING,
    "intent": cel.Type.STRING,
    "intents": cel.Type.List(cel.Type.STRING),
    "channel": cel.Type.STRING,
    "language": cel.Type.STRING,
    "received_on": cel.Type.TIMESTAMP,
    "today": cel.Type.TIMESTAMP,
    "requestor_verified": cel.Type.BOOL,
    "known_requestor": cel.Type.BOOL,
    "requestor_reachable": cel.Type.BOOL,
    "authorization_needed": cel.Type.BOOL,
    "mass_mailing": cel.Type.BOOL,
    "facility_names": cel.Type.List(cel.Type.STRING),
    "forms": cel.Type.List(cel.Type.STRING),
    "known_form": cel.Type.BOOL,
    "requests_in_arrival": cel.Type.INT,
    "revocation_known": cel.Type.BOOL,
    "revoked_on": cel.Type.TIMESTAMP,
    "match.known": cel.Type.BOOL,
    "match.outcome": cel.Type.STRING,
    "match.relation": cel.Type.STRING,
}


class Function(NamedTuple):
    """A function conditions may call: `name(parameters) -> result`, and what it does."""

    name: str
    parameters: tuple[cel.Type, ...]
    result: cel.Type
    does: Callable[..., object]

    @property
    def signature(self) -> str:
        """How it is called, with the types of what it wants: "days_between(date, date)"."""
        return f"{self.name}({', '.join(_type_in_words(kind) for kind in self.parameters)})"


def _type_in_words(kind: cel.Type) -> str:
    words = ((cel.Type.STRING, "text"), (cel.Type.INT, "number"), (cel.Type.TIMESTAMP, "date"))
    return next((word for known, word in words if known == kind), "list")


def moment(day: date) -> datetime:
    """A day as CEL's timestamp: its midnight, UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def _day(text: str) -> datetime:
    return moment(date.fromisoformat(text))


def _age(born: datetime, day: datetime) -> int:
    return days.age_on(born.date(), day.date())


def _between(first: datetime, second: datetime) -> int:
    return (second.date() - first.date()).days


def functions(holidays: frozenset[date]) -> tuple[Function, ...]:
    """The functions, with the office's holidays known to the one that counts business days."""
    text, number, day = cel.Type.STRING, cel.Type.INT, cel.Type.TIMESTAMP

    def business(start: datetime, count: int) -> datetime:
        return moment(days.business_days_after(start.date(), count, holidays))

    def business_between(first: datetime, second: datetime) -> int:
        return days.business_days_between(first.date(), second.date(), holidays)

    return (
        Function("day", (text,), day, _day),
        Function("age_on", (day, day), number, _age),
        Function("days_between", (day, day), number, _between),
        Function("business_days_after", (day, number), day, business),
        Function("business_days_between", (day, day), number, business_between),
        Function("mentions", (text, TYPES["list"]), cel.Type.BOOL, facility.mentions),
        Function("matches_facility", (text, TYPES["list"]), cel.Type.BOOL, facility.matches_facility),
    )


def variables(house: Mapping[str, int]) -> dict[str, cel.Type]:
    """Every name and its type, the facility's own numbers among them."""
    known = dict(CASE_NAMES)
    known.update({f"{HOUSE}{name}": cel.Type.INT for name in house})
    known.update({name: _type_of(field, asked) for name, (field, asked) in PARTS.items()})
    return known


def _type_of(field: str, asked: str) -> cel.Type:
    return TYPES[SPECS[field].type] if asked == VALUE else cel.Type.BOOL


def _parts_of(spec: FieldSpec) -> dict[str, tuple[str, str]]:
    names = {f"{spec.name}.{standing}": (spec.name, standing) for standing in STANDINGS}
    return {spec.name: (spec.name, VALUE), **names}


#: Every variable that belongs to a field, with the field and what is asked of it.
PARTS: Mapping[str, tuple[str, str]] = {
    name: part for spec in SPECS.values() if spec.name != SHADOWED for name, part in _parts_of(spec).items()
}


def field_of(name: str) -> str | None:
    """The field a variable belongs to: "patient.dob.present" gives "patient.dob"; None for the case's own."""
    return PARTS[name][0] if name in PARTS else None


def declare(function: Function) -> cel.FunctionDecl:
    """A function as CEL wants it declared."""
    overload = cel.Overload(
        f"{function.name}_{len(function.parameters)}",
        return_type=function.result,
        parameters=list(function.parameters),
        impl=function.does,
    )
    return cel.FunctionDecl(function.name, [overload])
