"""What a tool answers about a set, and how right it is: precision, recall and F1 over pairs of records."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """Pairs that are one person, or for every record the name of its group."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)


Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many pairs were found, how many of them are right, and how many there are."""

    found: int
    right: int
    there: int

    @property
    def precision(self) -> float:
        """Of the pairs found, how many are right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of the pairs there are, how many were found."""
        return self.right / self.there if self.there else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 0.0


def judged(answer: Answer, people: Mapping[str, str]) -> Figures:
    """Compare an answer with who each record is about."""
    there = _pairs_within(people.values())
    if answer.groups:
        both = ((group, people[key]) for key, group in answer.groups.items())
        return Figures(_pairs_within(answer.groups.values()), _pairs_within(both), there)
    pairs = {frozenset(pair) for pair in answer.pairs}
    right = sum(len({people[key] for key in pair}) == 1 for pair in pairs)
    return Figures(len(pairs), right, there)


def _pairs_within(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())
