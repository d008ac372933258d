"""Says where on the line each letter of a text stands, and how likely it is (the best path through CTC's steps)."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parsers.second.network import Scores
from parsers.second.signs import PLACE

_FLOOR = 1e-9


def align(scores: Scores, text: str) -> list[tuple[float, float]]:
    """For each letter its best likelihood and the step where it has it, counted from 0.0 at the left.

    Args:
        scores: steps × signs.
        text: letters of `SIGNS`, at most as many as there are steps.
    """
    if not text:
        return []
    path = _best_path(np.log(np.maximum(scores[:, _stations(text)], _FLOOR)), _may_skip(text))
    found = []
    for number, letter in enumerate(text):
        steps = np.flatnonzero(path == 2 * number + 1)
        values = scores[steps, PLACE[letter]]
        found.append((float(values.max()), float(steps.mean())))
    return found


def _stations(text: str) -> NDArray[np.intp]:
    """Nothing, first letter, nothing, second letter, … nothing."""
    stations = np.zeros(2 * len(text) + 1, dtype=np.intp)
    stations[1::2] = [PLACE[letter] for letter in text]
    return stations


def _may_skip(text: str) -> NDArray[np.bool_]:
    """Which stations can be reached from the one before the last: other letters, without a "nothing" between."""
    skip = np.zeros(2 * len(text) + 1, dtype=np.bool_)
    skip[3::2] = [letter != before for before, letter in pairwise(text)]
    return skip


def _best_path(likelihood: NDArray[np.float32], may_skip: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The station at each step of the likeliest path from the first stations to the last ones."""
    steps, stations = likelihood.shape
    best = np.full(stations, -np.inf)
    best[:2] = likelihood[0, :2]
    came = np.zeros((steps, stations), dtype=np.intp)
    for step in range(1, steps):
        one, two = np.full(stations, -np.inf), np.full(stations, -np.inf)
        one[1:] = best[:-1]
        two[2:] = best[:-2]
        two[~may_skip] = -np.inf
        ways = np.stack((best, one, two))
        came[step] = ways.argmax(axis=0)
        best = ways.max(axis=0) + likelihood[step]
    path = np.zeros(steps, dtype=np.intp)
    path[-1] = stations - 1 if best[-1] >= best[-2] else stations - 2
    for step in range(steps - 1, 0, -1):
        path[step - 1] = path[step] - came[step, path[step]]
    return path
