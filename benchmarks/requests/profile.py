"""Which names, who asks and which cases a set is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.requests import again, more, others, wide_again, wide_more, wide_others
from benchmarks.requests.askers import any_asker, draw_wide_firms
from benchmarks.requests.cultures import any_patient
from benchmarks.requests.people import People
from benchmarks.requests.requestors import draw_firms
from benchmarks.requests.scene import Case, Scene
from benchmarks.requests.styles import restyle
from benchmarks.requests.tables import Names, crowded_surnames, few_given_names, given_names, surnames
from benchmarks.requests.truth import Asked, Person, Requestor
from benchmarks.requests.written import Written


@dataclass(frozen=True)
class Profile:
    """What kind of set to draw; `cases` are makers and how often each is drawn."""

    given: Callable[[], Names]
    surnames: Callable[[], Names]
    firms: Callable[[People], Sequence[Requestor]]
    cases: dict[str, tuple[Case, int]]
    patient: Callable[[Scene, Person], Person]
    asker: Callable[[Scene, Person], Requestor]
    asks: Callable[[Scene, Person, Requestor], Asked]
    style: Callable[[Written, Random], Written]


def _as_drawn(_: Scene, person: Person) -> Person:
    return person


def _as_written(written: Written, _: Random) -> Written:
    return written


def _asks_widely(scene: Scene, person: Person, requestor: Requestor) -> Asked:
    """Every eighth request is open-ended, every fifteenth for all there is."""
    asked = scene.ask(person, requestor)
    roll = scene.chance.random()
    if roll < 0.07:
        return replace(asked, start=None, end=None)
    return replace(asked, end=None) if roll < 0.19 else asked


PLAIN = again.CASES | more.CASES | others.CASES
DEV = Profile(
    given=few_given_names,
    surnames=crowded_surnames,
    firms=lambda people: draw_firms(120, people),
    cases=PLAIN,
    patient=_as_drawn,
    asker=Scene.other_firm,
    asks=Scene.ask,
    style=_as_written,
)
WIDE = Profile(
    given=given_names,
    surnames=surnames,
    firms=lambda people: draw_wide_firms(60, people),
    cases={name: (make, max(1, weight // 3)) for name, (make, weight) in PLAIN.items()}
    | wide_again.CASES
    | wide_more.CASES
    | wide_others.CASES,
    patient=any_patient,
    asker=any_asker,
    asks=_asks_widely,
    style=restyle,
)
PROFILES = {"dev": DEV, "wide": WIDE}
