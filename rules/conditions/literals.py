"""Values written into a condition that can never be right: a day no calendar has, a word nothing is called, null."""

from collections.abc import Iterator
from datetime import date

from rules.conditions.cel_words import NO_NULL, Fault
from rules.conditions.syntax import Call, Listing, Literal, Name, Node, walk
from rules.conditions.words import READ_AS, USUAL
from rules.problems import closest

FARTHEST = 3650  #: days that a condition may count on
KNOWN = {**USUAL, **READ_AS}  #: names with the words that they can be
EQUAL = ("_==_", "_!=_")


def faults_of(tree: Node) -> Iterator[Fault]:
    """Every such value, in the order of the text."""
    for node in walk(tree):
        if isinstance(node, Literal) and node.value is None:
            yield Fault(NO_NULL, node.offset)
        if isinstance(node, Call):
            yield from _day(node)
            yield from _count(node)
            yield from _divisor(node)
            yield from _words(node)


def _day(call: Call) -> Iterator[Fault]:
    """`day` wants a day; CEL's own `timestamp` wants more than people would write."""
    text = call.arguments[0] if call.arguments else None
    if call.function not in ("day", "timestamp") or not isinstance(text, Literal):
        return
    if call.function == "timestamp":
        yield Fault('write a day as day("2026-01-31").', call.offset)
    elif isinstance(text.value, str) and not _is_day(text.value):
        yield Fault(f'{text.value} is no day; a day is written as day("2026-01-31").', text.offset)


def _is_day(written: str) -> bool:
    try:
        return bool(date.fromisoformat(written))
    except ValueError:
        return False


def _count(call: Call) -> Iterator[Fault]:
    count = call.arguments[1] if call.function == "business_days_after" else None
    if isinstance(count, Literal) and isinstance(count.value, int) and not 0 < count.value <= FARTHEST:
        message = (
            f"business_days_after counts forward, from 1 to {FARTHEST} days; {count.value} is not among them."
        )
        yield Fault(message, count.offset)


def _divisor(call: Call) -> Iterator[Fault]:
    by = call.arguments[-1] if call.function in ("_/_", "_%_") else None
    if isinstance(by, Literal) and by.value == 0:
        yield Fault("nothing is divided by zero; such a condition could never be told.", call.offset)


def _words(call: Call) -> Iterator[Fault]:
    """A word compared with a name that is never called so."""
    if call.function not in (*EQUAL, "@in"):
        return
    left, right = call.arguments
    for name, other in ((left, right), (right, left)):
        if not isinstance(name, Name) or name.name not in KNOWN:
            continue
        for written in other.items if isinstance(other, Listing) else (other,):
            if isinstance(written, Literal) and isinstance(written.value, str):
                yield from _word(name.name, written.value, written.offset)


def _word(name: str, word: str, offset: int) -> Iterator[Fault]:
    known, read = KNOWN[name], name in READ_AS
    if word and word not in known:
        hint = closest(word, [one for one in known if one])
        tail = ", as far as reading goes" if read else ""
        yield Fault(f"{name} is never {word}{tail}.", offset, hint, warning=read)
