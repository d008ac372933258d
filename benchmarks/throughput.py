"""How fast documents go through the daemon, and what they cost, against plain OCR of the same pages.

    python -m benchmarks.throughput [--rounds 3] [--mails 200] [--skip-ocrmypdf]

Three parts, each printed as a table with medians over the rounds:

1. The faxes and scans of `fixtures/corpus` through the whole daemon (drop folder to decision), against tesserocr in
   one process on the same page images, the `tesseract` program once a page, and `ocrmypdf`.
   Goal: all CPU of the daemon at most 1.25 times bare OCR in one process.
2. Mails that need no OCR through a Maildir: documents a second, CPU milliseconds each.
   Goals: at least 8 a second, at most 60 ms each.
3. The daemon with nothing to do: start-up, CPU while idle, and how soon a new arrival is under way.
   Goals: at most 4 % of a core, under one second.

Machines are noisy: compare the ratios, not the seconds.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click
from PIL import Image, ImageSequence

from benchmarks.idle import Idle, measure_idle
from benchmarks.plain_mails import write_mails
from benchmarks.scene import Scene, running
from intake_daemon.demo.watch import wait_until_quiet

CORPUS = Path("fixtures/corpus")
TESSDATA = next(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), Path("/usr/share/tessdata"))


@dataclass(frozen=True)
class Cost:
    """What one way of working took."""

    wall: float  #: seconds
    cpu: float  #: seconds of all processes


def cpu_of_children() -> float:
    """CPU seconds of every process of ours that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost_of(work: Callable[[], None]) -> Cost:
    """Run something that works in child processes and say what it took."""
    wall, cpu = time.perf_counter(), cpu_of_children()
    work()
    return Cost(time.perf_counter() - wall, cpu_of_children() - cpu)


def scanned() -> list[Path]:
    """The papers of the corpus that have no text of their own."""
    index = json.loads(Path("fixtures/expected.json").read_text())
    wanted = {row["file"] for row in index if row["quality"].startswith(("fax", "scan"))}
    return sorted(CORPUS / name for name in wanted if not name.endswith(".eml"))


def page_images(papers: list[Path], folder: Path) -> list[Path]:
    """Every page as a picture file, as the fax or scanner made it."""
    pages: list[Path] = []
    for paper in papers:
        if paper.suffix == ".pdf":
            subprocess.run(["pdfimages", "-png", paper, folder / paper.stem], check=True)
            continue
        with Image.open(paper) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                frame.save(folder / f"{paper.stem}-{number}.png", dpi=image.info.get("dpi", (204, 196)))
    pages.extend(sorted(folder.glob("*.png")))
    return pages


def through_the_daemon(papers: list[Path]) -> Cost:
    """Drop the papers, wait for every decision, stop."""

    def work() -> None:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, running(Scene(Path(folder))) as engine:
            scene = Scene(Path(folder))
            for paper in papers:
                shutil.copy(paper, scene.drop / paper.name)
            wait_until_quiet(engine, len(papers), 1200, lambda _now: None)

    return cost_of(work)


def bare_tesserocr(pages: list[Path]) -> Cost:
    """The same pages in one process that does nothing else, as upright squares."""
    script = (
        "import sys, tesserocr\nfrom PIL import Image\n"
        f"api = tesserocr.PyTessBaseAPI(path={str(TESSDATA)!r}, lang='eng', psm=tesserocr.PSM.AUTO)\n"
        "for name in sys.argv[1:]:\n"
        "    image = Image.open(name).convert('L')\n"
        "    if image.height < image.width:\n"
        "        image = image.resize((image.width, image.height * 2), Image.NEAREST)\n"
        "    api.SetImage(image); api.GetTSVText(0)\n"
    )
    return cost_of(lambda: _run([sys.executable, "-c", script, *map(str, pages)]))


def tesseract_program(pages: list[Path]) -> Cost:
    """The `tesseract` program, started once a page."""
    return cost_of(lambda: [_run(["tesseract", str(page), "-", "tsv"]) for page in pages] and None)


def ocrmypdf_program(papers: list[Path]) -> Cost:
    """`ocrmypdf` with its defaults, on the PDFs and on the pictures."""

    def work() -> None:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for paper in papers:
                _run(
                    [
                        "ocrmypdf",
                        "-j1",
                        "--image-dpi",
                        "204",
                        "--output-type",
                        "pdf",
                        paper,
                        f"{folder}/out.pdf",
                    ]
                )

    return cost_of(work)


def _run(command: list[str | Path]) -> None:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def median(costs: list[Cost]) -> Cost:
    """The medians of both figures."""
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


def show_ocr(rounds: int, with_ocrmypdf: bool) -> None:
    """Part 1."""
    papers = scanned()
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        pages = page_images(papers, Path(folder))
        ways: dict[str, Callable[[], Cost]] = {
            "tesserocr, one process": lambda: bare_tesserocr(pages),
            "the daemon, all of it": lambda: through_the_daemon(papers),
            "tesseract, once a page": lambda: tesseract_program(pages),
        }
        if with_ocrmypdf and shutil.which("ocrmypdf"):
            ways["ocrmypdf"] = lambda: ocrmypdf_program(papers)
        found: dict[str, list[Cost]] = {name: [] for name in ways}
        for _ in range(rounds):  # in turn, so that a busy minute hits all of them
            for name, way in ways.items():
                found[name].append(way())
    bare = median(found["tesserocr, one process"]).cpu
    click.echo(f"\n{len(papers)} faxes and scans, {len(pages)} pages, {rounds} round(s)")
    click.echo(f"{'':28}{'wall s':>9}{'CPU s':>9}{'CPU s/page':>12}{'docs/min':>10}{'ratio':>8}")
    for name, costs in found.items():
        cost = median(costs)
        rates = f"{cost.cpu / len(pages):12.2f}{60 * len(papers) / cost.wall:10.1f}{cost.cpu / bare:8.2f}"
        click.echo(f"{name:28}{cost.wall:9.1f}{cost.cpu:9.1f}{rates}")


def show_mails(rounds: int, count: int) -> None:
    """Part 2."""
    costs, started = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            scene = Scene(Path(folder))
            idle = cost_of(lambda scene=scene: _start_and_stop(scene))
            costs.append(cost_of(lambda scene=scene: _mails(scene, count, started)))
            costs[-1] = Cost(started[-1], costs[-1].cpu - idle.cpu)
    cost = median(costs)
    click.echo(f"\n{count} mails without OCR, {rounds} round(s), start-up left out")
    click.echo(f"documents a second: {count / cost.wall:.1f}   CPU each: {1000 * cost.cpu / count:.0f} ms")


def _start_and_stop(scene: Scene) -> None:
    with running(scene):
        pass


def _mails(scene: Scene, count: int, walls: list[float]) -> None:
    with running(scene) as engine:
        began = time.perf_counter()
        write_mails(scene.maildir, count)
        wait_until_quiet(engine, count, 600, lambda _now: None)
        walls.append(time.perf_counter() - began)


def show_idle(idle: Idle) -> None:
    """Part 3."""
    click.echo(f"\nstart-up to READY: {idle.start_up:.1f} s")
    click.echo(
        f"idle: {100 * idle.share:.1f} % of a core over {idle.seconds:.0f} s, {idle.memory_mb:.0f} MiB resident"
    )
    click.echo(
        f"a new arrival is under way after {idle.reaction:.2f} s (median; settle time of the folder left out)"
    )


@click.command()
@click.option("--rounds", default=3, show_default=True)
@click.option("--mails", default=200, show_default=True)
@click.option("--skip-ocrmypdf", is_flag=True, help="It takes several times as long as all the others.")
def main(rounds: int, mails: int, skip_ocrmypdf: bool) -> None:
    """Measure and print."""
    show_ocr(rounds, not skip_ocrmypdf)
    show_mails(rounds, mails)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, suppress(KeyboardInterrupt):
        show_idle(measure_idle(Scene(Path(folder))))


if __name__ == "__main__":
    main()
