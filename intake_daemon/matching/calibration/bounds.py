"""What a count allows to be said about a rate."""

import math
from collections.abc import Sequence

SURE = 0.95  #: one-sided


def upper_bound(seen: int, of: int) -> float:
    """The rate that is surely not exceeded, when it was seen so often (Clopper and Pearson, Biometrika 26, 1934).

    With nothing seen this is about 3 / of, the rule of three.
    """
    if seen >= of:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(seen, of, middle) > 1 - SURE else (low, middle)
    return high


def lower_bound(seen: int, of: int) -> float:
    """The rate that is surely reached, when it was seen so often."""
    return 1.0 - upper_bound(of - seen, of)


def needed_for(rate: float) -> int:
    """How many cases without a single failure it takes to bound the rate of failures."""
    return math.ceil(math.log(1 - SURE) / math.log1p(-rate))


def _at_most(seen: int, of: int, rate: float) -> float:
    """The probability of at most so many events."""
    if rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 0.0
    return sum(math.exp(_log_binomial(k, of, rate)) for k in range(seen + 1))


def _log_binomial(k: int, n: int, rate: float) -> float:
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(rate) + (n - k) * math.log1p(-rate)


def falling(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The closest values that never rise, by weighted squares (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, mass, size = value, weight, 1
        while blocks and blocks[-1][0] < mean:
            above, more, count = blocks.pop()
            mean, mass, size = (above * more + mean * mass) / (more + mass), more + mass, size + count
        blocks.append((mean, mass, size))
    return [mean for mean, _, size in blocks for _ in range(size)]
