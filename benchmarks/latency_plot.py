"""Draws the time of one arrival against the number of requests on file."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from benchmarks.latency_result import Result

COLOURS = {"sqlite": "#1f5f8b", "postgresql": "#b5541c"}
GOALS = {100_000: 1.0, 1_000_000: 3.0, 10_000_000: 5.0}  #: milliseconds, median


def plot(results: Sequence[Result], path: Path) -> None:
    """Write a PNG: times above, candidates below. Of several results for one size the last one counts."""
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(7.2, 7.2), sharex=True, height_ratios=(3, 2), constrained_layout=True
    )
    for database, colour in COLOURS.items():
        latest = {result.stored: result for result in results if result.database == database}
        rows = [latest[stored] for stored in sorted(latest)]
        if rows:
            _draw_times(above, rows, database, colour)
            _draw_candidates(below, rows, database, colour)
    above.plot(list(GOALS), list(GOALS.values()), "k_", markersize=16, label="goal for the median")
    _label(above, "milliseconds for one arrival")
    _label(below, "candidates compared")
    below.set_xlabel("requests on file")
    figure.savefig(path, dpi=130)
    plt.close(figure)


def _draw_times(axes: Axes, rows: Sequence[Result], database: str, colour: str) -> None:
    stored = [row.stored for row in rows]
    axes.plot(stored, [row.p50 for row in rows], "o-", color=colour, label=f"{database}, median")
    axes.plot(stored, [row.p99 for row in rows], "o--", color=colour, alpha=0.6, label=f"{database}, 99 %")
    if (
        database == "sqlite"
    ):  # all of it is our own process's work; PostgreSQL has a server that does its part
        axes.plot(
            stored, [row.cpu_p50 for row in rows], "x:", color=colour, label="sqlite, median, processor time"
        )


def _draw_candidates(axes: Axes, rows: Sequence[Result], database: str, colour: str) -> None:
    stored = [row.stored for row in rows]
    axes.plot(stored, [row.candidates_p50 for row in rows], "o-", color=colour, label=f"{database}, median")
    axes.plot(
        stored,
        [row.candidates_p99 for row in rows],
        "o--",
        color=colour,
        alpha=0.6,
        label=f"{database}, 99 %",
    )


def _label(axes: Axes, text: str) -> None:
    axes.set_xscale("log")
    axes.set_yscale("symlog", linthresh=1)  # a median of no candidate at all has its place too
    axes.set_ylim(0, 4 * axes.get_ylim()[1])
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set_ylabel(text)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="upper left")
