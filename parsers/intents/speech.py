"""A letter or mail taken sentence by sentence, without its small print."""

import re
from functools import cache
from itertools import pairwise

from parsers.lexicon import mapping, strings
from parsers.normalise.text import fold

MOST_TEXT = 60_000  #: characters that are looked at
_WRAPPED = 48  #: a line at least this long was broken by the mail program, not by its writer
_END = re.compile(r"(?<=[a-z0-9)\]][.!?])[\"')]?\s+(?=[^a-z]|[a-z])|\n+")
_TITLES = re.compile(r"\b(dr|dra|mr|mrs|ms|sr|sra|lic|det|no|st|jr|vs|inc|hon|d\.o\.b|dept|attn|approx)\. ")
_BLANK_LINE = re.compile(r"\n\s*\n")


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one entry of `speech.yaml`."""
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in strings(mapping("speech")[name]))


def says(name: str, sentence: str) -> bool:
    """Whether a folded sentence matches an entry of `speech.yaml`."""
    return any(pattern.search(sentence) for pattern in patterns(name))


def sentences(text: str) -> tuple[str, ...]:
    """The folded sentences of a text, wrapped lines joined, small print and standing offers of help left out."""
    found = []
    for paragraph in without_footers(fold(text[:MOST_TEXT])):
        joined = _TITLES.sub(r"\1 ", _join_wrapped(paragraph))
        found += [said.strip() for said in _END.split(joined)]
    return tuple(said for said in found if said and not says("conditional", said))


def without_footers(folded: str) -> list[str]:
    """The paragraphs of a folded text up to where its small print begins, each cut there."""
    kept = []
    for paragraph in _BLANK_LINE.split(folded):
        starts = [match.start() for pattern in patterns("footer") for match in pattern.finditer(paragraph)]
        kept.append(paragraph[: min(starts)] if starts else paragraph)
    return kept


def _join_wrapped(paragraph: str) -> str:
    lines = [line.strip() for line in paragraph.split("\n")]
    joined = lines[0]
    for before, line in pairwise(lines):
        wrapped = len(before) >= _WRAPPED and not before.endswith((".", "!", "?", ":"))
        joined += (" " if wrapped else "\n") + line
    return joined
