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
from benchmarks.requests.scene import DIFFERENT, DUPLICATE, NEW_REQUEST, Drawn, Scene, Stored
from benchmarks.requests.truth import Person

TRIES = 2000  #: e.g. no frequent name among few requests on file


def draw_set(profile: Profile, seed: int, stored: int, incoming: int) -> Iterator[dict[str, Any]]:
    """Rows of one set, the stored ones first; the same seed gives the same set."""
    chance = Random(seed)
    people = People(chance, profile.given(), profile.surnames(), count())
    scene = Scene(chance, people, profile.firms(people), profile.style)
    fill(scene, profile, stored)
    yield from (_stored_row(entry) for entry in scene.stored)
    for number in range(incoming):
        yield _incoming(scene, profile, f"I{number:05d}")


def fill(scene: Scene, profile: Profile, how_many: int) -> None:
    """Put requests on file: some people have several, and some are one family."""
    known: list[Person] = []
    while len(scene.stored) < how_many:
        person = _patient(scene, profile, known)
        requestor = profile.asker(scene, person)
        asked = profile.asks(scene, person, requestor)
        day = some_day(date(2025, 1, 1), date(2026, 5, 10), scene.chance)
        scene.store(asked, scene.paper(asked, scene.moment(day)))


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
    while scene.is_taken(relative := scene.chance.choice(makers)(person)):
        continue
    return relative


def _incoming(scene: Scene, profile: Profile, key: str) -> dict[str, Any]:
    """A case by its weight, about a request on file that suits it; where none does, another case."""
    weights = [weight for _, weight in profile.cases.values()]
    while True:
        case = scene.chance.choices(list(profile.cases), weights)[0]
        for _ in range(TRIES):
            stored = scene.chance.choice(scene.stored)
            drawn = profile.cases[case][0](scene, stored)
            if drawn is not None and not _nameless(stored, drawn) and not _doubled(scene, stored, drawn):
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


def _doubled(scene: Scene, stored: Stored, drawn: Drawn) -> bool:
    other = drawn.label == DIFFERENT
    return other and scene.is_taken(drawn.person, apart_from=stored.asked.person.key)


def _nameless(stored: Stored, drawn: Drawn) -> bool:
    """Whether it is a new request for a child not named yet, with no number that says which child."""
    unnamed = drawn.label == NEW_REQUEST and drawn.person.first.startswith("Baby")
    return unnamed and not (stored.written.mrn and drawn.written.mrn)


def _one_of_several(stored: Stored, drawn: Drawn) -> bool:
    """Whether it may be the twin: not named yet, and neither letter nor number says which child."""
    unnamed = drawn.person.first in ("Baby Boy", "Baby Girl")
    return unnamed and not (stored.written.mrn and drawn.written.mrn)


def _incoming_row(key: str, case: str, stored: Stored, drawn: Drawn) -> dict[str, Any]:
    hard = drawn.doubtful
    if hard is None:
        poor = cannot_tell(stored.written, drawn.written) or _one_of_several(stored, drawn)
        hard = drawn.label == DUPLICATE and poor
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
