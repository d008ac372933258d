"""Run the matcher over labelled requests and count what it got right and wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from intake_daemon.matching.calibration.labels import Label, Labelled, Labels
from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.model import Frozen, Match, Outcome


class Figures(Frozen):
    """Counts of answers. An answer that goes to a person joins nothing, so it is never wrong.

    Args:
        arrivals: incoming requests.
        others: those that are no duplicate.
        false_merges: answered "duplicate", and of another request than they are.
        wrong_patients: linked to a patient who is somebody else.
        duplicates: duplicates whose papers say enough.
        joined: of these, joined by themselves with the right request.
        found: of these, joined or shown to a person beside the right request.
        reviews: arrivals that a person has to look at.
        known: new requests of a patient who is on file.
        linked: of these, linked to that patient.
    """

    arrivals: int = 0
    others: int = 0
    false_merges: int = 0
    wrong_patients: int = 0
    duplicates: int = 0
    joined: int = 0
    found: int = 0
    reviews: int = 0
    known: int = 0
    linked: int = 0

    def __add__(self, other: Self) -> Self:
        """The counts of both."""
        return type(self)(**{name: value + getattr(other, name) for name, value in self})

    @property
    def wrong(self) -> int:
        """Joins that must not be."""
        return self.false_merges + self.wrong_patients

    @property
    def review_share(self) -> float:
        """Reviews among all arrivals, 0.0-1.0."""
        return self.reviews / max(1, self.arrivals)

    @property
    def worth(self) -> tuple[int, int, int]:
        """Orders figures of the same arrivals: nothing wrong first, then the work done, then the work left."""
        return -self.wrong, self.joined + self.found + self.linked, -self.reviews


@dataclass(frozen=True)
class Arrival:
    """An incoming request and what is on file that shares a key with it, all normalised once."""

    row: Labelled
    incoming: Filed
    candidates: tuple[Filed, ...]


@dataclass(frozen=True)
class Trial:
    """Arrivals to be judged, as often as there are policies to try."""

    arrivals: tuple[Arrival, ...]
    persons: dict[str, str]  #: by id of the row, where it is known

    @classmethod
    def of(cls, labels: Labels) -> Self:
        """Find the candidates of every arrival, once."""
        index, stored = Index(labels.stored), {row.id: filed(row) for row in labels.stored}
        arrivals = tuple(
            Arrival(row, filed(row), tuple(stored[found.id] for found in index.candidates(row)))
            for row in labels.incoming
        )
        return cls(arrivals, {row.id: row.person for row in labels.rows if row.person is not None})

    def held_out(self, fold: int) -> Self:
        """Only the arrivals about this part of the patients."""
        return type(self)(tuple(a for a in self.arrivals if a.row.fold == fold), self.persons)

    def rest(self, fold: int) -> Self:
        """Only the arrivals about other patients."""
        return type(self)(tuple(a for a in self.arrivals if a.row.fold != fold), self.persons)

    def judge(self, policy: MatchPolicy) -> Figures:
        """Count what this policy makes of the arrivals."""
        return sum((one for one, _ in self._each(policy)), Figures())

    def mistakes(self, policy: MatchPolicy) -> tuple[str, ...]:
        """Ids of the arrivals that are joined with what they must not be."""
        return tuple(row.id for one, row in self._each(policy) if one.wrong)

    def _each(self, policy: MatchPolicy) -> Iterator[tuple[Figures, Labelled]]:
        for arrival in self.arrivals:
            answer = match(arrival.incoming, arrival.candidates, policy)
            yield _counted(arrival.row, answer, self.persons), arrival.row


def _counted(row: Labelled, answer: Match, persons: dict[str, str]) -> Figures:
    duplicate = row.label is Label.DUPLICATE
    right = duplicate and answer.of == row.of
    joined, review = answer.outcome is Outcome.DUPLICATE, answer.outcome is Outcome.REVIEW
    known = row.label is Label.KNOWN_PATIENT
    linked = answer.patient_of is not None and not review
    whose = persons.get(answer.patient_of or "") if linked else None
    its_own = whose is not None and whose == row.person
    enough = duplicate and not row.hard
    return Figures(
        arrivals=1,
        others=not duplicate,
        false_merges=joined and not right,
        wrong_patients=whose is not None and row.person is not None and not its_own,
        duplicates=enough,
        joined=enough and joined and right,
        found=enough and (joined or review) and right,
        reviews=review,
        known=known,
        linked=known and its_own,
    )


def total(figures: Iterable[Figures]) -> Figures:
    """The sum of counts."""
    return sum(figures, Figures())
