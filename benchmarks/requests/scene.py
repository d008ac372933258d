"""The requests on file, and the ways one of them is come back to."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from benchmarks.requests.paper import AGAIN, FIRST_TIME, Habits, write
from benchmarks.requests.people import People
from benchmarks.requests.tables import PURPOSES, RECORD_TYPES
from benchmarks.requests.truth import Address, Asked, Person, Requestor
from benchmarks.requests.written import Written

DUPLICATE, NEW_REQUEST, DIFFERENT = "duplicate", "new-request-same-patient", "different-person"
GAPS = (0, 0, 0, 1, 1, 2, 5, 9, 14, 30)
SPANS = (30, 90, 180, 365, 730, 1095)


@dataclass(frozen=True)
class Stored:
    """A request on file: its id, what is true, and its paper."""

    key: str
    asked: Asked
    written: Written


@dataclass(frozen=True)
class Drawn:
    """An incoming request; `doubtful` is True where nobody could decide, None to let the clerk say."""

    person: Person
    written: Written
    label: str
    doubtful: bool | None = None


@dataclass
class Scene:
    """What cases draw from."""

    chance: Random
    people: People
    firms: Sequence[Requestor]
    style: Callable[[Written, Random], Written]
    stored: list[Stored] = field(default_factory=list)
    askers: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    homes: dict[Address, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def store(self, asked: Asked, written: Written) -> None:
        """Put one more request on file."""
        self.stored.append(Stored(f"S{len(self.stored):05d}", asked, written))
        person = asked.person
        self.askers[person.key].add(asked.requestor.organization or asked.requestor.name)
        self.homes[person.address].add((person.first, person.key))

    def is_taken(self, person: Person, *, apart_from: str = "") -> bool:
        """Whether somebody else of this first name lives there: no parents name two of their twins alike."""
        others = self.homes.get(person.address, set())
        return any(first == person.first and key not in (person.key, apart_from) for first, key in others)

    def other_firm(self, person: Person) -> Requestor:
        """A firm that has nothing on file about this person."""
        while (firm := self.chance.choice(self.firms)).organization in self.askers[person.key]:
            continue
        return firm

    def source(self) -> str:
        """How a paper reaches the office."""
        return self.chance.choices(("fax", "portal", "email", "mail"), (50, 18, 17, 15))[0]

    def ask(self, person: Person, requestor: Requestor) -> Asked:
        """Days and kinds of record asked for, and why."""
        start, end = self.days()
        return Asked(person, requestor, start, end, self.record_types(), self.chance.choice(PURPOSES))

    def days(self) -> tuple[date, date]:
        """Dates of service; half begin on the first of a month."""
        start = date(2014, 1, 1) + timedelta(days=self.chance.randint(0, 3380))
        if self.chance.random() < 0.5:
            start = start.replace(day=1)
        return start, start + timedelta(days=self.chance.choice(SPANS))

    def record_types(self, apart_from: Sequence[str] = ()) -> tuple[str, ...]:
        """One to three kinds of record, in the order of the form."""
        kinds = [kind for kind in RECORD_TYPES if kind not in apart_from]
        return tuple(sorted(self.chance.sample(kinds, self.chance.choice((1, 1, 2, 3)))))

    def moment(self, day: date) -> datetime:
        """A minute of that day's working hours."""
        return datetime.combine(day, time(self.chance.randint(7, 18), self.chance.randint(0, 59)), UTC)

    def after(self, stored: Stored, days: int) -> datetime:
        """A minute so many days after the first paper; the same day may be before it."""
        return self.moment(stored.written.received_at.date() + timedelta(days=days))

    def again(
        self,
        stored: Stored,
        person: Person | None = None,
        *,
        source: str | None = None,
        gap: int | None = None,
        habits: Habits = AGAIN,
    ) -> Written:
        """The same request on paper once more, about this person as now told."""
        asked = replace(stored.asked, person=person or stored.asked.person)
        days = self.chance.choice(GAPS) if gap is None else gap
        written = write(asked, self.after(stored, days), source or stored.written.source, self.chance, habits)
        return self.style(self.forget(written, purpose=0.17), self.chance)

    def forget(self, written: Written, *, purpose: float = 0.0) -> Written:
        """Leave out now and then what else says who asks, and what for."""
        roll = self.chance.random
        return replace(
            written,
            asker=written.asker if roll() > 0.06 else None,
            asker_phone=written.asker_phone if roll() > 0.05 else None,
            email=written.email if roll() > 0.07 else None,
            purpose=written.purpose if roll() > purpose else None,
        )

    def paper(self, asked: Asked, received_at: datetime) -> Written:
        """A paper of its own, from anywhere."""
        return self.style(write(asked, received_at, self.source(), self.chance, FIRST_TIME), self.chance)


Case = Callable[[Scene, Stored], Drawn | None]
