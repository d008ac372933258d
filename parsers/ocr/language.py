"""Decides from a first reading whether a page had better be read in another language as well."""

import re
from collections.abc import Iterable

_ENGLISH = """
    the and of to for this that is are or be will my your with have has been from not may any by as on in at
    date name patient records information
"""
_SPANISH = """
    de la el los las que para por con una un su del al en se es y mi no si como autorizo nombre fecha paciente
    información informacion registros médicos medicos firma nacimiento
"""
_COMMON_WORDS = {"eng": frozenset(_ENGLISH.split()), "spa": frozenset(_SPANISH.split())}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 8  # common words; fewer say nothing


def better_language(texts: Iterable[str], read_in: str, candidates: Iterable[str]) -> str | None:
    """Return the language a page seems to be in, when it is another than it was read in and one we have.

    Tesseract's English data read Spanish words without their accents but mostly right, so the small words
    of a language show through a wrong first reading.
    """
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    counts = {code: sum(word in common for word in words) for code, common in _COMMON_WORDS.items()}
    best = max((code for code in candidates if code in counts), key=counts.__getitem__, default=None)
    if best is None or best == read_in or counts[best] < _ENOUGH:
        return None
    return best if counts[best] > 2 * counts.get(read_in, 0) else None
