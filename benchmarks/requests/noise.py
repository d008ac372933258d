"""What paper, fax and typing do to letters and digits."""

from dataclasses import replace
from random import Random
from typing import Any

from benchmarks.requests.written import Written

LOOK_ALIKE = {
    "0": "ODQ",
    "1": "I7l",
    "2": "Z7",
    "3": "8",
    "4": "9A",
    "5": "S6",
    "6": "5b8",
    "7": "12",
    "8": "3B6",
    "9": "4g",
    "B": "8",
    "D": "O0",
    "E": "F",
    "G": "6C",
    "H": "N",
    "I": "l1",
    "L": "I",
    "M": "N",
    "N": "H",
    "O": "0Q",
    "R": "K",
    "S": "5",
    "T": "I",
    "U": "V",
    "Z": "2",
    "a": "o",
    "b": "h",
    "c": "e",
    "d": ("cl",),
    "e": "co",
    "g": "q",
    "h": "b",
    "i": "l1",
    "l": "I1",
    "m": ("rn", "nn"),
    "n": "r",
    "o": "0c",
    "q": "g",
    "r": "n",
    "s": "5",
    "t": "f",
    "u": "v",
    "v": "u",
    "w": ("vv",),
    "y": "v",
}
SMUDGED = (
    "asker",
    "organization",
    "asker_phone",
    "fax",
    "email",
    "first",
    "middle",
    "last",
    "dob",
    "ssn_last4",
    "mrn",
    "address",
    "phone",
)
LIGHT, HEAVY = 0.02, 0.055


def misread(text: str, rate: float, chance: Random) -> str:
    """The text as a reader of a poor image sees it; every sign goes wrong with this chance."""
    signs = []
    for sign in text:
        if chance.random() >= rate:
            signs.append(sign)
        elif chance.random() < 0.15:
            continue  # the sign is lost
        else:
            signs.append(chance.choice(LOOK_ALIKE.get(sign, sign)))
    return "".join(signs) or text


def smudge(written: Written, rate: float, chance: Random, fields: tuple[str, ...] = SMUDGED) -> Written:
    """The paper after a poor fax. Typewritten capitals are as frequent as mixed case."""
    if chance.random() < 0.5:
        written = in_capitals(written)
    texts = {name: getattr(written, name) for name in fields}
    read: dict[str, Any] = {name: misread(text, rate, chance) for name, text in texts.items() if text}
    return replace(written, **read)


def in_capitals(written: Written) -> Written:
    """First and last name in capitals, as forms ask for."""
    return replace(
        written,
        first=written.first and written.first.upper(),
        last=written.last and written.last.upper(),
    )


def mistype(text: str, chance: Random) -> str:
    """One slip of a typist: two letters changed round, one doubled, lost or hit wrongly; the first stays."""
    if len(text) < 3:
        return text
    at = chance.randrange(1, len(text) - 1)
    slips = (
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice("abcdefghijklmnoprstu") + text[at + 1 :],
    )
    return chance.choice(slips)
