"""Judges what the recogniser saw on a line: the likeliest text that the grammar allows, and how sure that is."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from parsers.second.alignment import align
from parsers.second.beam import Reading, likely_texts
from parsers.second.glimpse import Glimpse, Grammar
from parsers.second.grammars import as_meant, language
from parsers.second.network import Scores

_UNFIT = (
    -9.0
)  # logarithm: a text that fits and is so much less likely than the one that stands there is not meant
_UNFIT_MOST = 0.3  # confidence
_NEAR = -7.0  # logarithm: a runner-up is at most so much less likely


def read_line(scores: Scores, places: NDArray[np.float64], grammar: Grammar) -> Glimpse | None:
    """What stands on a line; None when nothing does.

    The confidence is the likelihood of the whole text over all ways of lying on the line: of the measures tried
    (least, mean and product of the letters' own) it told right from wrong best.

    Args:
        scores: steps × signs, as the recogniser gave them.
        places: for each step where it lies in the crop, 0.0-1.0.
        grammar: what may stand there.
    """
    seen = likely_texts(scores, language(Grammar.FREE))
    if not seen or not seen[0].text.strip():
        return None
    if grammar is Grammar.FREE:
        return _glimpse(seen, scores, places)
    meant = as_meant(scores, grammar)
    fitting = likely_texts(meant, language(grammar))
    if fitting and fitting[0].likelihood - seen[0].likelihood > _UNFIT and fitting[0].text.strip():
        return _glimpse(fitting, meant, places)
    unfit = _glimpse(seen[:1], scores, places)
    return Glimpse(unfit.text, min(unfit.confidence, _UNFIT_MOST), unfit.letters, None, fits=False)


def _glimpse(readings: list[Reading], scores: Scores, places: NDArray[np.float64]) -> Glimpse:
    text = readings[0].text.strip()
    return Glimpse(
        text=text,
        confidence=exp(min(0.0, readings[0].likelihood)),
        letters=tuple(
            (letter, min(1.0, sure), float(np.interp(step, range(len(places)), places)))
            for letter, (sure, step) in zip(text, align(scores, text), strict=True)
        ),
        runner_up=_runner_up(readings),
    )


def _runner_up(readings: list[Reading]) -> str | None:
    near = [other.text.strip() for other in readings[1:] if other.likelihood - readings[0].likelihood > _NEAR]
    different = [text for text in near if text and text != readings[0].text.strip()]
    return different[0] if different else None
