"""Blocking keys: strings that two records of one request or one patient share even when both were misread.

A record has at most `MOST_KEYS`. Keys hold patients' values: whoever stores them hashes them with a secret.
"""

from collections.abc import Iterator

from intake_daemon.matching.features import Asker, Features, Person, Scope, features
from intake_daemon.matching.names import formal, sound
from intake_daemon.matching.record import Record
from intake_daemon.matching.text import shape

MOST_KEYS = 16


def blocking_keys(record: Record) -> tuple[str, ...]:
    """A record's keys, the most selective kinds first, each once."""
    return keys_of(features(record))


def keys_of(of: Features) -> tuple[str, ...]:
    """The keys of a record that was normalised already."""
    found = dict.fromkeys(
        [*_identifier_keys(of.person), *_birth_keys(of.person), *_asker_keys(of.asker, of.scope)]
    )
    found |= dict.fromkeys([*_home_keys(of.person), *_name_keys(of.person)])
    return tuple(found)[:MOST_KEYS]


def _identifier_keys(person: Person) -> Iterator[str]:
    if person.mrn:
        yield f"mrn:{person.mrn}"
    if person.ssn:
        yield f"ssn+first:{person.ssn}{person.first[:1]}"
        yield f"ssn+last:{person.ssn}{person.last[:1]}"


def _birth_keys(person: Person) -> Iterator[str]:
    """Sorted digits survive a transposition and an exchange of day and month; six digits, any century."""
    if person.birth is None:
        return
    born = person.birth.short
    shuffled = "".join(sorted(born))
    if person.last:
        yield f"birth+last:{born}{sound(person.last)}"
        yield f"digits+last:{shuffled}{sound(person.last)}"
    if person.first:
        yield f"birth+first:{born}{person.first[:1]}"
        yield f"digits+first:{shuffled}{sound(formal(person.first))}"


def _asker_keys(asker: Asker, scope: Scope) -> Iterator[str]:
    """The same requestor and dates: finds the request when the patient's lines were misread."""
    dates = "".join(day.short if day else "-" for day in (scope.start, scope.end))
    if dates == "--":
        return
    named = (
        ("fax", asker.fax),
        ("phone", asker.phone),
        ("mail", shape(asker.email)),
        ("firm", shape(asker.organization)),
    )
    for kind, value in named:
        if value:
            yield f"{kind}+dates:{value}{dates}"


def _home_keys(person: Person) -> Iterator[str]:
    if len(person.phone) >= 7:
        yield f"phone:{person.phone[-7:]}"
    if person.zip and person.house:
        yield f"home:{person.zip}{person.house}"


def _name_keys(person: Person) -> Iterator[str]:
    first, last = person.first, person.last
    if not first or not last:
        return
    if person.birth is not None:
        yield f"names+year:{shape(first)[:3]}{shape(last)[:4]}{person.birth.year[-2:]}"
        yield f"names+day:{''.join(sorted((first[:4], last[:4])))}{person.birth.month}{person.birth.day}"
    else:
        yield f"names:{'|'.join(sorted((first, last)))}"
    if person.zip:
        yield f"sounds+zip:{''.join(sorted((sound(formal(first)), sound(last))))}{person.zip[:3]}"
