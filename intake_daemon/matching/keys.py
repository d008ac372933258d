"""Blocking keys: strings that two records of one request or one patient share even when both were misread.

Every key joins at least two things that were read apart from each other, so that few share it even among millions;
what one misreading takes from one key, another key still has. A record has at most `MOST_KEYS`. Keys hold patients'
values: whoever stores them hashes them with a secret.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from intake_daemon.matching.features import Asker, Features, Person, Scope, features
from intake_daemon.matching.names import formal, sound
from intake_daemon.matching.record import Record
from intake_daemon.matching.text import shape

MOST_KEYS = 28
_LETTERS = str.maketrans("01258", "olzsb")  # what a recogniser makes of letters in the middle of a name


def blocking_keys(record: Record) -> tuple[str, ...]:
    """A record's keys, the most selective kinds first, each once."""
    return keys_of(features(record))


def keys_of(of: Features) -> tuple[str, ...]:
    """The keys of a record that was normalised already: its patient's, then its requestor's."""
    return tuple(dict.fromkeys((*person_keys(of.person), *asker_keys(of))))[:MOST_KEYS]


def person_keys(person: Person) -> tuple[str, ...]:
    """The keys of a patient, whoever asks."""
    sounds = _sounds(person)
    kinds = (_identifier_keys(person, sounds), _birth_keys(person, sounds), _home_keys(person, sounds))
    return tuple(dict.fromkeys(chain.from_iterable(kinds)))


def asker_keys(of: Features) -> tuple[str, ...]:
    """The keys of the requestor and the recipient, each joined with something of the patient or the dates."""
    askers = tuple(dict.fromkeys((*_numbers(of.asker), *_numbers(of.recipient))))
    return tuple(_asker_keys(askers, of.scope, of.person, _sounds(of.person))) if askers else ()


@dataclass(frozen=True, slots=True)
class _Sounds:
    """How the names sound; first and last name are exchanged on many forms, so that nothing tells which is which."""

    single: tuple[str, ...]  #: each name
    whole: tuple[str, ...]  #: each name with the initial of the other: finds them though one was misspelt
    pairs: tuple[str, ...]  #: first and last name


def _sounds(person: Person) -> _Sounds:
    """A first name counts in its formal shape, a double surname by each of its words."""
    given = sound(formal(person.first.translate(_LETTERS)))
    surnames = [sound(word.translate(_LETTERS)) for word in person.last.split()[:2]]
    single = dict.fromkeys(name for name in (given, *surnames) if name)
    both = [(given, name) for name in dict.fromkeys(surnames) if given and name]
    whole = dict.fromkeys(one + other[0] for pair in both for one, other in (pair, pair[::-1]))
    pairs = dict.fromkeys("".join(sorted(pair)) for pair in both)
    return _Sounds(tuple(single), tuple(whole), tuple(pairs))


def _identifier_keys(person: Person, sounds: _Sounds) -> Iterator[str]:
    if person.mrn:
        yield f"mrn:{person.mrn}"
    if person.ssn:
        for name in sounds.whole or sounds.single:
            yield f"ssn+name:{person.ssn}{name}"
        if person.birth is not None:
            yield f"ssn+day:{person.ssn}{person.birth.month}{person.birth.day}"
            for name in sounds.single:
                yield f"ssn+year:{person.ssn}{person.birth.year[-2:]}{name}"


def _birth_keys(person: Person, sounds: _Sounds) -> Iterator[str]:
    """Sorted digits survive a transposition and an exchange of day and month; two digits of the year, any century."""
    if person.birth is None:
        return
    born, day = person.birth.short, person.birth.month + person.birth.day
    year = "".join(sorted(person.birth.year[-2:]))
    for name in sounds.single:
        yield f"birth+name:{born}{name}"
    for name in sounds.whole or sounds.single:
        yield f"digits+name:{year}{''.join(sorted(day))}{name}"
    if person.first and person.last:
        yield f"birth+initials:{born}{''.join(sorted(shape(person.first[0]) + shape(person.last[0])))}"
    for names in sounds.pairs:
        yield f"names+year:{names}{year}"
        yield f"names+day:{names}{day}"


def _home_keys(person: Person, sounds: _Sounds) -> Iterator[str]:
    if len(person.phone) >= 7:
        yield f"phone:{person.phone[-7:]}"
    if person.zip and person.house:
        yield f"home:{person.zip}{person.house}"
    for names in sounds.pairs if person.zip else ():
        yield f"names+zip:{names}{person.zip}"


def _numbers(asker: Asker) -> Iterator[str]:
    """What tells one requestor from another, each by itself, since any of it may be misread."""
    for kind, value in (
        ("fax", asker.fax),
        ("firm", shape(asker.organization)),
        ("mail", shape(asker.email)),
        ("phone", asker.phone),
    ):
        if value:
            yield f"{kind}{value}"


def _asker_keys(askers: tuple[str, ...], scope: Scope, person: Person, sounds: _Sounds) -> Iterator[str]:
    """The same requestor: with the same dates, when the patient's lines were misread, or with the same names."""
    for asker in askers[:2]:
        for names in sounds.pairs:
            yield f"asker+names:{asker}|{names}"
    dates = "".join(day.short if day else "-" for day in (scope.start, scope.end))
    if dates == "--":
        return
    for asker in askers:
        yield f"asker+dates:{asker}|{dates}"
    if person.birth is not None:
        for asker in askers[:2]:
            yield f"asker+dates+year:{asker}|{dates}{person.birth.year[-2:]}"
