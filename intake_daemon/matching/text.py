"""Bring written values to a form in which they can be compared, forgiving what fax and OCR do to letters."""

import re
import unicodedata
from functools import lru_cache

_LETTER_PAIRS = (("rn", "m"), ("nn", "m"), ("vv", "w"), ("cl", "d"), ("c1", "d"), ("ii", "u"))
_LETTER_SHAPES = str.maketrans("0q1i!|5862397chuyf", "oolllls" + "bbzbgleb" + "vvt")
_DIGIT_SHAPES = str.maketrans("OoQDIil|!SsBZzGgbAT", "0000111115582269647")
_PLAINER = str.maketrans("|!-_/,;&\t\n", "ll        ")
_DROPPED = re.compile(r"[^a-z0-9 ]")
_DIGITS = frozenset("0123456789")
_NOT_DIGITS = re.compile(r"[^0-9]")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension)\s*\d+\s*$", re.IGNORECASE)


def plain(text: str | None) -> str:
    """Lower-case letters and digits in words one space apart; accents, apostrophes and dots are dropped.

    A hyphen becomes a space, so that both halves of a double surname are words of their own.
    """
    if not text:
        return ""
    bare = text if text.isascii() else _without_accents(text)
    return " ".join(_DROPPED.sub("", bare.casefold().translate(_PLAINER)).split())


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def shape(word: str) -> str:
    """Fold letters and digits that a recogniser takes for one another, so that misread words meet.

    Many real names fold together as well (Maria and Marla): equal shapes are a hint, not a proof.
    """
    for pair, single in _LETTER_PAIRS:
        word = word.replace(pair, single)
    return word.translate(_LETTER_SHAPES)


def digits(text: str | None) -> str:
    """The digits of a number, with letters that stand where a digit must be read as that digit.

    Empty when fewer than half of the signs are digits: "N/A" and "none" are no numbers.
    """
    if not text or 2 * len(_NOT_DIGITS.sub("", text)) < sum(map(str.isalnum, text)):
        return ""
    return _NOT_DIGITS.sub("", text.translate(_DIGIT_SHAPES))


def unmasked(text: str | None) -> str:
    """What is shown of a number that is hidden in part: "XXX-XX-4821" and "***4821" show four digits."""
    return re.sub(r"^[Xx*#•\s.-]+(?=\d)", "", text or "")


def phone_digits(text: str | None) -> str:
    """A telephone number's national digits (ten in North America), without country code and extension."""
    number = digits(_EXTENSION.sub("", text or ""))
    return number[-10:] if len(number) > 10 else number


def code(text: str | None) -> str:
    """An identifier of letters and digits, with look-alikes brought to digits and separators dropped.

    Empty when there is no digit in it: "N/A" and "none" are no identifiers.
    """
    if not any(sign in _DIGITS for sign in text or ""):
        return ""
    return re.sub(r"[^A-Z0-9]", "", (text or "").upper().translate(_DIGIT_SHAPES))
