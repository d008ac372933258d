"""What two first names are to each other beside agreeing or not: could one be the other, or do parents give both?"""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from intake_daemon.matching.names import (
    given_name_rarity,
    hardly_given_beside,
    is_given_name,
    seldom_given,
    spelling,
)
from intake_daemon.matching.newborn import Newborn
from intake_daemon.matching.text import shape
from intake_daemon.matching.values import first_letter_slip


@dataclass(frozen=True, slots=True)
class FirstNames:
    """Two first names beside each other."""

    known: bool  #: both are names that people bear
    seldom: bool  #: one of them is hardly ever given at birth, so it is a short form of the other
    never: bool  #: one is so seldom given at birth beside the other that no parent gives both
    spelled: bool  #: they are one name in two spellings, as Catherine and Katherine
    short: bool  #: one of them has at most two letters
    close: bool  #: they are at most two letters apart
    letter_slip: bool  #: a common name and a word that is no name differ in their first letter
    initial: bool  #: one of them is only its first letter
    same_initial: bool
    rarity: float  #: bits, for names that are the same


@lru_cache(maxsize=16384)
def first_names(one: str, other: str) -> FirstNames:
    """Set two first names beside each other; symmetric but for `rarity`, which is of the first."""
    shorter, longer = sorted((len(one), len(other)))
    return FirstNames(
        known=is_given_name(one) and is_given_name(other),
        seldom=seldom_given(one, other),
        never=hardly_given_beside(one, other),
        spelled=spelling(one) == spelling(other),
        short=0 < shorter < 3,
        close=OSA.distance(one, other, score_cutoff=2) <= 2,
        letter_slip=first_letter_slip(one, other),
        initial=shorter == 1 < longer,
        same_initial=shape(one[:1]) == shape(other[:1]),
        rarity=given_name_rarity(one),
    )


@dataclass(frozen=True, slots=True)
class Newborns:
    """Children not yet named, where one of two patients is such a child."""

    any: bool
    siblings: bool  #: both were not yet named, and their sex or order of birth differs
    same: bool  #: neither was named, and both are the first, or both the second of one birth


def newborns(one: Newborn | None, other: Newborn | None) -> Newborns:
    """Set two children beside each other; None is one who has a name."""
    if one is None or other is None:
        return Newborns(any=one is not other, siblings=False, same=False)
    return Newborns(any=True, siblings=one.other_than(other), same=bool(one.order) and one == other)
