"""How two patients agree in a field, by the names the field and the agreement have in `matching.yaml`."""

from intake_daemon.matching.likeness import Likeness

_ATTRIBUTES = {
    "first_name": "first",
    "middle_name": "middle",
    "last_name": "last",
    "birth_date": "birth",
    "ssn_last4": "ssn",
}


def agreement_name(like: Likeness, field: str) -> str:
    """The agreement of one field of the patient in the file's words, "missing" included."""
    return str(getattr(like, _ATTRIBUTES.get(field, field)).name).lower()
