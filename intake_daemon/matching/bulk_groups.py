"""From scored pairs to an answer: who belongs together.

Joining whatever hangs together by pairs lets one bad link weld two people with all their records. So groups grow the
other way round: the two that fit best are joined first, and only if they fit as wholes: the mean over *all* pairs of
their records, also of those that shared no key, must reach half of what a sure pair needs, and no pair may speak
strongly against (average linkage with a veto).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from intake_daemon.matching.bulk_columns import Bits, Flags, Numbers

_WHOLE = 0.5  # of the bits a pair needs, what two groups need on average
_AGAINST = -1.0  # of the same, what one pair of their records may speak against

Score = Callable[[Numbers, Numbers], Bits]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of records with the evidence for each, in bits; `one` holds the earlier records."""

    one: Numbers
    other: Numbers
    bits: Bits

    def where(self, kept: Flags | Numbers) -> "Pairs":
        """Those pairs alone."""
        return Pairs(self.one[kept], self.other[kept], self.bits[kept])

    def best_first(self) -> "Pairs":
        """Ordered by bits; of equals the earlier records come first."""
        return self.where(np.lexsort((self.other, self.one, -self.bits)))


def one_to_one(pairs: Pairs, needed: float) -> Pairs:
    """Take the surest pair, leave out both its records, and so on down to `needed` bits."""
    ordered = pairs.where(pairs.bits >= needed).best_first()
    taken: set[int] = set()
    kept = []
    for place, pair in enumerate(zip(ordered.one.tolist(), ordered.other.tolist(), strict=True)):
        if taken.isdisjoint(pair):
            taken.update(pair)
            kept.append(place)
    return ordered.where(np.array(kept, np.int64))


def grouped(size: int, pairs: Pairs, needed: float, score: Score) -> Numbers:
    """Group the records of one list.

    Args:
        size: how many records there are.
        pairs: candidates with their bits.
        needed: from how many bits a pair may bring two groups together.
        score: gives the bits of pairs that are no candidates.

    Returns:
        For every record the first record of its group.
    """
    groups = np.arange(size)
    open_pairs = pairs.where(pairs.bits >= needed).best_first()
    refused = np.empty(0, np.int64)
    while True:
        proposed, open_pairs = _proposals(groups, open_pairs, refused)
        if not len(proposed):
            return groups
        keep, lose = np.divmod(proposed, size)
        agreed = _fit_as_wholes(groups, keep, lose, needed, score)
        groups = _merged(groups, keep[agreed], lose[agreed])
        refused = _still_refused(
            np.concatenate([refused, proposed[~agreed]]), keep[agreed], lose[agreed], size
        )


def _proposals(groups: Numbers, pairs: Pairs, refused: Numbers) -> tuple[Numbers, Pairs]:
    """Groups that are each other's best, packed as `lower * size + higher`, and the pairs still between groups.

    Pairs come best first. There is always a proposal while a pair is left that was not refused: the best of them.
    """
    one, other = groups[pairs.one], groups[pairs.other]
    apart = one != other
    packed = (np.minimum(one, other) * len(groups) + np.maximum(one, other))[apart]
    _, firsts = np.unique(packed, return_index=True)
    links = packed[np.sort(firsts)]
    links = links[~np.isin(links, refused)]
    lower, higher = np.divmod(links, len(groups))
    ranks = np.arange(len(links))
    best = np.full(len(groups), len(links))
    np.minimum.at(best, lower, ranks)
    np.minimum.at(best, higher, ranks)
    return links[(best[lower] == ranks) & (best[higher] == ranks)], pairs.where(apart)


def _fit_as_wholes(groups: Numbers, keep: Numbers, lose: Numbers, needed: float, score: Score) -> Flags:
    case, one, other = _across(groups, keep, lose)
    bits = score(one, other)
    mean = np.bincount(case, weights=bits, minlength=len(keep)) / np.bincount(case, minlength=len(keep))
    least = np.full(len(keep), np.inf)
    np.minimum.at(least, case, bits)
    return (mean >= _WHOLE * needed) & (least >= _AGAINST * needed)


def _across(groups: Numbers, keep: Numbers, lose: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """All pairs of a record of one group with one of the other: number of the case, and both records."""
    members = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups, minlength=len(groups))
    starts = np.cumsum(sizes) - sizes
    totals = sizes[keep] * sizes[lose]
    case = np.repeat(np.arange(len(keep)), totals)
    within = np.arange(len(case)) - np.repeat(np.cumsum(totals) - totals, totals)
    row, column = np.divmod(within, sizes[lose][case])
    return case, members[starts[keep][case] + row], members[starts[lose][case] + column]


def _merged(groups: Numbers, keep: Numbers, lose: Numbers) -> Numbers:
    renamed = np.arange(len(groups))
    renamed[lose] = keep
    return renamed[groups]


def _still_refused(refused: Numbers, keep: Numbers, lose: Numbers, size: int) -> Numbers:
    """A group that grew is another group, and may be asked again."""
    grown = np.zeros(size, np.bool_)
    grown[keep] = grown[lose] = True
    return refused[~(grown[refused // size] | grown[refused % size])]
