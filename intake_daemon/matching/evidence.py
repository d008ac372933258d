"""What comparing two values gives: an agreement, its weight in bits, and words for people."""

from dataclasses import dataclass
from enum import IntEnum


class Agreement(IntEnum):
    """How much two written values agree, from the strongest down."""

    MISSING = 0  #: one or both were not given: no evidence either way
    EXACT = 1
    VARIANT = 2  #: another form of the same: nickname, other spelling
    NEAR = 3  #: apart by what misreading or mistyping does
    PARTLY = 4  #: part of it is the same: one of two surnames, an initial
    ALIKE = 5  #: resembles it, and is as likely another value as a misreading
    CONFLICT = 6

    @property
    def agrees(self) -> bool:
        """Whether it speaks clearly for the same value."""
        return self in (Agreement.EXACT, Agreement.VARIANT, Agreement.NEAR)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field's part in an answer: `bits` is log2(m/u), positive for the same, negative against.

    m is how often the field looks like this for two papers about one patient (or from one requestor), u
    for two different ones (Fellegi and Sunter, "A Theory for Record Linkage", JASA 64, 1969).
    """

    field: str
    words: str  #: never a value from the paper
    bits: float

    def __str__(self) -> str:
        return f"{self.field} {self.words} ({self.bits:+.1f})"
