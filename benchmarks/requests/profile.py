"""Which names, who asks and which cases a set is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from benchmarks.requests import again, more, others
from benchmarks.requests.scene import Case, Scene
from benchmarks.requests.tables import Names, crowded_surnames, few_given_names
from benchmarks.requests.truth import Asked, Person, Requestor
from benchmarks.requests.written import Written


@dataclass(frozen=True)
class Profile:
    """What kind of set to draw; `cases` are makers and how often each is drawn."""

    given: Callable[[], Names]
    surnames: Callable[[], Names]
    firms: int
    cases: dict[str, tuple[Case, int]]
    patient: Callable[[Scene, Person], Person]
    asker: Callable[[Scene, Person], Requestor]
    asks: Callable[[Scene, Person, Requestor], Asked]
    writes: Callable[[Scene, Asked, datetime], Written]


def _as_drawn(_: Scene, person: Person) -> Person:
    return person


DEV = Profile(
    given=few_given_names,
    surnames=crowded_surnames,
    firms=120,
    cases=again.CASES | more.CASES | others.CASES,
    patient=_as_drawn,
    asker=Scene.other_firm,
    asks=Scene.ask,
    writes=Scene.paper,
)
PROFILES = {"dev": DEV}
