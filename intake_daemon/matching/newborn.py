"""Children not yet named: hospitals register "Baby Girl Jones" and, of twins, "BB Jones A"."""

import re
from dataclasses import dataclass

_SEXES = {"boy": "boy", "girl": "girl", "male": "boy", "female": "girl", "bb": "boy", "bg": "girl"}
_BABY = frozenset({"baby", "newborn", "infant", "nb", "babyboy", "babygirl", "bb", "bg", "twin", "triplet"})
_ORDERS = {"a": "1", "b": "2", "c": "3", "d": "4", "1": "1", "2": "2", "3": "3", "4": "4"}
_ORDERS |= {"one": "1", "two": "2", "three": "3", "i": "1", "ii": "2", "iii": "3"}
_JOINED = re.compile(r"\bbaby(boy|girl)")


@dataclass(frozen=True, slots=True)
class Newborn:
    """What stands for a child's first name; empty strings say that it tells neither sex nor order.

    `order` is "1" for the first of a multiple birth, and so on.
    """

    sex: str
    order: str

    def other_than(self, other: "Newborn") -> bool:
        """Whether the two are two children of one birth for sure."""
        sexes = bool(self.sex and other.sex) and self.sex != other.sex
        return sexes or (bool(self.order and other.order) and self.order != other.order)


def newborn_of(first: str, middle: str) -> Newborn | None:
    """Read a placeholder out of first and middle name; None for names.

    Args:
        first: normalised first name.
        middle: normalised middle name, where the order sometimes stands.
    """
    words = _JOINED.sub(r"baby \1", first).split()
    if not words or words[0] not in _BABY or not all(_belongs(word) for word in words):
        return None
    told = [*words, *middle.split()]
    sex = next((_SEXES[word] for word in told if word in _SEXES), "")
    order = next((_ORDERS[word] for word in told[1:] if word in _ORDERS), "")
    return Newborn(sex, order)


def _belongs(word: str) -> bool:
    return word in _BABY or word in _SEXES or word in _ORDERS
