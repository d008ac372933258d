"""The words that may stand in the file of a known form."""

from functools import cache

from intake_daemon.model import FIELD_NAMES
from parsers.known.form import NONE, NOTE, Holds
from parsers.lexicon import mapping

STATEMENTS = ("revocation", "conditioning", "redisclosure")
_PARTS = ("city", "state", "zip", "city_state_zip", "phone_fax", "fax_phone")
OWN_FIELDS = {
    "authorization.recipient": "person or organization to receive the records, perhaps with the address",
    "authorization.expires": "expiration date or event, whichever is written",
    "scope.period": "first and last date of service in one place",
    "signer.name": "printed name of whoever signed",
    NONE: "not read: office use, a witness",
    NOTE: "not read as a field; whatever is written there sends the request to a person",
}
_WITH_ADDRESS = ("patient", "authorization.recipient")
FIELDS = FIELD_NAMES | set(OWN_FIELDS) | {f"{base}.{part}" for base in _WITH_ADDRESS for part in _PARTS}
_ONLY = {
    "authorization.signed": (Holds.SIGNATURE,),
    "scope.record_types": (Holds.TICK, Holds.INITIALS),
    "scope.sensitive": (Holds.TICK, Holds.INITIALS),
    "scope.all_dates": (Holds.TICK, Holds.INITIALS),
    "scope.open_ended": (Holds.TICK, Holds.INITIALS),
    "authorization.recipient.is_patient": (Holds.TICK, Holds.INITIALS),
    "scope.period": (Holds.PERIOD,),
    "authorization.expires": (Holds.EXPIRY,),
}
_FREE_VALUES = frozenset({"authorization.purpose"})


def fits(field: str, holds: Holds) -> str:
    """What a place for a field must hold, in words; empty when what it holds will do."""
    only = _ONLY.get(field)
    if only is not None and holds not in only:
        return " or ".join(only)
    if holds is Holds.SIGNATURE and field not in ("authorization.signed", NONE):
        return "anything but signature"
    return ""


@cache
def values_of(field: str) -> frozenset[str]:
    """What a tick may say about a field; empty where anything may be said."""
    if field in _FREE_VALUES:
        return frozenset()
    known = mapping("options").get(field)
    if field in ("scope.all_dates", "scope.open_ended", "authorization.recipient.is_patient"):
        return frozenset({"yes", "no"})
    return frozenset(map(str, known)) if isinstance(known, dict) else frozenset()
