"""Which pairs of records are worth comparing: those that share a key.

Keys here are for lists that stand whole in memory. Those of `keys` are for a store that is asked about one arrival:
fewer, hashed, and bounded. What both have in common is what a key survives: misspelling (sounds), transposed digits
(sorted ones), names in each other's place.
"""

from collections.abc import Callable, Iterator

import numpy as np

from intake_daemon.matching.bulk_columns import Column, Numbers, People, Trait
from intake_daemon.matching.bulk_levels import district
from intake_daemon.matching.names import formal, sound

FULL = 50  # records that may share a key; one that more share tells little and costs their square
_LEAST = 10  # of the same, in the longest lists
_MOST = 5_000_000  # records times those that may share a key: about twice the pairs of one kind of key

Part = tuple[Trait, Callable[[str], str]]


def _whole(value: str) -> str:
    return value


def _called(value: str) -> str:
    return sound(formal(value))


def _shuffled(value: str) -> str:
    return "".join(sorted(filter(str.isdigit, value)))


def _year(value: str) -> str:
    return value[:4] if value[:4].isdigit() else ""


def _start(value: str) -> str:
    return value[:4]


def _end(value: str) -> str:
    return value[-4:]


def _letter(value: str) -> str:
    return value[:1]


RECIPES: tuple[tuple[Part, ...], ...] = (
    ((Trait.NUMBER, _whole),),
    ((Trait.NUMBER, _shuffled), (Trait.FIRST, _letter)),
    ((Trait.NUMBER, _start), (Trait.FIRST, _letter)),
    ((Trait.NUMBER, _end), (Trait.LAST, _letter)),
    ((Trait.SSN, _whole), (Trait.FIRST, _letter)),
    ((Trait.SSN, _whole), (Trait.LAST, _letter)),
    ((Trait.PHONE, _whole),),
    ((Trait.BIRTH, _whole),),
    ((Trait.BIRTH, _shuffled), (Trait.FIRST, _called)),
    ((Trait.BIRTH, _shuffled), (Trait.LAST, sound)),
    ((Trait.BIRTH, _year), (Trait.LAST, sound)),
    ((Trait.BIRTH, _year), (Trait.FIRST, _called), (Trait.OCCUPATION, _whole)),
    ((Trait.FIRST, _called), (Trait.LAST, sound)),
    ((Trait.LAST, sound), (Trait.OCCUPATION, _whole)),
    ((Trait.POSTCODE, _whole), (Trait.FIRST, _letter)),
    ((Trait.POSTCODE, _whole), (Trait.LAST, _letter)),
    ((Trait.POSTCODE, _whole), (Trait.BIRTH, _year)),
    ((Trait.POSTCODE, district), (Trait.FIRST, _called)),
    ((Trait.POSTCODE, district), (Trait.LAST, sound)),
    ((Trait.PLACE, _whole), (Trait.FIRST, _called)),
    ((Trait.PLACE, _whole), (Trait.LAST, sound)),
    ((Trait.HOUSE, _whole), (Trait.STREET, sound)),
    ((Trait.STREET, _start), (Trait.PLACE, _start)),
)


def candidate_pairs(people: People, full: int | None = None) -> tuple[Numbers, Numbers]:
    """Pairs of records that share a key, each pair once, the earlier record first.

    Args:
        people: the records.
        full: how many records may share a key; None for 50, or fewer in a list of more than 100,000.
    """
    full = full or min(FULL, max(_LEAST, _MOST // max(1, people.size)))
    found = [pair_up(key, people, full) for key in keys_of(people)]
    packed = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return packed // people.size, packed % people.size


def keys_of(people: People) -> Iterator[Numbers]:
    """One key a recipe, for every record; -1 for a record that lacks a part of it."""
    for recipe in RECIPES:
        if all(trait in people.columns for trait, _ in recipe):
            yield _joined(*(people.columns[trait].derived(make).codes for trait, make in recipe))
    if Trait.FIRST in people.columns and Trait.LAST in people.columns:
        yield _names_either_way(people.columns[Trait.FIRST], people.columns[Trait.LAST])


def _joined(first: Numbers, *others: Numbers) -> Numbers:
    key = np.where(first > 0, first, -1)
    for part in others:
        # Numbered anew after every part, a key is never larger than the list, and the next product never overflows.
        wide = int(part.max(initial=0)) + 1
        key = _renumbered(np.where((key >= 0) & (part > 0), key * wide + part, -1))
    return key


def _renumbered(key: Numbers) -> Numbers:
    _, dense = np.unique(key, return_inverse=True)
    return np.where(key < 0, -1, dense.reshape(-1))


def _names_either_way(first: Column, last: Column) -> Numbers:
    """The sounds of both names whichever stands first."""
    sounds = Column.of([sound(name) for name in (*first.values, *last.values)]).codes
    one, other = sounds[first.codes], sounds[len(first.values) + last.codes]
    both = (one > 0) & (other > 0)
    return _joined(np.where(both, np.minimum(one, other), 0), np.maximum(one, other))


def pair_up(key: Numbers, people: People, full: int) -> Numbers:
    """Pairs with equal keys, packed as `earlier * size + later`; keys that too many share are passed over."""
    order = np.argsort(key, kind="stable")
    order = order[np.searchsorted(key[order], 0) :]
    order = order[_lengths(key[order]) <= full]
    sorted_key = key[order]
    pairs = [np.empty(0, np.int64)]
    for step in range(1, min(full, len(order))):
        near = np.flatnonzero(sorted_key[:-step] == sorted_key[step:])
        if not len(near):
            break
        one, other = order[near], order[near + step]  # a stable sort: the earlier record comes first
        possible = people.may_be_one(one, other)
        pairs.append(one[possible] * people.size + other[possible])
    return np.concatenate(pairs)


def _lengths(sorted_key: Numbers) -> Numbers:
    """For each place in a sorted key how many records share it."""
    _, counts = np.unique(sorted_key, return_counts=True)
    return np.repeat(counts, counts)
