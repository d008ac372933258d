"""Cases to judge, drawn with a seed in the proportions in which requests come: all people and firms are invented.

Seven in ten messages are requests for records; of those about half are complete. What spoils the others is drawn
too: one thing missing, something unreadable, a sensitive category, dates that do not fit, a requestor nobody knows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from intake_daemon.model import (
    Case,
    Earlier,
    Fields,
    FieldValue,
    Intent,
    Kind,
    Match,
    Outcome,
    Relation,
    State,
    Value,
)

RECEIVED = date(2026, 3, 2)
OURS = ("Harbor Clinic", "Harbor Clinic Imaging")
KINDS = {
    Kind.THIRD_PARTY_AUTHORIZATION: 50,
    Kind.PATIENT_ACCESS: 20,
    Kind.TREATMENT: 12,
    Kind.PAYMENT: 5,
    Kind.WORKERS_COMP: 4,
    Kind.SUBPOENA: 3,
    Kind.PATIENT_DIRECTED: 2,
    Kind.GOVERNMENT: 2,
    Kind.COURT_ORDER: 1,
    Kind.OTHER: 1,
}
FIRST = ("Alma", "Ivo", "Mirela", "Tomas", "Wren", "Odette")
LAST = ("Quist", "Larkspur", "Vantongeren", "Abernathy-Holm", "Ruiz Castellano")
FIRMS = ("Larkspur Mutual", "Quay & Partners, Attorneys", "Mill Road Dental", "State Disability Office")
SENSITIVE = ("hiv", "substance_use", "mental_health", "genetic", "psychotherapy_notes")
NEEDED = (
    "patient.dob",
    "authorization.purpose",
    "authorization.expires_on",
    "authorization.signed",
    "authorization.signed_on",
    "authorization.recipient.organization",
)


@dataclass(frozen=True)
class Sample:
    """A case and what it is an example of."""

    about: str
    case: Case


def samples(count: int, seed: int) -> tuple[Sample, ...]:
    """So many cases; the same ones for the same seed."""
    chance = Random(seed)
    return tuple(_sample(chance) for _ in range(count))


def _sample(chance: Random) -> Sample:
    kind = chance.choices([*KINDS], [*KINDS.values()])[0]
    about = chance.choices([*SPOILED], [share for share, _ in SPOILED.values()])[0]
    _, spoil = SPOILED[about]
    return Sample(about, spoil(chance, _complete(chance, kind)))


def _complete(chance: Random, kind: Kind) -> Case:
    known = kind in (Kind.TREATMENT, Kind.PAYMENT)
    return Case(
        kind=kind,
        kind_confidence=0.97,
        language=chance.choice(["en", "en", "en", "es"]),
        fields={**_whose(chance), **_what(chance), **_on_what_authority(chance, kind)},
        received_on=RECEIVED,
        today=RECEIVED + timedelta(days=chance.randint(0, 3)),
        channel=chance.choice(["fax", "fax", "email"]),
        requestor_verified=known or chance.random() < 0.3,
        requestor_reachable=chance.random() < 0.6,
        facility_names=OURS,
        forms=("their form",) if chance.random() < 0.4 else (),
    )


def _there(value: Value, confidence: float = 0.98) -> FieldValue:
    return FieldValue(value=value, state=State.PRESENT, confidence=confidence)


MISSING = FieldValue(state=State.ABSENT, confidence=0.97)
SMUDGED = FieldValue(state=State.UNREADABLE, confidence=0.4)


def _whose(chance: Random) -> Fields:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    return {
        "requestor.name": _there(f"{chance.choice(FIRST)} {chance.choice(LAST)}"),
        "requestor.organization": _there(chance.choice(FIRMS)),
        "requestor.fax": _there(f"+1206555{chance.randint(0, 9999):04}"),
        "patient.name": _there(f"{first} {last}"),
        "patient.first": _there(first),
        "patient.last": _there(last),
        "patient.dob": _there(_day(chance, date(1940, 1, 1), date(2004, 1, 1))),
        "patient.address": _there(f"{chance.randint(1, 99)} Quay Street"),
    }


def _what(chance: Random) -> Fields:
    if chance.random() < 0.2:
        dates = {"scope.start": MISSING, "scope.end": MISSING, "scope.all_dates": _there(True)}
    else:
        start = _day(chance, date(2023, 1, 1), date(2025, 1, 1))
        end = _day(chance, date(2025, 1, 1), date(2026, 1, 1))
        dates = {"scope.start": _there(start), "scope.end": _there(end), "scope.all_dates": MISSING}
    return {
        **dates,
        "scope.text": _there("the chart of that time"),
        "scope.record_types": _there(tuple(chance.sample(["labs", "notes", "imaging", "billing"], 2))),
        "scope.sensitive": MISSING,
        "delivery.method": _there(chance.choice(["fax", "paper", "portal"])),
    }


def _on_what_authority(chance: Random, kind: Kind) -> Fields:
    signed = {
        "authorization.signed": _there(True),
        "authorization.signed_on": _there(_day(chance, date(2026, 1, 5), date(2026, 2, 20))),
        "authorization.representative.name": MISSING,
        "authorization.representative.authority": MISSING,
    }
    if kind is Kind.PATIENT_ACCESS:
        return {**signed, "authorization.recipient.is_patient": _there(True)}
    return {
        **signed,
        "authorization.discloser": _there(chance.choice([*OURS, "any physician or hospital"])),
        "authorization.recipient.name": MISSING,
        "authorization.recipient.organization": _there(chance.choice(FIRMS)),
        "authorization.purpose": _there("insurance claim"),
        "authorization.expires_on": _there(_day(chance, date(2026, 6, 1), date(2027, 1, 1))),
        "authorization.expires_event": MISSING,
        "authorization.statement.revocation": _there(True),
        "authorization.statement.conditioning": _there(True),
        "authorization.statement.redisclosure": _there(True),
    }


def _day(chance: Random, first: date, last: date) -> str:
    return (first + timedelta(days=chance.randint(0, (last - first).days))).isoformat()


def _with(case: Case, fields: Fields) -> Case:
    return case.model_copy(update={"fields": {**case.fields, **fields}})


def _complete_as_it_is(chance: Random, case: Case) -> Case:
    return case


def _one_missing(chance: Random, case: Case) -> Case:
    return _with(case, {chance.choice(NEEDED): MISSING})


def _several_missing(chance: Random, case: Case) -> Case:
    return _with(case, dict.fromkeys(chance.sample(NEEDED, 3), MISSING))


def _not_judged(chance: Random, case: Case) -> Case:
    gone = chance.sample(sorted(case.fields), 4)
    return case.model_copy(update={"fields": {n: v for n, v in case.fields.items() if n not in gone}})


def _unreadable(chance: Random, case: Case) -> Case:
    return _with(case, dict.fromkeys(chance.sample(sorted(case.fields), 2), SMUDGED))


def _conflicting(chance: Random, case: Case) -> Case:
    name = chance.choice(["patient.dob", "authorization.signed_on", "scope.start"])
    return _with(case, {name: FieldValue(value="2025-05-05", state=State.CONFLICTING, confidence=0.5)})


def _sensitive(chance: Random, case: Case) -> Case:
    return _with(case, {"scope.sensitive": _there(tuple(chance.sample(SENSITIVE, chance.randint(1, 2))))})


def _dates_that_do_not_fit(chance: Random, case: Case) -> Case:
    name, first, last = chance.choice(
        [
            ("authorization.expires_on", date(2025, 1, 1), date(2026, 3, 1)),
            ("authorization.signed_on", date(2022, 1, 1), date(2024, 1, 1)),
            ("scope.end", date(2026, 4, 1), date(2027, 1, 1)),
        ]
    )
    return _with(case, {name: _there(_day(chance, first, last))})


def _for_a_child(chance: Random, case: Case) -> Case:
    signer = {
        "patient.dob": _there(_day(chance, date(2010, 1, 1), date(2025, 1, 1))),
        "authorization.representative.name": _there("Ivo Quist"),
        "authorization.representative.authority": chance.choice([MISSING, _there("father")]),
    }
    return _with(case, signer)


def _something_else(chance: Random, case: Case) -> Case:
    intent = chance.choice([intent for intent in Intent if intent is not Intent.RECORDS_REQUEST])
    intents = chance.choice([(intent,), (intent, Intent.RECORDS_REQUEST)])
    return case.model_copy(
        update={"kind": Kind.OTHER, "intent": intent, "intents": intents, "match": _known(chance)}
    )


def _known(chance: Random) -> Match | None:
    match = Match(outcome=Outcome.DUPLICATE, relation=Relation.FOLLOW_UP, of="R-1", score=24.0)
    return chance.choice([None, match])


def _again(chance: Random, case: Case) -> Case:
    relation = chance.choice([Relation.RESEND, Relation.REPEAT])
    match = Match(outcome=Outcome.DUPLICATE, relation=relation, of="R-1", score=30.0)
    earlier = Earlier(reference="R-1", asked_on=RECEIVED - timedelta(days=20))
    return case.model_copy(update={"match": match, "earlier": earlier})


Spoil = Callable[[Random, Case], Case]

#: What cases are examples of, how many in a hundred, and how they are made.
SPOILED: dict[str, tuple[int, Spoil]] = {
    "complete": (34, _complete_as_it_is),
    "one thing missing": (14, _one_missing),
    "several things missing": (3, _several_missing),
    "fields nobody saw": (5, _not_judged),
    "something unreadable": (8, _unreadable),
    "something conflicting": (2, _conflicting),
    "sensitive": (4, _sensitive),
    "dates that do not fit": (4, _dates_that_do_not_fit),
    "for a child": (3, _for_a_child),
    "asked again": (3, _again),
    "something else": (20, _something_else),
}
