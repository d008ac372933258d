"""Reads what is written in a place: two readers look at the same line, and their agreement is what counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import cv2
import numpy as np
from rapidfuzz import fuzz

from parsers.known.form import REFERENCE_DPI, Holds, Zone
from parsers.normalise.text import key
from parsers.ocr.engine import Engine
from parsers.second import Glimpse, Grammar, SecondReader
from parsers.sheet import Gray

_AGREED = ((0.9, 0.985), (0.6, 0.96), (0.0, 0.88))  #: by how sure the second reader is of what both say
_ALONE = ((0.97, 0.95), (0.93, 0.91), (0.0, 0.85))  #: by how sure it is of what the first does not say
_NEAR, _NEARLY = 93, 0.92  #: words that both read alike but for a sign, in percent, and what they are worth
_ONE_READER = 0.94  #: the most that a single reader's word is worth where there is no second one
_SHARP, _SHARP_FIGURES = 0.9, 0.88  #: confidence of lines the first reader reads alone, where print is clear
_CLEAR = 0.88  #: lower quartile of the page's lines; handwriting and bad faxes stay below
_ENOUGH = 4  #: lines that show how clear a page is
_CLEARLY = 0.97  #: what such a line is worth
_LOOK_ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "s": "5", "b": "8", "z": "2", "|": "1"})
_WORDS = frozenset({Holds.TEXT, Holds.PARTY})
_NAMES = frozenset({Holds.NAME, Holds.PARTY})
_FIGURES = frozenset({Holds.DATE, Holds.PERIOD, Holds.PHONE, Holds.NUMBER})
_GRAMMARS = {
    Holds.NAME: Grammar.NAME,
    Holds.DATE: Grammar.DATE,
    Holds.PERIOD: Grammar.PERIOD,
    Holds.PHONE: Grammar.PHONE,
    Holds.EMAIL: Grammar.EMAIL,
}


@dataclass(frozen=True)
class Line:
    """One line of writing and what its place holds."""

    crop: Gray
    holds: Holds
    grammar: Grammar


@dataclass(frozen=True)
class Read:
    """What a line says."""

    text: str
    confidence: float
    other: str = ""  #: what the reader that was not believed has read


def line_of(crop: Gray, zone: Zone | None) -> Line:
    """A line to be read for what its place holds; without a place, for anything."""
    holds = zone.holds if zone else Holds.TEXT
    grammar = _GRAMMARS.get(holds, Grammar.FREE)
    if zone is not None and zone.field == "scope.end":
        grammar = Grammar.PERIOD  # "present"
    if zone is not None and zone.holds is Holds.NUMBER:
        grammar = Grammar.ZIP if zone.field.endswith("zip") else Grammar.IDENTIFIER
    return Line(crop, holds, grammar)


class Eyes:
    """Both readers.

    Args:
        first: the recogniser of pages, given single lines.
        languages: its usable languages, the usual one first.
        second: the recogniser of lines; None: there is only one reader.
    """

    def __init__(self, first: Engine, languages: tuple[str, ...], second: SecondReader | None) -> None:
        self._first, self._languages, self._second = first, languages, second

    def read(self, lines: Sequence[Line], language: str) -> list[Read]:
        """Read lines.

        Args:
            lines: at `REFERENCE_DPI`.
            language: ISO 639-1, of the form.
        """
        firsts = [self._first_look(line, language) for line in lines]
        if self._second is None:
            return [Read(first.text, min(_ONE_READER, first.confidence)) for first in firsts]
        asked = [
            number for number in range(len(lines)) if not _is_plain(lines[number], firsts[number], firsts)
        ]
        seconds = self._second.read([(lines[number].crop, lines[number].grammar) for number in asked])
        found = [Read(first.text, _CLEARLY) for first in firsts]
        for number, glimpses in zip(asked, seconds, strict=True):
            found[number] = _weighed(lines[number], firsts[number], glimpses)
        return found

    def _first_look(self, line: Line, language: str) -> Read:
        if line.holds is Holds.EMAIL and self._second is not None:
            return Read("", 0.0)  # it seldom knows the sign of an address, and the other reader does
        crop = line.crop
        code = "spa" if language == "es" and "spa" in self._languages else self._languages[0]
        soft = np.asarray(cv2.GaussianBlur(crop, (0, 0), 0.8), np.uint8)
        words = self._first.recognise_line(soft, REFERENCE_DPI, code)
        if not words:
            return Read("", 0.0)
        sure = [word.confidence for word in words]
        return Read(" ".join(word.text for word in words), (min(sure) + fmean(sure)) / 2)


def _is_plain(line: Line, first: Read, page: Sequence[Read]) -> bool:
    """Whether a line is clear print on a page of clear print, which the first reader seldom misreads.

    The second reader costs four times as much; it is for handwriting and bad faxes, on which the first one is
    sure of what it misreads, and for mail addresses, whose sign it does not know well.
    """
    if line.holds in _NAMES and any(sign.isdigit() for sign in first.text):
        return False  # a name seldom holds a figure; an "&" is often misread as one
    least = _SHARP_FIGURES if line.holds in _FIGURES else _SHARP
    if (
        line.holds is Holds.EMAIL
        or first.confidence < least
        or sum(bool(read.text) for read in page) < _ENOUGH
    ):
        return False
    sure = sorted(read.confidence for read in page if read.text)
    return sure[len(sure) // 4] >= _CLEAR


def _weighed(line: Line, first: Read, glimpses: tuple[Glimpse, ...]) -> Read:
    """One reading from two: what both say; else the likelier, which is not believed far."""
    text = " ".join(glimpse.text for glimpse in glimpses)
    sure = min((glimpse.confidence for glimpse in glimpses), default=0.0)
    fits = all(glimpse.fits for glimpse in glimpses)
    if first.text and text and _same(line.holds, first.text, text):
        return Read(_better(first, text, sure), _worth(sure, _AGREED))
    if text and line.holds in _WORDS and fuzz.ratio(key(first.text), key(text)) >= _NEAR:
        return Read(text, min(_NEARLY, max(sure, first.confidence)), first.text)
    if text and (fits or not first.text):
        return Read(text, _worth(sure, _ALONE) if fits else min(sure, 0.5), first.text)
    return Read(first.text, min(first.confidence, _ALONE[-1][1]), text)


def _worth(sure: float, table: tuple[tuple[float, float], ...]) -> float:
    """How likely a reading is right, from how sure the second reader is; measured on typed and written forms."""
    return next(worth for least, worth in table if sure >= least)


def _better(first: Read, second: str, sure: float) -> str:
    """Which spelling of the same reading: the second reader's unless the first was surer of its signs."""
    return first.text if first.confidence > sure else second


def _same(holds: Holds, one: str, other: str) -> bool:
    if holds is Holds.EMAIL:
        return one.replace(" ", "").lower() == other.replace(" ", "").lower()
    if key(one) == key(other) != "":
        return True
    if holds in _FIGURES:
        first, second = (key(text).translate(_LOOK_ALIKE) for text in (one, other))
        return first == second != ""
    return False
