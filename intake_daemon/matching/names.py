"""What is known of people's names: how frequent they are, what they are called for short, how they sound.

The tables are public: births by given name and bearers by surname in the United States (see the heads
of the files in `data/`), and the `nicknames` package for short forms.
"""

import math
import re
from functools import cache, lru_cache
from importlib.resources import files

from nicknames import NickNamer

_RARE_GIVEN, _RARE_SURNAME = 1e-5, 1e-6
_SELDOM, _SELDOM_SHARE = 1e-3, 0.2
_FREQUENT, _SLIP_SHARE = 2e-4, 0.03
_SOUNDS = dict.fromkeys("bfpv", "1") | dict.fromkeys("cgjkqsxz", "2") | dict.fromkeys("dt", "3")
_SOUNDS |= {"l": "4"} | dict.fromkeys("mn", "5") | {"r": "6"}
_SPELLINGS = (
    (r"ph", "v"),
    (r"ck|c|q", "k"),
    (r"(?<=[aeiouy])h|h(?=[^aeiouy]|$)", ""),
    (r"z", "s"),
)


def _rows(name: str) -> list[list[str]]:
    lines = files(__package__).joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


@cache
def _frequencies(name: str, unit: float) -> dict[str, float]:
    return {word: int(count) / unit for word, count in _rows(name)}


@cache
def _more_short_forms() -> dict[str, frozenset[str]]:
    """Both ways: a name to its short forms, and a short form to the names it stands for."""
    found: dict[str, set[str]] = {}
    for name, *short in _rows("short_forms.txt"):
        found.setdefault(name, set()).update(short)
        for word in short:
            found.setdefault(word, set()).add(name)
    return {name: frozenset(others) for name, others in found.items()}


def _given() -> dict[str, float]:
    return _frequencies("given_names.txt", 1e7)


def _surnames() -> dict[str, float]:
    return _frequencies("surnames.txt", 1e5)


@cache
def _short_forms() -> NickNamer:
    return NickNamer()


def is_given_name(word: str) -> bool:
    """Whether enough people bear this given name that it is a name rather than a misreading of one."""
    return word in _given()


def given_name_rarity(word: str) -> float:
    """Evidence in two people sharing this given name: -log2 of how many are given it, in bits."""
    return -math.log2(_given().get(word, _RARE_GIVEN))


def surname_rarity(word: str) -> float:
    """Evidence in two people sharing this surname: -log2 of how many bear it, in bits."""
    return -math.log2(_surnames().get(word, _RARE_SURNAME))


@lru_cache(maxsize=16384)
def called(name: str) -> frozenset[str]:
    """Names that a person of this name may go by, and names this one may be short for."""
    table = _short_forms()
    known = table.nicknames_of(name) | table.canonicals_of(name)
    return frozenset(known) | _more_short_forms().get(name, frozenset())


def seldom_given(one: str, other: str) -> bool:
    """Whether one of two names is hardly ever given at birth beside the other: Bob beside Robert.

    Then siblings do not bear the two. Erin beside Aaron and Carly beside Carla are given often.
    """
    rare, frequent = sorted((_given().get(one, 0.0), _given().get(other, 0.0)))
    return rare < _SELDOM and rare < _SELDOM_SHARE * frequent


def hardly_given_beside(one: str, other: str) -> bool:
    """Whether one of two names is so rare beside the other that no parent gives both.

    Then it is the other, in short or misspelt: Brittny beside Brittany, Walt beside Walter. Marla beside
    Maria is rare too, but a name that parents give.
    """
    rare, frequent = sorted((_given().get(one, 0.0), _given().get(other, 0.0)))
    return frequent >= _FREQUENT and rare < _SLIP_SHARE * frequent


@lru_cache(maxsize=16384)
def formal(name: str) -> str:
    """The most frequent of a name and the names it may be short for: one word for all of them in a key."""
    return min((name, *called(name)), key=lambda word: (-_given().get(word, 0.0), word))


@cache
def _transcribed() -> dict[str, str]:
    """Every way of writing a name from another script, with the first one that the table gives."""
    return {way: row[0] for row in _rows("spellings.txt") for way in row}


@lru_cache(maxsize=65536)
def spelling(name: str) -> str:
    """A name without the usual differences in spelling: Catherine is Katherine, Youssef Yusuf; Carla is not Carly."""
    name = _transcribed().get(name, name)
    for pattern, plainer in _SPELLINGS:
        name = re.sub(pattern, plainer, name)
    if len(name) > 4:  # Bryan is Brian, but Mya is not Mia
        name = name.replace("y", "i")
    return re.sub(r"(.)\1+", r"\1", name)


@lru_cache(maxsize=65536)
def sound(name: str) -> str:
    """American Soundex (National Archives, 30 May 2007); empty for a name without letters."""
    letters = re.sub(r"[^a-z]", "", name)
    coded, last = letters[:1], _SOUNDS.get(letters[:1], "")
    for letter in letters[1:]:
        digit = _SOUNDS.get(letter, "")
        if digit and digit != last:
            coded += digit
        if letter not in "hw":
            last = digit
    return (coded + "000")[:4] if coded else ""
