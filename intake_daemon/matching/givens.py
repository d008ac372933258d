"""Set two people's given names beside each other: María Guadalupe is María G., and not María Elena.

Where one form has a place for the middle name and the other has none, the same second name stands in
different places; it is compared as a middle name in both.
"""

from typing import NamedTuple

from intake_daemon.matching.text import shape


class Givens(NamedTuple):
    """Given names of two people, aligned; `compound` says that a second name was written with the first."""

    first: tuple[str, str]
    middle: tuple[str, str]
    compound: bool


def align_givens(one: tuple[str, str], other: tuple[str, str]) -> Givens:
    """Move what follows a common first word to the middle names.

    Args:
        one: first and middle name of one person, normalised.
        other: of the other.
    """
    several = " " in one[0] or " " in other[0]
    head, their_head = one[0].partition(" ")[0], other[0].partition(" ")[0]
    if not several or shape(head) != shape(their_head) or one[0] == other[0]:
        return Givens((one[0], other[0]), (one[1], other[1]), compound=False)
    return Givens((head, their_head), (_rest(*one), _rest(*other)), compound=True)


def _rest(first: str, middle: str) -> str:
    return f"{first.partition(' ')[2]} {middle}".strip()
