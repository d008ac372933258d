"""The words forms use, loaded from `parsers/lexicon/*.yaml` once, ready for matching."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from parsers.lexicon import load, mapping, strings
from parsers.normalise.text import key, words

Said = TypeVar("Said")
LONGEST = 20  #: words in the longest phrase that is tried


@dataclass(frozen=True)
class Meaning:
    """What a printed label asks for.

    Args:
        what: kind of value (name, dob, fax ...).
        role: whose value it is; empty when the section decides.
        strong: whether it is a label inside a running line too.
        last_first: whether it asks for the last name before the first.
    """

    what: str
    role: str = ""
    strong: bool = False
    last_first: bool = False


class Phrases(Generic[Said]):
    """Phrases with their meanings; finds the longest one that starts at a word, forgiving misread letters."""

    def __init__(self, meanings: Iterable[tuple[str, Said]]) -> None:
        self._by_key: dict[str, Said] = {}
        self._prefixes: set[str] = set()
        vocabulary: set[str] = set()
        self._meanings = tuple(meanings)
        for phrase, said in self._meanings:
            parts = words(phrase)
            vocabulary.update(parts)
            self._by_key.setdefault("".join(parts), said)
            for count in range(1, len(parts) + 1):
                self._prefixes.add("".join(parts[:count]))
        self._vocabulary = sorted(word for word in vocabulary if len(word) > 4)
        self._known = vocabulary
        self._nearest: dict[str, str] = {}

    def meanings(self) -> tuple[tuple[str, Said], ...]:
        """All phrases with their meanings, as they were given."""
        return self._meanings

    def longest(self, keys: Sequence[str], start: int) -> tuple[Said, int] | None:
        """The meaning of the longest phrase starting at a word, and the word after it.

        Args:
            keys: the comparison keys of consecutive words; empty ones (pure signs) are skipped.
            start: where the phrase must begin.
        """
        joined, best = "", None
        for index in range(start, min(len(keys), start + LONGEST)):
            if not keys[index]:
                continue
            plain = joined + keys[index]
            joined = plain if plain in self._prefixes else joined + self._corrected(keys[index])
            if joined in self._by_key:
                best = (self._by_key[joined], index + 1)
            if joined not in self._prefixes:
                break
        return best

    def _corrected(self, word: str) -> str:
        if word in self._known or len(word) < 5 or word.isdigit():
            return word
        if word not in self._nearest:
            self._nearest[word] = self._closest(word)
        return self._nearest[word]

    def _closest(self, word: str) -> str:
        allowed = 1 if len(word) < 8 else 2
        found = process.extractOne(word, self._vocabulary, scorer=Levenshtein.distance, score_cutoff=allowed)
        if len(self._nearest) > 20_000:  # a hostile text must not fill the memory
            self._nearest.clear()
        if found and (found[0][0] == word[0] or len(found[0]) == len(word)):
            return found[0]  # a letter too many in front makes another word: "mother" is not "other"
        return word


@cache
def labels() -> Phrases[Meaning]:
    """The labels beside places to fill."""
    return Phrases(_label_meanings())


def _label_meanings() -> Iterator[tuple[str, Meaning]]:
    loaded = load("labels")
    if not isinstance(loaded, list):
        raise TypeError("parsers/lexicon/labels.yaml: the top must be a list")
    for entry in loaded:
        for phrase in strings(entry["say"]):
            yield phrase, _meaning(entry, phrase)


def _meaning(entry: dict[str, object], phrase: str) -> Meaning:
    said = key(phrase)
    last_first = "lastfirst" in said or "lastnamefirst" in said or said.startswith("apellido")
    what, role = str(entry["what"]), str(entry.get("role", ""))
    return Meaning(what, role, bool(entry.get("strong", False)), what == "name" and last_first)


@cache
def sections() -> Phrases[str]:
    """The headings that say whose data follows or what is asked."""
    loaded = mapping("sections")
    return Phrases((phrase, name) for name, phrases in loaded.items() for phrase in strings(phrases))


@cache
def options() -> dict[str, tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]]:
    """By field: the values in order of precedence, each with its phrases as word tuples."""
    return {
        field: tuple(
            (value, tuple(tuple(words(phrase)) for phrase in strings(phrases)))
            for value, phrases in _items(values)
        )
        for field, values in mapping("options").items()
    }


def _items(values: object) -> Iterator[tuple[str, object]]:
    if not isinstance(values, dict):
        raise TypeError("parsers/lexicon/options.yaml: values with their phrases are needed")
    for value, phrases in values.items():
        yield str(value), phrases


@lru_cache(maxsize=4096)
def option_of(field: str, text: str) -> str | None:
    """The value of a field that a ticked box beside this text stands for; longest phrase first."""
    said = words(text)
    best: tuple[int, int, str] | None = None
    for value, phrases in options()[field]:
        for phrase in phrases:
            place = _place(said, phrase)
            if place is not None and (best is None or (-len(phrase), place) < best[:2]):
                best = (-len(phrase), place, value)
    return best[2] if best else None


def _place(said: list[str], phrase: tuple[str, ...]) -> int | None:
    count = len(phrase)
    return next((at for at in range(len(said) - count + 1) if tuple(said[at : at + count]) == phrase), None)
