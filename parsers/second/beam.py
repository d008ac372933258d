"""Finds the likeliest texts of a line that a language allows (CTC prefix beam search).

The recogniser scores every step of a line for every sign or "nothing here"; a text is written by all the ways
in which its letters may lie over the steps (Graves et al. 2006; the search is Hannun et al. 2014).
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np

from parsers.second.language import Language
from parsers.second.network import Scores
from parsers.second.signs import SIGNS

_WIDTH = 10  # texts followed at a time
_CANDIDATES = 6  # signs tried at a step
_LEAST = 1e-5  # likelihood under which a sign is not tried
_SURE = 0.9999  # of "nothing here": the step changes no text


@dataclass(frozen=True)
class Reading:
    """A text and the logarithm of its likelihood, over all ways of lying on the line."""

    text: str
    likelihood: float


@dataclass
class _Trail:
    """A beginning of a text: its likelihood when the last step shows nothing, and when it shows the last letter."""

    state: int
    blank: float = 0.0
    letter: float = 0.0

    @property
    def whole(self) -> float:
        return self.blank + self.letter


def likely_texts(scores: Scores, language: Language, most: int = 3) -> list[Reading]:
    """The likeliest texts of the language, best first; empty when nothing of the language can be seen.

    Args:
        scores: steps × signs, not necessarily adding up to 1.
        language: what may stand there.
        most: how many texts are wanted.
    """
    trails = {"": _Trail(language.start, blank=1.0)}
    scale = 0.0
    for step in np.asarray(scores, dtype=np.float64):
        if step[0] > _SURE:
            _rest(trails)
            continue
        trails = _kept(_longer(trails, step, language))
        scale += _rescaled(trails)
    ended = [(text, trail.whole) for text, trail in trails.items() if language.may_end(trail.state)]
    ended.sort(key=lambda pair: -pair[1])
    return [Reading(text, scale + (log(whole) if whole else -inf)) for text, whole in ended[:most]]


def _rest(trails: dict[str, _Trail]) -> None:
    for trail in trails.values():
        trail.blank, trail.letter = trail.whole, 0.0


def _longer(
    trails: dict[str, _Trail], step: "np.ndarray[tuple[int], np.dtype[np.float64]]", language: Language
) -> dict[str, _Trail]:
    """Every trail one step on: as it is, or with one more letter."""
    nothing = float(step[0])
    signs = [(SIGNS[place], float(step[place])) for place in _candidates(step)]
    after: dict[str, _Trail] = {}
    for text, trail in trails.items():
        same = after.setdefault(text, _Trail(trail.state))
        same.blank += trail.whole * nothing
        for sign, score in signs:
            repeated = text.endswith(sign)
            if repeated:
                same.letter += trail.letter * score
            # A letter twice in a row needs "nothing" between, or it is one letter that lasts.
            before = trail.blank if repeated else trail.whole
            state = language.step(trail.state, sign) if before else None
            if state is not None:
                after.setdefault(text + sign, _Trail(state)).letter += before * score
    return after


def _candidates(step: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> list[int]:
    best = np.argpartition(step[1:], -_CANDIDATES)[-_CANDIDATES:] + 1
    return [int(place) for place in best if step[place] > _LEAST]


def _kept(trails: dict[str, _Trail]) -> dict[str, _Trail]:
    best = sorted(trails.items(), key=lambda item: -item[1].whole)[:_WIDTH]
    return dict(best)


def _rescaled(trails: dict[str, _Trail]) -> float:
    """Divide by the whole, lest long lines come to nothing; return its logarithm."""
    whole = sum(trail.whole for trail in trails.values())
    if whole <= 0.0:
        return 0.0
    for trail in trails.values():
        trail.blank, trail.letter = trail.blank / whole, trail.letter / whole
    return log(whole)
