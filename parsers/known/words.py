"""The words of a page of a known form: its print, which is known, and what was read in its places."""

from collections.abc import Iterable, Sequence

from intake_daemon.model import Box, Word, ZoneReading
from parsers.known.matching import Match
from parsers.lines import number_lines

_PRINTED = 0.98  #: confidence of words that were compared with the page and found there


def page_words(
    match: Match, size: tuple[float, float], zones: Iterable[ZoneReading], headers: Sequence[Sequence[Word]]
) -> tuple[Word, ...]:
    """All words of a page, in reading order.

    Args:
        match: the known page, laid over it.
        size: of the page, in inches.
        zones: what stands in its places.
        headers: lines that machines printed along its top edge.
    """
    lines: dict[int, list[Word]] = {}
    for word in match.face.print.words:
        placed = match.alignment.box_on_page(word.box, match.face, *size)
        lines.setdefault(word.line, []).append(Word(text=word.text, box=placed, confidence=_PRINTED))
    runs = [tuple(line) for line in lines.values()]
    runs += [tuple(words_across(zone.text, zone.box, zone.confidence)) for zone in zones if zone.text]
    return number_lines([*runs, *(tuple(header) for header in headers)])


def words_across(text: str, box: Box, confidence: float) -> list[Word]:
    """The words of a text that stands in a box on one line, each with its share of the width."""
    said = text.split()
    letters = sum(len(word) for word in said) + max(0, len(said) - 1)
    left, wide = box[0], (box[2] - box[0]) / max(1, letters)
    found = []
    for word in said:
        right = left + wide * len(word)
        found.append(Word(text=word, box=(left, box[1], min(1.0, right), box[3]), confidence=confidence))
        left = right + wide
    return found
