"""Plain comparison forms of text."""

import re
import unicodedata

_NOT_KEY = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents; everything else stays."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def key(text: str) -> str:
    """Only the letters a-z and digits of the folded text, for exact comparison."""
    return _NOT_KEY.sub("", fold(text))


def words(text: str) -> list[str]:
    """The folded words of a text, signs dropped."""
    return _NOT_KEY.sub(" ", fold(text)).split()


def tidy(text: str) -> str:
    """One space between words, none at the ends."""
    return _SPACES.sub(" ", text).strip()
