"""Link public sets of people, ours beside splink 5 and recordlinkage, each run a process of its own.

    python -m benchmarks.linking --rounds 3
    python -m benchmarks.linking --historical historical_figures_with_errors_50k.parquet --fake fake_1000.csv

Needs the extra `bench`. Prints, for every tool and set, precision, recall and F1 over pairs, the median of the
seconds a whole process took (start, reading the set, linking, writing the answer), its peak memory, and both as
multiples of ours. The tools take turns in every round, so that a busy machine is busy for all of them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.linking import sets
from benchmarks.linking.answers import Answer, Answers, Figures, judged
from benchmarks.linking.child import TOOLS

_PEERS_KNOW = frozenset({"febrl4", "febrl3", "historical"})


@dataclass(slots=True)
class Runs:
    """What one tool did with one set: its last answers, and seconds and mebibytes of every round."""

    answers: Answers = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    failed: str = ""


def main() -> None:
    """Run what was asked for and print a table for every set."""
    options = _options()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    for name, file in _chosen(options):
        tools = [tool for tool in TOOLS if tool in options.tools and _knows(tool, name)]
        runs = {tool: Runs() for tool in tools}
        for _ in range(options.rounds):
            for tool in tools:
                _run(tool, name, file, runs[tool], options.limit)
        _show(name, runs, _people(name, file))
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sets", nargs="+", default=[*sets.FEBRL, *sets.BY_PATH])
    parser.add_argument("--tools", nargs="+", default=list(TOOLS))
    parser.add_argument("--historical", type=Path, help="historical_figures_with_errors_50k.parquet")
    parser.add_argument("--fake", type=Path, help="fake_1000.csv")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds after which a tool is given up")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> Iterator[tuple[str, Path | None]]:
    for name in options.sets:
        file = getattr(options, name) if name in sets.BY_PATH else None
        if file is None and name in sets.BY_PATH:
            print(f"\n{name}: left out, no --{name} FILE")
        else:
            yield name, file


def _knows(tool: str, name: str) -> bool:
    """Peers are run on the sets that their own documentation shows how to link, or near enough."""
    if tool == "ours":
        return True
    return name in (_PEERS_KNOW if tool in ("splink", "recordlinkage") else _PEERS_KNOW - {"historical"})


def _run(tool: str, name: str, file: Path | None, runs: Runs, limit: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        arguments = [tool, name, str(answer), *([str(file)] if file else [])]
        started = time.perf_counter()
        try:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.linking.child", *arguments], check=True, timeout=limit
            )
        except subprocess.TimeoutExpired:
            runs.failed = f"given up after {limit:.0f} s"
        except subprocess.CalledProcessError as problem:
            runs.failed = f"ended with status {problem.returncode}"
        else:
            runs.seconds.append(time.perf_counter() - started)
            _take(answer, runs)


def _take(answer: Path, runs: Runs) -> None:
    written = json.loads(answer.read_text("utf-8"))
    runs.memory.append(written["memory"])
    runs.answers = {
        kind: Answer([(one, other) for one, other in given["pairs"]], given["groups"])
        for kind, given in written["answers"].items()
    }


def _people(name: str, file: Path | None) -> dict[str, str]:
    if name in sets.FEBRL:
        return sets.febrl_people([row["rec_id"] for rows in sets.febrl_rows(name) for row in rows])
    assert file is not None
    rows = sets.historical_rows(file) if name == "historical" else sets.fake_rows(file)
    return {row["unique_id"]: row["cluster"] for row in rows}


def _show(name: str, runs: dict[str, Runs], people: dict[str, str]) -> None:
    print(f"\n{name}: {len(people)} records")
    print(f"  {'':38} {'P':>7} {'R':>7} {'F1':>7} {'seconds':>8} {'times':>6} {'MB':>6} {'times':>6}")
    base = runs.get("ours")
    for tool, done in runs.items():
        if done.failed:
            print(f"  {tool:38} {done.failed}")
        for kind, answer in done.answers.items():
            print(
                f"  {f'{tool}, {kind}':38} {_figures(judged(answer, people))} {_costs(done, base)}",
                flush=True,
            )


def _figures(figures: Figures) -> str:
    return f"{figures.precision:7.4f} {figures.recall:7.4f} {figures.f1:7.4f}"


def _costs(done: Runs, base: Runs | None) -> str:
    seconds, memory = statistics.median(done.seconds), max(done.memory)
    if base is None or not base.seconds:
        return f"{seconds:8.2f} {'':6} {memory:6.0f}"
    slower, larger = seconds / statistics.median(base.seconds), memory / max(base.memory)
    return f"{seconds:8.2f} {slower:6.1f} {memory:6.0f} {larger:6.1f}"


if __name__ == "__main__":
    main()
