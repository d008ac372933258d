"""Known forms against the same papers read as unknown: how many values are exact, and what a page costs.

    python -m benchmarks.known_forms [--papers N]

Blanks are drawn and learned; copies filled in by other people are faxed and scanned, and read twice: with the forms
known and without. A cost is processor time, told in bare page passes of the recogniser over the same picture. Only
values that the forms have a place for, as learned and without any edit, are counted.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from fixtures.draw.blank import draw_blank, one_edition
from fixtures.draw.case import Document, Faxed, Look, Scanned
from fixtures.draw.fax import STANDARD, FaxLine
from fixtures.draw.layouts import LAYOUTS
from fixtures.draw.layouts.layout import Layout
from fixtures.draw.paper import Filled
from fixtures.draw.scan import Glass
from fixtures.draw.variants import variants
from intake_daemon.model import Channel, Fields, State
from parsers.fields.known_values import fields_of
from parsers.images import read_image
from parsers.known.library import files_of
from parsers.limits import Limits
from parsers.normalise.text import key
from parsers.ocr.engine import open_engine
from parsers.options import Context, ReadOptions
from parsers.reading import PageReader
from parsers.understanding import understand

FORMS = ("boxed", "underlines", "letterform", "permiso", "ruled")
SURE = 0.9


@dataclass
class Tally:
    """What one way of reading gave for one quality."""

    values: int = 0
    exact: int = 0
    sure: int = 0
    sure_and_wrong: int = 0
    known: int = 0
    pages: int = 0
    seconds: float = 0.0
    bare: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, truth: str, fields: Fields) -> None:
        """Count one value."""
        found = fields.get(name)
        present = found is not None and found.state is State.PRESENT
        right = present and found is not None and key(str(found.value)) == key(truth)
        sure = present and found is not None and found.confidence >= SURE
        self.values += 1
        self.exact += right
        self.sure += sure
        self.sure_and_wrong += sure and not right
        if sure and not right and found is not None:
            self.wrong.append(f"{name}: {truth!r} read as {found.value!r} at {found.confidence:.2f}")


def looks(random: Random) -> Iterator[tuple[str, Look]]:
    """Ways a paper is sent."""
    skew, seed = random.uniform(-1.2, 1.2), random.randrange(10**6)
    line = FaxLine(
        skew=skew, specks=random.randrange(10, 160), lost_lines=random.choice((0, 4, 12)), seed=seed
    )
    yield "fine fax", Faxed(line, "tif")
    yield "standard fax", Faxed(replace(line, lines=STANDARD), "tif")
    yield "scan", Scanned(Glass(skew=skew / 2, noise=2, shadow=15, seed=seed), "png")


@click.command()
@click.option("--papers", default=2, show_default=True, help="Copies of every form, quality and pen.")
@click.option("--wrong", is_flag=True, help="Also list what was believed and wrong.")
def main(papers: int, wrong: bool) -> None:
    """Measure and print a table."""
    with TemporaryDirectory() as place:
        asked = {name: _learn(Path(place), LAYOUTS[name]) for name in FORMS}
        knowing = PageReader(ReadOptions(forms=Path(place)))
        plain = PageReader(ReadOptions())
        tallies: dict[tuple[str, str, str], Tally] = {}
        for case in variants(11, papers):
            if case.document is None or case.document.papers[0].layout.name not in FORMS:
                continue
            filled = case.document.papers[0]
            for pen, kind in (("Helvetica", "typed"), ("hand:kalam", "by hand")):
                _measure(replace(filled, pen=pen), kind, asked[filled.layout.name], knowing, plain, tallies)
    _print(tallies, wrong)


def _learn(place: Path, layout: Layout) -> frozenset[str]:
    """Learn a blank and say which fields it has a place for."""
    learned = PageReader(ReadOptions(second=False)).learn(draw_blank(one_edition(layout)))
    folder = place / layout.name
    folder.mkdir()
    for name, content in files_of(learned).items():
        (folder / name).write_bytes(content)
    return frozenset(name for zone in learned.zones for name in fields_of(zone.field))


def _measure(
    filled: Filled,
    kind: str,
    asked: frozenset[str],
    knowing: PageReader,
    plain: PageReader,
    tallies: dict[tuple[str, str, str], Tally],
) -> None:
    said = filled.facts
    paper = replace(filled, layout=one_edition(filled.layout), facts=replace(said, stamped=False))
    engine = open_engine(ReadOptions())
    for quality, look in looks(Random(f"{said.patient.name}/{kind}")):
        document = Document((paper,), look)
        content, truth = document.content(), document.drawn().truths[0].fields
        (sheet,) = read_image(content, Limits())
        began = time.process_time()
        engine.recognise(sheet.gray, sheet.dpi, "eng")
        bare = time.process_time() - began
        for way, reader in (("known", knowing), ("unknown", plain)):
            tally = tallies.setdefault((quality, kind, way), Tally())
            began = time.process_time()
            reading = reader.read(content)
            tally.seconds += time.process_time() - began
            tally.bare += bare
            tally.pages += 1
            tally.known += reading.pages[0].known is not None
            context = Context(channel=Channel.FAX, received_on=said.received_on)
            fields = understand(reading, context).requests[0].fields
            for name, value in truth.items():
                if isinstance(value, str) and name in asked and name != "authorization.purpose":
                    tally.add(name, value, fields)


def _print(tallies: dict[tuple[str, str, str], Tally], wrong: bool) -> None:
    head = ("quality", "pen", "read as", "recognised", "exact", "believed", "wrong of those", "page passes")
    click.echo("{:13} {:8} {:8} {:>10} {:>7} {:>9} {:>15} {:>12}".format(*head))
    for (quality, kind, way), tally in sorted(tallies.items()):
        values = max(1, tally.values)
        cost = tally.seconds / tally.bare
        click.echo(
            f"{quality:13} {kind:8} {way:8} {tally.known:>4} of {tally.pages:<3} {tally.exact / values:>6.1%} "
            f"{tally.sure / values:>9.1%} {tally.sure_and_wrong:>7} of {tally.sure:<5} {cost:>12.2f}"
        )
        if wrong:
            click.echo("".join(f"    {each}\n" for each in tally.wrong), nl=False)


if __name__ == "__main__":
    main()
