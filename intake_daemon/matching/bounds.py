"""Which of those that share keys with a record are compared with it: never more than a fixed number.

A key shared by very many (the fax number of a copy service, a common name) says little and costs much, so it is
passed over, but only while others are left: a record all of whose keys are full is compared with the newest of each.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one look may cost.

    Args:
        full: a key shared by more than this is full.
        judged: the most that are compared.
    """

    full: int = 50
    judged: int = 100

    @property
    def read(self) -> int:
        """How many to read of one key: one past the limit tells that it is full."""
        return self.full + 1


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those to compare, by the number of keys they share and then newest first.

    Args:
        ids: whom to compare.
        full_keys: how many keys were passed over.
        left_out: how many share a key and are still not compared.
    """

    ids: tuple[int, ...]
    full_keys: int
    left_out: int


def choose(sharing: Sequence[Sequence[int]], limits: Limits) -> Chosen:
    """Choose among those that share keys.

    Args:
        sharing: for each key the ids that share it, newest (highest) first, at most `limits.read` of them.
        limits: how many may be chosen.
    """
    useful = [ids for ids in sharing if 0 < len(ids) <= limits.full]
    full = sum(len(ids) > limits.full for ids in sharing)
    if not useful:
        useful = [ids[: limits.full] for ids in sharing]
    shared = Counter(id for ids in useful for id in ids)
    ranked = sorted(shared, key=lambda id: (-shared[id], -id))
    return Chosen(tuple(ranked[: limits.judged]), full, max(0, len(ranked) - limits.judged))
