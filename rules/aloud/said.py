"""What a condition says: one clause, or several that must all hold, or of which one must."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A clause, or clauses put together.

    Args:
        clause: in words, without a full stop; "" when it is put together.
        joint: "and" when all parts must hold, "or" when one of them is enough; "" for a single clause.
        parts: what it is put together of.
    """

    clause: str = ""
    joint: str = ""
    parts: tuple["Said", ...] = ()

    @property
    def is_flat(self) -> bool:
        """True when it reads well in one line: a clause, or clauses joined by one word."""
        return all(not part.parts for part in self.parts)


def clause(words: str) -> Said:
    """A single clause."""
    return Said(clause=words)


def joined(joint: str, *parts: Said) -> Said:
    """Clauses put together by "and" or "or"; those already joined by the same word are taken in."""
    flat = (inner for part in parts for inner in (part.parts if part.joint == joint else (part,)))
    return Said(joint=joint, parts=tuple(dict.fromkeys(flat)))


def in_one_line(said: Said) -> str:
    """The whole of it in one line; parts that are put together themselves stand in brackets."""
    if not said.joint:
        return said.clause
    return f" {said.joint} ".join(f"({in_one_line(one)})" if one.parts else one.clause for one in said.parts)
