"""What a careful clerk could tell from two papers alone: whether there is enough on them to decide.

Deliberately plain, and nothing of the matcher's: points for what agrees, read with a clerk's eye for signs
that look alike. It never decides a case; it only says which cases nobody could decide from the paper, so
that answering "review" there counts as right.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from benchmarks.requests.tables import NICKNAMES
from benchmarks.requests.written import Written

ENOUGH = 3.25  #: e.g. the full name, and a home or half a birth date
GENERATION = 12  #: years; so far apart a misread digit may as well be a father and his son
_AS_SIGNS = str.maketrans("0154862", "oisabbz")
_AS_DIGITS = str.maketrans("oODQilIsSAaBbGZzg", "00001115544886229")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Eye:
    """What the clerk sees when two papers lie side by side, 0 (conflict or nothing) to 1 (agrees)."""

    first: float
    last: float
    middle: float
    born: float
    numbers: float
    home: float

    @property
    def points(self) -> float:
        """All of it in one sum; a birth date or an identifier counts twice, another surname against."""
        name = self.first + (self.last or -0.5) + self.middle / 2
        return name + 2 * self.born + 2 * self.numbers + self.home


def look(one: Written, other: Written) -> Eye:
    """Compare two papers."""
    straight = (_name(one.first, other.first), _name(one.last, other.last))
    crossed = (_name(one.first, other.last), _name(one.last, other.first))
    first, last = max(straight, crossed, key=sum)
    return Eye(
        first=first,
        last=last,
        middle=_middle(one.middle, other.middle),
        born=_born(one.dob, other.dob),
        numbers=_digits(one.ssn_last4, other.ssn_last4) + _digits(one.mrn, other.mrn),
        home=_text(one.address, other.address) + _digits(one.phone, other.phone),
    )


def cannot_tell(one: Written, other: Written) -> bool:
    """Whether the papers show too little to be known for one person's, or for one asker's."""
    askers = ("asker", "organization", "asker_phone", "fax", "email")
    nobody_asks = not any(getattr(one, name) and getattr(other, name) for name in askers)
    return look(one, other).points < ENOUGH or nobody_asks


def conflicts(one: Written, other: Written) -> int:
    """How many things on both papers plainly speak for two people; a look-alike sign is no conflict."""
    pairs = ((one.ssn_last4, other.ssn_last4), (one.mrn, other.mrn))
    numbers = sum(1 for a, b in pairs if a and b and _digits(a, b) == 0)
    born = bool(one.dob and other.dob and _born(one.dob, other.dob) == 0)
    first = bool(one.first and other.first and max(look(one, other).first, 0) == 0)
    middle = bool(one.middle and other.middle and _middle(one.middle, other.middle) == 0)
    suffix = bool(one.suffix and other.suffix and one.suffix != other.suffix)
    return numbers + born + first + middle + suffix


def _plain(text: str) -> str:
    lowered = text.lower().replace("rn", "m").replace("nn", "m").replace("cl", "d").replace("vv", "w")
    return re.sub(r"[^a-z]", "", lowered.translate(_AS_SIGNS))


def _name(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    a, b = _plain(one), _plain(other)
    if a == b or _nickname(one, other):
        return 1.0
    if a.startswith("baby") or b.startswith("baby"):
        return 0.0
    if 1 in (len(a), len(b)):
        return 0.5 if a[:1] == b[:1] else 0.0
    parts = {_plain(part) for part in re.split(r"[\s-]", one)} & {
        _plain(part) for part in re.split(r"[\s-]", other)
    }
    if parts - {""}:
        return 0.75
    alike = SequenceMatcher(None, a, b).ratio()
    return 0.75 if alike >= 0.75 and a[:1] == b[:1] else 0.5 if alike >= 0.75 else 0.0


def _nickname(one: str, other: str) -> bool:
    a, b = one.title(), other.title()
    return b in NICKNAMES.get(a, ()) or a in NICKNAMES.get(b, ())


def _middle(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    a, b = _plain(one), _plain(other)
    if a == b and len(a) > 1:
        return 1.0
    return 0.5 if a[:1] == b[:1] or one[0].lower() == other[0].lower() else 0.0


def _digits(one: str | None, other: str | None) -> float:
    a, b = (re.sub(r"\D", "", (text or "").translate(_AS_DIGITS)) for text in (one, other))
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    wrong = sum(1 for x, y in zip(a, b, strict=False) if x != y) + abs(len(a) - len(b))
    return 0.5 if wrong == 1 else 0.0


def _text(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    alike = SequenceMatcher(None, _street(one), _street(other)).ratio()
    return 1.0 if alike >= 0.9 else 0.5 if alike >= 0.8 else 0.0


def _street(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"\b(apt|unit)\b", "", text.lower()))


def _born(one: str | None, other: str | None) -> float:
    a, b = _day(one), _day(other)
    if a is None or b is None:
        return 0.0
    if a == b:
        return 1.0
    same_year = a[4:] == b[4:]
    if same_year and a[:2] == b[2:4] and a[2:4] == b[:2]:
        return 0.75
    wrong = sum(1 for x, y in zip(a, b, strict=True) if x != y)
    near = wrong == 1 or (wrong == 2 and sorted(a) == sorted(b))
    if near and abs(int(a[4:]) - int(b[4:])) >= GENERATION:
        return 0.25
    return (0.75 if same_year else 0.5) if near else 0.0


def _day(text: str | None) -> str | None:
    """The date as mmddyyyy, or None; two digits of a year are taken for the century that has been."""
    if not text:
        return None
    words = text.lower()
    for number, month in enumerate(_MONTHS, 1):
        if words.startswith(month):
            words = f"{number} {words[3:]}"
    parts = re.findall(r"\d+", words.translate(_AS_DIGITS))
    if len(parts) != 3:
        return None
    year, month, day = parts if len(parts[0]) == 4 else (parts[2], parts[0], parts[1])
    if len(year) == 2:
        year = ("20" if int(year) <= 25 else "19") + year
    whole = f"{month:0>2}{day:0>2}{year}"
    return whole if len(whole) == 8 else None
