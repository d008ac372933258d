"""Whether a confidence is what it says: of all values given 0.95, are 95 in 100 right?

    python -m benchmarks.calibration FOLDER… --plot calibration.png
    python -m benchmarks.calibration --drawn 2 --seed 7 --plot calibration.png

Reads every document of the folders through the real `inspect` and holds the answers against `index.jsonl`. Without
a folder it draws papers of its own, in a temporary folder: so many of every layout. Prints the expected calibration
error, how many of the values that count are wrong, tables, and the worst misses; draws the reliability plot.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from benchmarks.reliability import absences, believed, claimed, expected_error, worst, wrong_when_sure
from benchmarks.reliability_plot import plot
from benchmarks.truths import Told, told

_WORST = 10


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--drawn", default=1, show_default=True, help="Without a folder: papers of every layout.")
@click.option("--seed", default=1, show_default=True, help="Without a folder: another seed, other papers.")
@click.option("--held-back", is_flag=True, help="Without a folder: the layouts that nothing was tuned on.")
@click.option(
    "--plot", "picture", type=click.Path(dir_okay=False, path_type=Path), help="Where the plot goes."
)
def main(folders: tuple[Path, ...], drawn: int, seed: int, held_back: bool, picture: Path | None) -> None:
    """Measure the calibration of what `inspect` says of the documents in FOLDERS."""
    with ExitStack() as stack:
        if not folders:
            made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="calibration-")))
            draw(made, drawn, seed, held_back)
            folders = (made,)
        values = [value for folder in folders for value in compare(folder)]
    if not values:
        raise click.UsageError("no index.jsonl names a document that is there")
    report(values)
    if picture:
        plot(values, picture, f"{len({value.file for value in values})} documents, {len(values)} fields")
        click.echo(f"\nplot: {picture}")


def draw(folder: Path, count: int, seed: int, held_back: bool) -> None:
    """Draw papers with their truth."""
    command = [sys.executable, "-m", "fixtures.draw", str(folder), "--index"]
    wanted = ["--variants", str(count), "--seed", str(seed), *(["--held-back"] if held_back else [])]
    subprocess.run([*command, *wanted], check=True, stdout=subprocess.DEVNULL)


def compare(folder: Path) -> Iterator[Told]:
    """Read the documents of a folder and compare every field. One that cannot be read has said nothing."""
    lines = folder.joinpath("index.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if "requests" in row]
    with tempfile.TemporaryDirectory(prefix="calibration-") as copies:
        files = [_received(folder / row["file"], Path(copies), row["received_on"]) for row in rows]
        for row, answer in zip(rows, inspected(files), strict=True):
            yield from told(row, answer)


def _received(file: Path, folder: Path, day: str) -> Path:
    """A copy that says when it was received, as a file in a drop folder does: by its time."""
    copy = Path(shutil.copy(file, folder))
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
    os.utime(copy, (noon, noon))
    return copy


def inspected(files: Sequence[Path]) -> Iterator[dict[str, object]]:
    """What the command `inspect` prints, an object a file."""
    command = [sys.executable, "-m", "intake_daemon", "inspect", "--json", *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            yield json.loads(line)


def report(values: Sequence[Told]) -> None:
    """Print everything."""
    given = believed(values)
    click.echo(f"{len({value.file for value in values})} documents, {len(given)} values given")
    click.echo(f"expected calibration error (ten bins)      {expected_error(given):.3f}")
    click.echo(f"wrong among values at 0.90 or above        {wrong_when_sure(given)}")
    click.echo(f"on the paper and given at 0.90 or above    {claimed(values)}")
    click.echo(f"wrong among absences at 0.90 or above      {wrong_when_sure(absences(values))}")
    for name, key in (("field", _field), ("quality", _quality), ("method", _method)):
        _table(name, values, key)
    click.echo("\nthe worst misses")
    for value in worst(values, _WORST):
        answer = value.answer
        click.echo(
            f"  {answer.confidence:.2f} {answer.method:10} {value.field:36} "
            f"{answer.value!r}, not {value.truth!r}   {value.file}"
        )


def _field(value: Told) -> str:
    return value.field


def _quality(value: Told) -> str:
    return value.quality


def _method(value: Told) -> str:
    return value.answer.method


def _table(name: str, values: Sequence[Told], key: Callable[[Told], str]) -> None:
    groups: dict[str, list[Told]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    click.echo(f"\n{name:38} {'given':>6} {'right':>7} {'sure of':>8} {'error':>6}  wrong at 0.90 or above")
    for group, members in sorted(groups.items()):
        pairs = believed(members)
        if pairs:
            right = sum(good for _, good in pairs) / len(pairs)
            mean = sum(confidence for confidence, _ in pairs) / len(pairs)
            error = expected_error(pairs)
            click.echo(
                f"{group:38} {len(pairs):6} {100 * right:5.1f} % {mean:8.2f} {error:6.3f}  {wrong_when_sure(pairs)}"
            )


if __name__ == "__main__":
    main()
