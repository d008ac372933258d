"""Names of people, taken apart; and telling people from organisations."""

import re
from dataclasses import dataclass

from nameparser import HumanName

from parsers.lexicon import word_list
from parsers.normalise.text import tidy, words


@dataclass(frozen=True)
class NameRead:
    """A person's name; `full` is in natural order. Parts not written are empty."""

    full: str
    first: str = ""
    middle: str = ""
    last: str = ""
    suffix: str = ""
    certainty: float = 1.0


_ORGANISATION = word_list("organisation")
_FORM_WORDS = word_list("never_in_names")
_LETTERS = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’.\-])*$")
_GENERATION = re.compile(
    r"(?<=\w) (I?l[Il]{1,2}|Il{1,2}|l[Il]{1,2})$"
)  #: II and III as recognisers read them
_EDGES = re.compile(r"^[\s:;,._|\-–—=~*•\[\]{}()/\\]+|[\s:;,_|\-–—=~*•\[\]{}()/\\]+$")


def trim(text: str) -> str:
    """The text without the signs that ruling lines and boxes leave at its ends."""
    return tidy(_EDGES.sub("", tidy(text)))


def looks_like_organisation(text: str) -> bool:
    """Whether a word of the text is one that organisations carry in their names."""
    return any(word in _ORGANISATION for word in words(text)) or "&" in text


def read_name(text: str, *, last_first: bool = False) -> NameRead | None:
    """A person's name, or None when the text cannot be one.

    Args:
        text: what stands in the place of a name: "Jane Q. Public", "Public, Jane Q".
        last_first: the label asks for the last name first, so no comma is needed.
    """
    cleaned = trim(text)
    tokens = cleaned.replace(",", ", ").split()
    if not 2 <= len(tokens) <= 6 or len(cleaned) > 60:
        return None
    if not all(_LETTERS.match(token.strip(",")) for token in tokens if token.strip(",")):
        return None
    lowered = set(words(cleaned))
    if lowered & _FORM_WORDS or looks_like_organisation(cleaned):
        return None
    return _taken_apart(tokens, last_first and "," not in cleaned)


def _roman(match: re.Match[str]) -> str:
    return " " + "I" * len(match[1])


def _taken_apart(tokens: list[str], reorder: bool) -> NameRead | None:
    text = f"{tokens[0]}, {' '.join(tokens[1:])}" if reorder else " ".join(tokens)
    text, misread = _GENERATION.sub(_roman, text), bool(_GENERATION.search(text))
    parsed = HumanName(text.replace(" ,", ","))
    first, last = str(parsed.first), str(parsed.last)
    if not first or not last:
        return None
    parts = (first, str(parsed.middle), last, str(parsed.suffix))
    full = " ".join(part for part in parts if part)
    shortest = min(len(first.strip(".")), len(last.strip(".")))
    certainty = (0.85 if reorder else 1.0) * (0.8 if shortest < 2 else 1.0) * (0.9 if misread else 1.0)
    return NameRead(full, *parts, certainty=certainty)
