"""How much the values of many pairs agree: the product's own comparisons, each made once per pair of values.

A level is a number of `Agreement` (of `DateAgreement` for birth dates), so that levels mean here what they mean to
the judge of a single arrival; two more say that names agree crosswise. Longer texts are compared in batches.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from intake_daemon.matching.bulk_columns import Column, Flags, Numbers, People, Trait
from intake_daemon.matching.dates import WrittenDate, compare_dates, parse_date
from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.values import (
    compare_codes,
    compare_given_names,
    compare_middle_names,
    compare_names_crosswise,
    compare_surnames,
)

Levels = NDArray[np.int8]
Batch = Callable[[Sequence[str], Sequence[str]], Levels]

LEVELS = 10  #: one more than the highest level of any trait
EXACT = int(Agreement.EXACT)
CROSSED, NEARLY_CROSSED = 7, 8  #: first and last name in each other's place; and misspelt besides


def levels_of(people: People, one: Numbers, other: Numbers) -> dict[Trait, Levels]:
    """The level of every trait for every pair of records; 0 where a value is missing."""
    levels = {
        trait: _levels(column, column, one, other, COMPARISONS[trait])
        for trait, column in people.columns.items()
    }
    if Trait.FIRST in levels and Trait.LAST in levels:
        _mark_crossed(people, one, other, levels)
    return levels


def _levels(left: Column, right: Column, one: Numbers, other: Numbers, compare: Batch) -> Levels:
    codes, others = left.codes[one], right.codes[other]
    if left is right:  # comparisons are symmetric, so half of the pairs of values will do
        codes, others = np.minimum(codes, others), np.maximum(codes, others)
    given = (codes > 0) & (others > 0)
    packed, places = np.unique(codes[given] * len(right.values) + others[given], return_inverse=True)
    ones, twos = np.divmod(packed, len(right.values))
    found = compare([left.values[code] for code in ones], [right.values[code] for code in twos])
    levels = np.zeros(len(one), np.int8)
    levels[given] = found[places.ravel()]
    return levels


def _mark_crossed(people: People, one: Numbers, other: Numbers, levels: dict[Trait, Levels]) -> None:
    """Names that agree crosswise, and better than as they stand, get the levels for that."""
    first, last = levels[Trait.FIRST], levels[Trait.LAST]
    given, family = people.columns[Trait.FIRST], people.columns[Trait.LAST]
    places = np.flatnonzero((first != EXACT) & (last != EXACT))
    there = _levels(given, family, one[places], other[places], _crosswise)
    places, there = places[_agrees(there)], there[_agrees(there)]
    back = _levels(family, given, one[places], other[places], _crosswise)
    better = _agrees(back) & (there + back < _rank(first[places]) + _rank(last[places]))
    exact = np.maximum(there, back)[better] == EXACT
    for names in (first, last):
        names[places[better]] = np.where(exact, CROSSED, NEARLY_CROSSED)


def _agrees(levels: Levels) -> Flags:
    return (levels > Agreement.MISSING) & (levels <= Agreement.NEAR)


def _rank(levels: Levels) -> Levels:
    """A missing name stands between agreement and conflict."""
    return np.where(levels == Agreement.MISSING, Agreement.PARTLY, levels).astype(np.int8)


def one_by_one(compare: Callable[[str, str], int]) -> Batch:
    """Make a comparison of many pairs of values out of one of a single pair."""

    def batch(ones: Sequence[str], others: Sequence[str]) -> Levels:
        return np.fromiter(map(compare, ones, others), np.int8, len(ones))

    return batch


@lru_cache(maxsize=65536)
def _parsed(text: str) -> WrittenDate | None:
    return parse_date(text)


def _compare_births(one: str, other: str) -> int:
    return compare_dates(_parsed(one), _parsed(other))


def district(postcode: str) -> str:
    """The part of a postcode that says the district: a British outward code, else the first three digits."""
    return postcode[:3] if postcode.isdigit() else postcode[:-3]


def _compare_postcodes(one: str, other: str) -> Agreement:
    agreement = compare_codes(one, other)
    if agreement is Agreement.CONFLICT and district(one) == district(other):
        return Agreement.PARTLY
    return agreement


def _compare_texts(ones: Sequence[str], others: Sequence[str]) -> Levels:
    """Streets, places, occupations: the words in any order, or run together."""
    if not ones:
        return np.empty(0, np.int8)
    straight = process.cpdist(ones, others, scorer=fuzz.ratio)
    sorted_words = process.cpdist(ones, others, scorer=fuzz.token_sort_ratio)
    likeness = np.maximum(straight, sorted_words)
    bounds = [likeness >= 99.9, likeness >= 90, likeness >= 78, likeness >= 65]
    names = [Agreement.EXACT, Agreement.VARIANT, Agreement.NEAR, Agreement.ALIKE]
    return np.select(bounds, names, Agreement.CONFLICT).astype(np.int8)


_crosswise = one_by_one(compare_names_crosswise)
_codes = one_by_one(compare_codes)

COMPARISONS: Mapping[Trait, Batch] = {
    Trait.FIRST: one_by_one(compare_given_names),
    Trait.MIDDLE: one_by_one(compare_middle_names),
    Trait.LAST: one_by_one(compare_surnames),
    Trait.BIRTH: one_by_one(_compare_births),
    Trait.NUMBER: _codes,
    Trait.SSN: _codes,
    Trait.PHONE: _codes,
    Trait.HOUSE: _codes,
    Trait.STREET: _compare_texts,
    Trait.UNIT: _compare_texts,
    Trait.PLACE: _compare_texts,
    Trait.POSTCODE: one_by_one(_compare_postcodes),
    Trait.OCCUPATION: _compare_texts,
}
