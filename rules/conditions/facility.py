"""Does a text name our facility, by name or by a class it belongs to (45 CFR 164.508(c)(1)(ii))?"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

ALIKE = 90.0  #: rapidfuzz ratio, 0-100, from which one misread letter still counts as the name
ALL_OF_THEM = re.compile(r"\b(any|all|every|each|cualquier|cualquiera|todo|toda|todos|todas)\b")
WHO_HOLDS_RECORDS = re.compile(
    r"\b(provider|hospital|physician|doctor|clinic|facility|facilities|health ?care|medical|practitioner"
    r"|proveedor|medico|clinica|centro|instalacion|profesional)\w*"
)


def matches_facility(text: str, names: Sequence[str]) -> bool:
    """True when the text holds one of our names, or names a class of record holders as a whole."""
    said = plain(text)
    candidates = [name for name in plain_names(tuple(names)) if _shorter(name, said)]
    if any(name in said for name in candidates):
        return True
    named = any(fuzz.partial_ratio(name, said, score_cutoff=ALIKE) for name in candidates)
    return named or bool(ALL_OF_THEM.search(said) and WHO_HOLDS_RECORDS.search(said))


def mentions(text: str, phrases: Sequence[str]) -> bool:
    """True when one of the phrases stands in the text as whole words, whatever its case, accents and signs."""
    said = f" {plain(text)} "
    return any(f" {phrase} " in said for phrase in plain_names(tuple(phrases)) if phrase)


@lru_cache(maxsize=256)
def plain(text: str) -> str:
    """Lower case, no accents, no signs, single blanks."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


@lru_cache(maxsize=256)
def plain_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The clinic's own lists of names and phrases, plain; they are the same in every case."""
    return tuple(plain(name) for name in names)


def _shorter(name: str, said: str) -> bool:
    """A text much shorter than our name ("Hospital") is a part of every name and proves nothing."""
    return 0 < len(name) * 0.9 <= len(said)
