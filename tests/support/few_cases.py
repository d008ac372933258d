"""A few hundred cases that differ in a few names only, in every way in which these can stand."""

import random
from datetime import date
from itertools import product

from support.cases import absent, present, unreadable

from intake_daemon.model import Case, FieldValue, Kind

DAYS = ("2019-02-28", "2020-02-29", "2021-03-01")
NOTHING = (absent(), unreadable(), None)
DATES = (*(present(day) for day in DAYS), *NOTHING)
KINDS = (Kind.TREATMENT, Kind.PATIENT_ACCESS, Kind.SUBPOENA)


def few_cases() -> list[Case]:
    """The cases; what is not combined in every way is drawn, always alike."""
    chance = random.Random(2026)
    combined = product(DATES, DATES, (present(True), *NOTHING), KINDS, (False, True))
    return [_case(chance, *values) for values in combined]


def _case(
    chance: random.Random,
    born: FieldValue | None,
    signed_on: FieldValue | None,
    signed: FieldValue | None,
    kind: Kind,
    verified: bool,
) -> Case:
    lists = (present(("hiv",)), present(("hiv", "genetic")), present(("genetic",)), *NOTHING)
    fields = {
        "patient.dob": born,
        "authorization.signed_on": signed_on,
        "authorization.signed": signed,
        "scope.sensitive": chance.choice(lists),
        "authorization.purpose": chance.choice((present("x"), present("y and x"), present("y"), *NOTHING)),
    }
    received = date.fromisoformat(chance.choice((*DAYS, "2021-03-08")))
    return Case(
        kind=kind,
        fields={name: value for name, value in fields.items() if value is not None},
        received_on=received,
        today=received,
        requestor_verified=verified,
    )
