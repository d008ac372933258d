"""The second reader: crops in, readings of their lines out."""

from collections.abc import Sequence
from math import exp

from parsers.options import ReadOptions
from parsers.second.alignment import align
from parsers.second.beam import Reading, likely_texts
from parsers.second.glimpse import Glimpse, Grammar
from parsers.second.grammars import as_meant, language
from parsers.second.network import STEP, Network, Scores, open_network
from parsers.second.strips import Line, lines_of
from parsers.sheet import Gray

_UNFIT = (
    -9.0
)  # logarithm: a text of the grammar that is so much less likely than the free one is no text of it
_UNFIT_MOST = 0.3  # confidence
_NEAR = -7.0  # logarithm: a runner-up is at most so much less likely


class SecondReader:
    """Reads crops; opened once before forking, used in the forked children.

    Args:
        network: scores lines.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def read(self, crops: Sequence[tuple[Gray, Grammar]]) -> list[tuple[Glimpse, ...]]:
        """Read crops: for each, a glimpse of every line of writing, top to bottom; () where there is no ink."""
        return [self._read(crop, grammar) for crop, grammar in crops]

    def _read(self, crop: Gray, grammar: Grammar) -> tuple[Glimpse, ...]:
        glimpses = (_glimpse(self._network.score(line.strip), line, grammar) for line in lines_of(crop))
        return tuple(glimpse for glimpse in glimpses if glimpse is not None)


def open_second(options: ReadOptions) -> SecondReader | None:
    """Open the second reader; None when it is switched off or not installed.

    Raises:
        ConfigError: it is installed, but its network is not the one that was measured.
    """
    network = open_network() if options.second else None
    return None if network is None else SecondReader(network)


def _glimpse(scores: Scores, line: Line, grammar: Grammar) -> Glimpse | None:
    meant = as_meant(scores, grammar)
    free = likely_texts(meant, language(Grammar.FREE))
    fitting = free if grammar is Grammar.FREE else likely_texts(meant, language(grammar))
    fits = bool(fitting) and fitting[0].likelihood - free[0].likelihood > _UNFIT
    chosen = fitting if fits else free
    text = chosen[0].text.strip() if chosen else ""
    if not text:
        return None
    confidence = exp(min(0.0, chosen[0].likelihood))
    return Glimpse(
        text=text,
        confidence=confidence if fits else min(confidence, _UNFIT_MOST),
        letters=_letters(meant, text, line),
        runner_up=_runner_up(fitting if fits else []),
        fits=fits,
    )


def _runner_up(readings: list[Reading]) -> str | None:
    near = [other.text.strip() for other in readings[1:] if other.likelihood - readings[0].likelihood > _NEAR]
    return near[0] if near else None


def _letters(scores: Scores, text: str, line: Line) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (letter, min(1.0, sure), _place(line, (step + 0.5) * STEP))
        for letter, (sure, step) in zip(text, align(scores, text), strict=True)
    )


def _place(line: Line, column: float) -> float:
    return float(min(1.0, max(0.0, line.places[min(len(line.places) - 1, int(column))])))
