"""The second reader: crops in, readings of their lines out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parsers.options import ReadOptions
from parsers.second.glimpse import Glimpse, Grammar
from parsers.second.grammars import language
from parsers.second.judging import read_line
from parsers.second.network import HEIGHT, STEP, Network, Scores, open_network
from parsers.second.signs import PLACE, SIGNS
from parsers.second.strips import Line, lines_of
from parsers.sheet import Gray


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
        glimpses = (self._glimpse(line, grammar) for line in lines_of(crop))
        return tuple(glimpse for glimpse in glimpses if glimpse is not None)

    def _glimpse(self, line: Line, grammar: Grammar) -> Glimpse | None:
        pieces = [self._network.score(piece.strip) for piece in line]
        return read_line(_one_after_the_other(pieces), _places(line), grammar)


def open_second(options: ReadOptions) -> SecondReader | None:
    """Open the second reader; None when it is switched off or not installed.

    Raises:
        ConfigError: it is installed, but its network is not the one that was measured.
    """
    network = open_network() if options.second else None
    if network is None:
        return None
    _warm_up(network)
    return SecondReader(network)


def _warm_up(network: Network) -> None:
    """Make what is made at first use, so that every forked child finds it."""
    network.score(np.ones((HEIGHT, HEIGHT * STEP), dtype=np.float32))
    for grammar in Grammar:
        language(grammar)


def _one_after_the_other(pieces: list[Scores]) -> Scores:
    """The scores of a line that was cut between words, with a step for the gap after each piece but the last."""
    gap = np.zeros((1, len(SIGNS)), dtype=np.float32)
    gap[0, PLACE[" "]] = 1.0
    return np.concatenate([part for piece in pieces for part in (piece, gap)][:-1])


def _places(line: Line) -> NDArray[np.float64]:
    """For each step of the scores where it lies in the crop, as a fraction of its width."""
    steps = [part for piece in line for part in (piece.places[STEP // 2 :: STEP], piece.places[-1:])][:-1]
    return np.clip(np.concatenate(steps), 0.0, 1.0)
