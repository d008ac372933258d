"""Invented, complete requests for tests of rules, and short ways to spoil them."""

from datetime import date

from intake_daemon.model import Case, FieldValue, Kind, State, Value

RECEIVED = date(2026, 3, 2)


def present(value: Value, confidence: float = 0.99) -> FieldValue:
    return FieldValue(value=value, state=State.PRESENT, confidence=confidence)


def absent(confidence: float = 0.99) -> FieldValue:
    return FieldValue(state=State.ABSENT, confidence=confidence)


def unreadable() -> FieldValue:
    return FieldValue(state=State.UNREADABLE, confidence=0.3)


def complete_authorization() -> dict[str, FieldValue]:
    """Every field of a complete third-party authorization."""
    return {
        "patient.name": present("Alma Quist"),
        "patient.dob": present("1971-04-09"),
        "scope.start": present("2025-01-01"),
        "scope.end": present("2025-06-30"),
        "scope.record_types": present(("labs",)),
        "scope.sensitive": absent(),
        "authorization.discloser": present("Harbor Clinic"),
        "authorization.recipient.name": absent(),
        "authorization.recipient.organization": present("Larkspur Mutual"),
        "authorization.purpose": present("insurance claim"),
        "authorization.expires_on": present("2026-12-31"),
        "authorization.expires_event": absent(),
        "authorization.signed": present(True),
        "authorization.signed_on": present("2026-02-20"),
        "authorization.representative.name": absent(),
        "authorization.representative.authority": absent(),
        "authorization.statement.revocation": present(True),
        "authorization.statement.conditioning": present(True),
        "authorization.statement.redisclosure": present(True),
        "delivery.method": present("fax"),
    }


def complete_access() -> dict[str, FieldValue]:
    """Every field of a patient's own complete request."""
    return {
        "patient.name": present("Alma Quist"),
        "patient.dob": present("1971-04-09"),
        "scope.start": present("2025-01-01"),
        "scope.end": present("2025-06-30"),
        "scope.sensitive": absent(),
        "authorization.recipient.is_patient": present(True),
        "authorization.signed": present(True),
        "authorization.representative.name": absent(),
        "delivery.method": present("paper"),
    }


def a_case(fields: dict[str, FieldValue] | None = None, **given: object) -> Case:
    """A complete third-party authorization, with some fields and facts replaced."""
    base = complete_access() if given.get("kind") == Kind.PATIENT_ACCESS else complete_authorization()
    facts: dict[str, object] = {
        "kind": Kind.THIRD_PARTY_AUTHORIZATION,
        "received_on": RECEIVED,
        "today": RECEIVED,
        "requestor_reachable": True,
    }
    return Case.model_validate({**facts, **given, "fields": {**base, **(fields or {})}})


def without(name: str, **given: object) -> Case:
    """The complete case with one field not judged at all."""
    case = a_case(**given)
    return case.model_copy(update={"fields": {n: v for n, v in case.fields.items() if n != name}})
