"""What we may rely on for a field."""

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from intake_daemon.model import FieldValue, Period, State, Value
from rules.conditions.vocabulary import moment
from rules.names import SPECS


class Standing(StrEnum):
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
WORDS = frozenset({"string", "phone", "email"})  #: types that any text fits
TYPES = {spec.name: spec.type for spec in SPECS.values()}


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
    return PRESENT if _fits(TYPES[name], value) else UNSURE


def _fits(kind: str, value: Value | None) -> bool:
    """A value of the wrong shape is as good as unread."""
    if isinstance(value, str):
        if kind in WORDS:
            return value != "" and not value.isspace()
        return kind == "date" and moment_of(value) is not None
    if kind == "bool":
        return value is True
    wanted = {"list": str, "periods": Period}.get(kind)
    return wanted is not None and isinstance(value, tuple) and all(isinstance(item, wanted) for item in value)


@lru_cache(maxsize=4096)
def moment_of(text: str) -> datetime | None:
    """The day that an ISO date gives, as CEL's timestamp; None when it gives none. Few dates, often written."""
    try:
        return moment(date.fromisoformat(text))
    except ValueError:
        return None
