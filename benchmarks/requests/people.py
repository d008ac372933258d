"""Draws patients, and their families, who share much and are other people."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from benchmarks.requests.dates import some_day, years_later
from benchmarks.requests.tables import CITIES, STREET_KINDS, STREETS, Names
from benchmarks.requests.truth import Address, Person

LIKE_NAMES = (
    ("Maria", "Marla"), ("Jayden", "Jaden"), ("Madison", "Mason"), ("Michael", "Michelle"), ("Jacob", "Joshua"),
    ("Carla", "Carly"), ("Erin", "Aaron"), ("Emma", "Ella"), ("Brandon", "Brendan"), ("Christina", "Christine"),
    ("Eric", "Erica"), ("Julia", "Julie"), ("Dylan", "Dillon"), ("Ann", "Anna"), ("Jon", "John"),
    ("Darren", "Darrell"), ("Marcus", "Mark"), ("Hailey", "Bailey"), ("Ethan", "Nathan"), ("Roy", "Ryan"),
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """Draws people from two tables of names; every one gets a key of its own."""

    chance: Random
    given: Names
    surnames: Names
    numbers: "count[int]"

    def one(self) -> Person:
        """Anybody."""
        chance = self.chance
        return Person(
            key=self._key(),
            first=self.given.draw(chance),
            middle=self.given.draw(chance),
            last=self.surnames.draw(chance),
            suffix=None,
            born=some_day(date(1932, 1, 1), date(2022, 12, 31), chance),
            ssn_last4=digits(4, chance),
            mrn=digits(7, chance),
            address=self.address(),
            phone=phone(chance),
        )

    def another(self, person: Person, **differing: Any) -> Person:
        """Somebody else, who shares with this person all but numbers, middle name and what is given."""
        new: dict[str, Any] = {
            "key": self._key(),
            "middle": self.given.draw(self.chance),
            "ssn_last4": digits(4, self.chance),
            "mrn": digits(7, self.chance),
        }
        return replace(person, **{**new, **differing})

    def address(self) -> Address:
        """A house, or a flat in one."""
        chance = self.chance
        city, state, zip3 = chance.choice(CITIES)
        unit = chance.randint(2, 60) if chance.random() < 0.22 else None
        kind = chance.choice(list(STREET_KINDS))
        return Address(
            chance.randint(50, 9999),
            chance.choice(STREETS),
            kind,
            unit,
            city,
            state,
            zip3 + digits(2, chance),
        )

    def twin(self, person: Person) -> Person:
        """Born the same day, other name; every third pair has names that look alike."""
        first, partner = self.chance.choice(LIKE_NAMES)
        if self.chance.random() < 0.35 and person.first in (name for pair in LIKE_NAMES for name in pair):
            first = next(b if a == person.first else a for a, b in LIKE_NAMES if person.first in (a, b))
            return self.another(person, first=first)
        if self.chance.random() < 0.15:
            return self.another(person, first=partner if person.first != partner else first)
        return self.another(person, first=self.other_first(person))

    def other_first(self, person: Person) -> str:
        """A given name that is not this person's."""
        while (name := self.given.draw(self.chance)) == person.first:
            continue
        return name

    def sibling(self, person: Person) -> Person:
        """One to five years apart."""
        assert person.born is not None
        days = self.chance.choice((-1, 1)) * self.chance.randint(300, 1800)
        return self.another(person, first=self.other_first(person), born=person.born + timedelta(days=days))

    def spouse(self, person: Person) -> Person:
        """Up to six years apart, same surname and home."""
        assert person.born is not None
        born = person.born + timedelta(days=self.chance.randint(-2200, 2200))
        return self.another(person, first=self.other_first(person), born=born)

    def namesake_child(self, person: Person, *, suffix: bool) -> Person:
        """Father or son with the very name; in every third pair the birthdays fall on one day of the year."""
        assert person.born is not None
        gap = self.chance.choice((-1, 1)) * self.chance.randint(19, 36)
        if not 1925 <= person.born.year + gap <= 2023:
            gap = -gap
        born = years_later(person.born, gap)
        if self.chance.random() < 0.65:
            born += timedelta(days=self.chance.randint(20, 200))
        told = ("Jr" if gap > 0 else "Sr") if suffix else None
        return self.another(person, middle=person.middle, born=born, suffix=told)

    def _key(self) -> str:
        return f"P{next(self.numbers):05d}"


def digits(how_many: int, chance: Random) -> str:
    """A number of so many digits; noughts may lead."""
    return "".join(chance.choice("0123456789") for _ in range(how_many))


def phone(chance: Random) -> str:
    """Ten digits."""
    return f"{chance.randint(201, 989)}{chance.randint(200, 999)}{digits(4, chance)}"
