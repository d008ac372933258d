"""How far confidence can be believed: shares with their bounds, bins, expected calibration error."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.truths import Told

SURE = 0.90  #: from which confidence a value counts, unless the policy says otherwise for its field
TEN = tuple(number / 10 for number in range(11))  #: edges of ten bins
UPPER = (0.80, 0.85, 0.90, 0.92, 0.94, 0.96, 0.98, 1.0)  #: edges that look closer where most values are
_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True)
class Share:
    """So many of so many, with the bounds between which the true share lies in 95 of 100 cases."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """0.0-1.0; 0.0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's interval (Wilson 1927), which holds for few cases and for none wrong."""
        if not self.whole:
            return 0.0, 1.0
        n, p, z = self.whole, self.value, _Z
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def __str__(self) -> str:
        if not self.whole:
            return "none"
        low, high = self.bounds
        return f"{self.part}/{self.whole} ({100 * low:.1f}-{100 * high:.1f} %)"


@dataclass(frozen=True)
class Bin:
    """Values of about one confidence: between which edges, how sure on average, how many of them right."""

    low: float
    high: float
    confidence: float
    right: Share


def believed(values: Iterable[Told]) -> list[tuple[float, bool]]:
    """The confidence of every value that was given, and whether it was right."""
    return [(one.answer.confidence, one.right) for one in values if one.given]


def absences(values: Iterable[Told]) -> list[tuple[float, bool]]:
    """The confidence of everything said to be absent, and whether it was."""
    return [(one.answer.confidence, not one.on_paper) for one in values if one.answer.absent]


def bins(pairs: Sequence[tuple[float, bool]], edges: Sequence[float]) -> list[Bin]:
    """Put values into bins; the last holds its upper edge. Empty ones and what lies outside are left out."""
    found = []
    for low, high in pairwise(edges):
        inside = [pair for pair in pairs if low <= pair[0] < high or (pair[0] == high and high == edges[-1])]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            found.append(Bin(low, high, mean, Share(sum(right for _, right in inside), len(inside))))
    return found


def expected_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: how far confidence and share right lie apart, over ten bins."""
    apart = sum(one.right.whole * abs(one.confidence - one.right.value) for one in bins(pairs, TEN))
    return apart / len(pairs) if pairs else 0.0


def wrong_when_sure(pairs: Iterable[tuple[float, bool]]) -> Share:
    """How many of the values that count are wrong."""
    sure = [right for confidence, right in pairs if confidence >= SURE]
    return Share(len(sure) - sum(sure), len(sure))


def claimed(values: Iterable[Told]) -> Share:
    """How many of the values on the paper were given surely enough to count: calibration is no silence."""
    on_paper = [one for one in values if one.on_paper]
    return Share(sum(one.given and one.answer.confidence >= SURE for one in on_paper), len(on_paper))


def worst(values: Iterable[Told], most: int) -> list[Told]:
    """The values that were wrong with the highest confidence."""
    wrong = [one for one in values if one.given and not one.right]
    return sorted(wrong, key=lambda one: -one.answer.confidence)[:most]
