"""What an agreement is worth in this very list: log2(m/u) bits, learned from the list without any label.

Two sources. *How rare the shared value is here*: u of an equal value is its share among the records, so a Zbigniew
tells more than a John, and what everybody has tells nothing. *How often the list errs*: m of every level (equal, one
sign off, conflicting, ...) is estimated by expectation maximisation (Fellegi and Sunter, JASA 64, 1969; Winkler,
"Using the EM algorithm for weight computation", 1988), u of levels other than equal from random pairs.

The usual EM also estimates which share of the pairs match, and lists in which most candidates match lead it astray:
it takes a second kind of mistake for non-matches. Here that share is not asked of the data: a pair must win against
all records it might be taken for, so the odds to beat are one in that many.

A pair need not be one person or two strangers: it may be two of one household, who share surname, address and
telephone and nothing else. How many such mates a record has is learned with the rest. A list of singles lets an
address speak with its full weight; in a list of families it soon says no more than "the same family".
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intake_daemon.matching.bulk_columns import Bits, Numbers, People, Trait
from intake_daemon.matching.bulk_levels import EXACT, LEVELS, Levels, levels_of

HOUSEHOLD = frozenset(
    {Trait.LAST, Trait.PHONE, Trait.HOUSE, Trait.STREET, Trait.UNIT, Trait.PLACE, Trait.POSTCODE}
)
_SAMPLE = 4000  # random pairs for u
_ROUNDS = 12
_LIMIT = 60.0  # bits beyond which odds are as good as certain, and powers of two would overflow
# What is thought of the levels before any pair was seen, and never quite forgotten: mostly equal, mistakes possible.
_BEFORE = np.array([0.0, 0.85, 0.04, 0.04, 0.03, 0.02, 0.02, 0.01, 0.01, 0.02])
_BEFORE /= _BEFORE.sum()
# How many pairs that belief weighs, for every pair there would be if each record had a double. In a list with few
# doubles or none it holds; without it the likeliest "mistakes" would be what two strangers at one address show.
_BELIEVED = 0.1


@dataclass(frozen=True, slots=True)
class Scale:
    """Bits by trait: of a level, and beside it of the value where it is equal.

    Args:
        people: the records it was learned from.
        by_level: for every trait the bits of each level.
        rarity: for every trait the bits of each distinct value, added where both have it.
        needed: log2 of how many records one may be taken for: from here a pair is likelier one person than two.
        mates: how many others of the same household a record has in this list, on average.
    """

    people: People
    by_level: Mapping[Trait, Bits]
    rarity: Mapping[Trait, Bits]
    needed: float
    mates: float

    def bits(self, one: Numbers, other: Numbers) -> Bits:
        """The evidence for each pair of records being one person."""
        return self.weigh(one, levels_of(self.people, one, other)).bits

    def weigh(self, one: Numbers, levels: Mapping[Trait, Levels]) -> "Weighed":
        """The same from levels that are known already."""
        own, household = np.zeros(len(one)), np.zeros(len(one))
        for trait, level in levels.items():
            shared = self.people.columns[trait].codes[one]
            bits = self.by_level[trait][level] + np.where(level == EXACT, self.rarity[trait][shared], 0.0)
            side = household if trait in HOUSEHOLD else own
            side += bits
        mates = self.mates * np.exp2(np.minimum(household - self.needed, _LIMIT))
        return Weighed(own + household - np.log2(1.0 + mates), mates)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence of pairs.

    Args:
        bits: for being one person rather than two, of one household or of two.
        mates: odds for being two of one household rather than two strangers.
    """

    bits: Bits
    mates: Bits


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
    matching: Mapping[Trait, Bits] = dict.fromkeys(people.columns, _BEFORE)
    believed = _BELIEVED * people.expected
    scale = _scale(people, matching, strangers, rarity, mates=1.0)
    for _ in range(_ROUNDS):
        weighed = scale.weigh(one, levels)
        likely = 1.0 / (1.0 + np.exp2(np.clip(scale.needed - weighed.bits, -_LIMIT, _LIMIT)))
        matching = {trait: _frequencies(level, likely, believed) for trait, level in levels.items()}
        together = float(np.sum((1.0 - likely) * weighed.mates / (1.0 + weighed.mates)))
        scale = _scale(people, matching, strangers, rarity, mates=(together + 0.5) / people.expected)
    return scale


def _scale(
    people: People,
    matching: Mapping[Trait, Bits],
    strangers: Mapping[Trait, Bits],
    rarity: Mapping[Trait, Bits],
    mates: float,
) -> Scale:
    by_level = {trait: _log_odds(matching[trait], strangers[trait]) for trait in people.columns}
    return Scale(people, by_level, rarity, math.log2(people.rivals), mates)


def _log_odds(matching: Bits, strangers: Bits) -> Bits:
    """Bits of each level; for equal values only log2 m, since u is the rarity of the value."""
    bits = np.zeros(LEVELS)
    bits[EXACT] = math.log2(matching[EXACT])
    other = slice(EXACT + 1, LEVELS)
    bits[other] = np.log2(np.maximum(matching[other], 1e-6) / strangers[other])
    return bits


def _rarity(shares: Bits, size: int) -> Bits:
    return -np.log2(np.maximum(shares, 1.0 / size))


def _frequencies(levels: Levels, weights: Bits, believed: float) -> Bits:
    """How often each level is met among pairs given, with the first belief mixed in as so many pairs."""
    counts = np.bincount(levels, weights=weights, minlength=LEVELS).astype(np.float64)
    counts[0] = 0.0
    counts += believed * _BEFORE
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
