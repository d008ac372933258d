"""Draws a whole set: the requests on file, then the incoming ones case by case."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from random import Random
from typing import Any

from benchmarks.requests.clerk import cannot_tell
from benchmarks.requests.dates import some_day
from benchmarks.requests.people import People
from benchmarks.requests.profile import Profile
from benchmarks.requests.requestors import draw_firms
from benchmarks.requests.scene import DUPLICATE, Drawn, Scene, Stored
from benchmarks.requests.truth import Person


def draw_set(profile: Profile, seed: int, stored: int, incoming: int) -> Iterator[dict[str, Any]]:
    """Rows of one set, the stored ones first; the same seed gives the same set."""
    chance = Random(seed)
    people = People(chance, profile.given(), profile.surnames(), count())
    scene = Scene(chance, people, draw_firms(profile.firms, people))
    _fill(scene, profile, stored)
    yield from (_stored_row(entry) for entry in scene.stored)
    names = list(profile.cases)
    weights = [weight for _, weight in profile.cases.values()]
    for number, case in enumerate(chance.choices(names, weights, k=incoming)):
        yield _incoming(scene, profile, case, f"I{number:05d}")


def _fill(scene: Scene, profile: Profile, how_many: int) -> None:
    """Put requests on file: some people have several, and some are one family."""
    known: list[Person] = []
    while len(scene.stored) < how_many:
        person = _patient(scene, profile, known)
        requestor = profile.asker(scene, person)
        asked = profile.asks(scene, person, requestor)
        day = some_day(date(2025, 1, 1), date(2026, 5, 10), scene.chance)
        scene.store(asked, profile.writes(scene, asked, scene.moment(day)))


def _patient(scene: Scene, profile: Profile, known: list[Person]) -> Person:
    roll = scene.chance.random()
    if known and roll < 0.11:
        # Those who came first come back more often, as in any clinic.
        return known[int(len(known) * scene.chance.random() ** 2)]
    person = scene.people.one() if not known or roll > 0.2 else _relative(scene, scene.chance.choice(known))
    if roll > 0.2:
        person = profile.patient(scene, person)
    known.append(person)
    return person


def _relative(scene: Scene, person: Person) -> Person:
    makers = (scene.people.sibling, scene.people.spouse, scene.people.twin)
    return scene.chance.choice(makers)(person)


def _incoming(scene: Scene, profile: Profile, case: str, key: str) -> dict[str, Any]:
    make, _ = profile.cases[case]
    while True:
        stored = scene.chance.choice(scene.stored)
        drawn = make(scene, stored)
        if drawn is not None:
            return _incoming_row(key, case, stored, drawn)


def _stored_row(stored: Stored) -> dict[str, Any]:
    return stored.written.row(stored.key) | {
        "role": "stored",
        "label": None,
        "of": None,
        "person": stored.asked.person.key,
        "case": None,
        "acceptable": [],
        "hard": False,
    }


def _incoming_row(key: str, case: str, stored: Stored, drawn: Drawn) -> dict[str, Any]:
    hard = drawn.doubtful
    if hard is None:
        hard = drawn.label == DUPLICATE and cannot_tell(stored.written, drawn.written)
    answer = "duplicate" if drawn.label == DUPLICATE else "new"
    return drawn.written.row(key) | {
        "role": "incoming",
        "label": drawn.label,
        "of": None if case == "stranger" else stored.key,
        "person": drawn.person.key,
        "case": case,
        "acceptable": [answer, "review"] if hard else [answer],
        "hard": hard,
    }
