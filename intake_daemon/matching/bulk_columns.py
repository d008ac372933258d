"""A list of people as columns of numbers: every distinct value is kept once, and each record says which it bears.

Names are few and pairs of records many. So whatever costs time (sounds, parsed dates, comparisons) is done once
for each distinct value or pair of values, and spread over the records with numpy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Bits = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Trait(Enum):
    """What a column says about people; values are normalised, the empty string is a missing one."""

    FIRST = "first name"
    MIDDLE = "middle names"
    LAST = "last name"
    BIRTH = "birth date"  #: in any form that `dates.parse_date` reads
    NUMBER = "record number"  #: given to one person, such as a medical record number
    SSN = "last four digits of the Social Security number"
    PHONE = "telephone"
    HOUSE = "house number"
    STREET = "street"
    UNIT = "second address line"
    PLACE = "place"
    POSTCODE = "postcode"
    OCCUPATION = "occupation"


@dataclass(frozen=True, slots=True)
class Column:
    """One trait of all records.

    Args:
        codes: for each record the place of its value in `values`; 0 is a missing value.
        values: the distinct values, the empty one first.
    """

    codes: Numbers
    values: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> Self:
        """Number the distinct values of a list."""
        places = {"": 0}
        codes = np.fromiter(
            (places.setdefault(value, len(places)) for value in values), np.int64, len(values)
        )
        return cls(codes, tuple(places))

    def derived(self, make: Callable[[str], str]) -> "Column":
        """The column of what is made of each value; nothing is made of a missing one."""
        made = Column.of([make(value) if value else "" for value in self.values])
        return Column(made.codes[self.codes], made.values)

    def shares(self) -> Bits:
        """For each distinct value the share of records that bear it, among those that bear any."""
        counts = np.bincount(self.codes, minlength=len(self.values)).astype(np.float64)
        counts[0] = 0.0
        shares: Bits = counts / max(1.0, counts.sum())
        return shares


@dataclass(frozen=True, slots=True)
class People:
    """Records side by side, from one list or from two.

    Args:
        columns: the traits that are known; traits nobody has are left out.
        first_list: how many of the records come from the first of two lists; None when there is one list.
        size: how many records there are.
    """

    columns: Mapping[Trait, Column]
    size: int
    first_list: int | None = None

    @classmethod
    def listed(cls, rows: Mapping[Trait, Sequence[str]]) -> Self:
        """One list, in which some may stand more than once.

        Raises:
            ValueError: the columns differ in length.
        """
        return cls(_columns(rows), _length(rows))

    @classmethod
    def beside(cls, one: Mapping[Trait, Sequence[str]], other: Mapping[Trait, Sequence[str]]) -> Self:
        """Two lists of which nobody stands twice in either; the second's records follow the first's.

        Raises:
            ValueError: the columns differ in length, or the lists in their columns.
        """
        if one.keys() != other.keys():
            raise ValueError("two lists need the same columns")
        split = _length(one)
        both = {trait: (*one[trait], *other[trait]) for trait in one}
        return cls(_columns(both), split + _length(other), split)

    def may_be_one(self, one: Numbers, other: Numbers) -> Flags:
        """Which pairs of records may be one person at all: different records, and of different lists if two."""
        possible: Flags = one != other
        if self.first_list is not None:
            possible = (one < self.first_list) != (other < self.first_list)
        return possible

    @property
    def rivals(self) -> int:
        """How many records one may be taken for."""
        if self.first_list is None:
            return max(1, self.size - 1)
        return max(1, self.first_list, self.size - self.first_list)

    @property
    def expected(self) -> float:
        """How many pairs would be one person if every record had one other like it."""
        if self.first_list is None:
            return max(1.0, self.size / 2)
        return max(1.0, min(self.first_list, self.size - self.first_list))


def _columns(rows: Mapping[Trait, Sequence[str]]) -> dict[Trait, Column]:
    made = {trait: Column.of(values) for trait, values in rows.items()}
    return {trait: column for trait, column in made.items() if len(column.values) > 1}


def _length(rows: Mapping[Trait, Iterable[str]]) -> int:
    lengths = {sum(1 for _ in values) for values in rows.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    return lengths.pop() if lengths else 0
