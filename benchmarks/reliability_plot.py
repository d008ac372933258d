"""The reliability plot: how often values were right, by how sure the reader said it was."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.reliability import TEN, UPPER, absences, believed, bins, expected_error, wrong_when_sure
from benchmarks.truths import Told

mpl.use("Agg")
_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#5c5c5c"
_FEW = 25  # values; a panel of fewer says nothing
_ACROSS = 4  # small panels in a row

Pairs = Sequence[tuple[float, bool]]


def plot(values: Sequence[Told], target: Path, title: str) -> None:
    """Draw all values, a closer look at the upper end, absences, and a small panel for each quality and method."""
    small = {**_groups(values, "quality"), **_groups(values, "method")}
    rows = -(-len(small) // _ACROSS)
    figure = Figure(figsize=(15, 6.2 + 2.9 * rows), layout="constrained")
    figure.suptitle(title)
    large, below = figure.subfigures(2, 1, height_ratios=(6.0, max(0.1, 2.9 * rows)))
    _large(large.subplots(2, 3, height_ratios=(3, 1)), values)
    if small:
        axes = below.subplots(rows, _ACROSS, squeeze=False).ravel()
        for axis, (name, pairs) in zip(axes, small.items(), strict=False):
            _reliability(axis, pairs, TEN, name, _BLUE)
        for axis in axes[len(small) :]:
            axis.set_axis_off()
    figure.savefig(target, dpi=110)


def _large(axes: Sequence[Sequence[Axes]], values: Sequence[Told]) -> None:
    given, absent = believed(values), absences(values)
    _reliability(axes[0][0], given, TEN, "values", _BLUE)
    _reliability(axes[0][1], given, UPPER, "values, a closer look", _BLUE)
    _reliability(axes[0][2], absent, TEN, "said to be absent", _ORANGE)
    for axis, pairs, edges in zip(axes[1], (given, given, absent), (TEN, UPPER, TEN), strict=True):
        _counts(axis, pairs, edges)


def _reliability(axis: Axes, pairs: Pairs, edges: Sequence[float], name: str, colour: str) -> None:
    """Points with their 95 % bounds and the number of values, against the line of perfect calibration."""
    axis.plot((0, 1), (0, 1), color=_GREY, linewidth=0.8, linestyle="--")
    for one in bins(pairs, edges):
        low, high = one.right.bounds
        axis.vlines(one.confidence, low, high, color=colour, linewidth=1.6)
        axis.plot(one.confidence, one.right.value, "o", color=colour, markersize=5)
        axis.annotate(
            str(one.right.whole), (one.confidence, low), xytext=(0, -9), textcoords="offset points",
            fontsize=7, ha="center", color=_GREY,
        )  # fmt: skip
    axis.set_title(
        f"{name}\nerror {expected_error(pairs):.3f}, wrong when sure {wrong_when_sure(pairs)}", fontsize=8.5
    )
    axis.set_xlim(edges[0], edges[-1] + (edges[-1] - edges[0]) * 0.03)
    axis.set_ylim(max(-0.08, edges[0] - 0.25), 1.03)
    axis.tick_params(labelsize=7)
    axis.set_xlabel("confidence", fontsize=8)
    axis.set_ylabel("share right", fontsize=8)


def _counts(axis: Axes, pairs: Pairs, edges: Sequence[float]) -> None:
    """How many values lie in each bin, right below, wrong on top."""
    for one in bins(pairs, edges):
        where, width = (one.low + one.high) / 2, (one.high - one.low) * 0.9
        axis.bar(where, one.right.part, width, color=_BLUE)
        axis.bar(where, one.right.whole - one.right.part, width, bottom=one.right.part, color=_ORANGE)
    axis.set_xlim(edges[0], edges[-1] + (edges[-1] - edges[0]) * 0.03)
    axis.set_ylabel("values (orange: wrong)", fontsize=8)
    axis.tick_params(labelsize=7)


def _groups(values: Sequence[Told], kind: str) -> Mapping[str, Pairs]:
    """The values by quality or method, the largest groups first."""
    groups: dict[str, list[Told]] = {}
    for one in values:
        name = one.quality if kind == "quality" else one.answer.method
        groups.setdefault(f"{kind} {name}", []).append(one)
    pairs = {name: believed(group) for name, group in groups.items()}
    return {
        name: pairs[name]
        for name in sorted(pairs, key=lambda name: -len(pairs[name]))
        if len(pairs[name]) >= _FEW
    }
