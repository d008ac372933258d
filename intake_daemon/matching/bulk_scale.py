"""What an agreement is worth in this very list: log2(m/u) bits, learned from the list without any label.

Two sources. *How rare the shared value is here*: u of an equal value is its share among the records, so a Zbigniew
tells more than a John, and what everybody has tells nothing. *How often the list errs*: m of every level (equal, one
sign off, conflicting, ...) is estimated by expectation maximisation (Fellegi and Sunter, JASA 64, 1969; Winkler,
"Using the EM algorithm for weight computation", 1988), u of levels other than equal from random pairs.

The usual EM also estimates which share of the pairs match, and lists in which most candidates match lead it astray:
it takes a second kind of mistake for non-matches. Here that share is not asked of the data: a pair must win against
all records it might be taken for, so the odds to beat are one in that many.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intake_daemon.matching.bulk_columns import Bits, Numbers, People, Trait
from intake_daemon.matching.bulk_levels import EXACT, LEVELS, Levels, levels_of

_SAMPLE = 4000  # random pairs for u
_ROUNDS = 12
# What is thought of the levels before any pair was seen, and never quite forgotten: mostly equal, mistakes possible.
_BEFORE = np.array([0.0, 0.85, 0.04, 0.04, 0.03, 0.02, 0.02, 0.01, 0.01, 0.02])
_BEFORE /= _BEFORE.sum()
_KEPT = 0.05  # the weight of that belief beside the pairs seen


@dataclass(frozen=True, slots=True)
class Scale:
    """Bits by trait: of a level, and beside it of the value where it is equal.

    Args:
        by_level: for every trait the bits of each level.
        rarity: for every trait the bits of each distinct value, added where both have it.
        needed: log2 of how many records one may be taken for: from here a pair is likelier one person than two.
    """

    people: People
    by_level: Mapping[Trait, Bits]
    rarity: Mapping[Trait, Bits]
    needed: float

    def bits(self, one: Numbers, other: Numbers) -> Bits:
        """The evidence for each pair of records being one person."""
        return self.sum(one, levels_of(self.people, one, other))

    def sum(self, one: Numbers, levels: Mapping[Trait, Levels]) -> Bits:
        """The same from levels that are known already."""
        total = np.zeros(len(one))
        for trait, level in levels.items():
            shared = self.people.columns[trait].codes[one]
            total += self.by_level[trait][level] + np.where(level == EXACT, self.rarity[trait][shared], 0.0)
        return total


def fitted(people: People, one: Numbers, levels: Mapping[Trait, Levels], seed: int = 1) -> Scale:
    """Learn the scale from the candidates of a list.

    Args:
        people: the records.
        one: the earlier record of each candidate pair.
        levels: how the two agree, from `levels_of`.
        seed: of the random pairs that show how strangers agree.
    """
    rarity = {trait: _rarity(column.shares(), people.size) for trait, column in people.columns.items()}
    strangers = _strangers(people, seed)
    matching = dict.fromkeys(people.columns, _BEFORE)
    for _ in range(_ROUNDS):
        scale = _scale(people, matching, strangers, rarity)
        likely = 1.0 / (1.0 + np.exp2(np.clip(scale.needed - scale.sum(one, levels), -60.0, 60.0)))
        matching = {trait: _frequencies(level, likely) for trait, level in levels.items()}
    return _scale(people, matching, strangers, rarity)


def _scale(
    people: People,
    matching: Mapping[Trait, Bits],
    strangers: Mapping[Trait, Bits],
    rarity: Mapping[Trait, Bits],
) -> Scale:
    by_level = {trait: _log_odds(matching[trait], strangers[trait]) for trait in people.columns}
    return Scale(people, by_level, rarity, math.log2(people.rivals))


def _log_odds(matching: Bits, strangers: Bits) -> Bits:
    """Bits of each level; for equal values only log2 m, since u is the rarity of the value."""
    bits = np.zeros(LEVELS)
    bits[EXACT] = math.log2(matching[EXACT])
    other = slice(EXACT + 1, LEVELS)
    bits[other] = np.log2(np.maximum(matching[other], 1e-6) / strangers[other])
    return bits


def _rarity(shares: Bits, size: int) -> Bits:
    return -np.log2(np.maximum(shares, 1.0 / size))


def _frequencies(levels: Levels, weights: Bits) -> Bits:
    """How often each level is met among pairs given, with the first belief mixed in."""
    counts = np.bincount(levels, weights=weights, minlength=LEVELS).astype(np.float64)
    counts[0] = 0.0
    counts += (_KEPT * counts.sum() + 0.5) * _BEFORE
    shares: Bits = counts / counts.sum()
    return shares


def _strangers(people: People, seed: int) -> dict[Trait, Bits]:
    """How often two random records agree at each level; a level never met counts as half a pair."""
    chance = np.random.default_rng(seed)
    one, other = chance.integers(0, max(1, people.size), (2, _SAMPLE))
    possible = people.may_be_one(one, other)
    levels = levels_of(people, one[possible], other[possible])
    return {trait: _with_unmet(level) for trait, level in levels.items()}


def _with_unmet(levels: Levels) -> Bits:
    counts = np.bincount(levels, minlength=LEVELS).astype(np.float64)
    counts[0] = 0.0
    shares: Bits = (counts + 0.5) / (counts.sum() + 0.5 * LEVELS)
    return shares
