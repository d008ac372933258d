"""How often patients agree in each way: in pairs of one patient, and in pairs of two."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from intake_daemon.matching.agreements import agreement_name
from intake_daemon.matching.calibration.labels import Labelled, Labels
from intake_daemon.matching.features import Person, person_of
from intake_daemon.matching.likeness import compare_people
from intake_daemon.model.weights import PatientWeights

FIELDS = tuple(PatientWeights.model_fields)
STRANGERS = 20_000  #: pairs of two patients, drawn by lot: enough for agreements that one in thousands has
ROWS_OF_ONE = 12  #: of one patient; more would only repeat the same few values

Ways = Counter[tuple[str, str]]  #: by field and agreement
Pair = tuple[Labelled, Labelled]


@dataclass(frozen=True)
class Tally:
    """Counts by the parts of the patients that a pair touches, so that a part can be left out.

    Args:
        one: pairs of one patient.
        two: pairs of two patients.
    """

    one: dict[frozenset[int], Ways]
    two: dict[frozenset[int], Ways]

    def without(self, fold: int | None) -> tuple[Ways, Ways]:
        """The counts over all pairs that do not touch this part; None for all pairs."""
        return _sum(self.one, fold), _sum(self.two, fold)


def tally(labels: Labels, strangers: int) -> Tally:
    """Count the agreements of all pairs of one patient, and of pairs of two drawn by lot."""
    people = {row.id: person_of(row.patient) for row in labels.rows}
    return Tally(_counted(_pairs_of_one(labels), people), _counted(_pairs_of_two(labels, strangers), people))


def _sum(counts: dict[frozenset[int], Ways], fold: int | None) -> Ways:
    total: Ways = Counter()
    for folds, ways in counts.items():
        if fold not in folds:
            total.update(ways)
    return total


def _pairs_of_one(labels: Labels) -> Iterator[Pair]:
    by_person: dict[str, list[Labelled]] = defaultdict(list)
    for row in labels.rows:
        if row.person is not None:
            by_person[row.person].append(row)
    for rows in by_person.values():
        yield from combinations(rows[:ROWS_OF_ONE], 2)


def _pairs_of_two(labels: Labels, wanted: int) -> Iterator[Pair]:
    rows = [row for row in labels.rows if row.person is not None]
    lot = random.Random(1)  # noqa: S311 - a sample that is the same every time
    for _ in range(min(wanted, len(rows) * (len(rows) - 1) // 2)):
        one, other = lot.choice(rows), lot.choice(rows)
        if one.person != other.person:
            yield one, other


def _counted(pairs: Iterator[Pair], people: dict[str, Person]) -> dict[frozenset[int], Ways]:
    counts: dict[frozenset[int], Ways] = defaultdict(Counter)
    for one, other in pairs:
        like = compare_people(people[one.id], people[other.id])
        ways = counts[frozenset((one.fold, other.fold))]
        for field in FIELDS:
            if not (like.swapped and field.endswith("_name")):
                ways[field, agreement_name(like, field)] += 1
    return dict(counts)
