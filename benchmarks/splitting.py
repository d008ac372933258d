"""How well faxes of several requests are taken apart: `python -m benchmarks.splitting [--digital] [NAME...]`.

Right is a batch whose requests each have their own pages and nobody else's. Mixed is the error that must not
happen: pages of two patients in one request, and nobody is asked.
"""

from dataclasses import dataclass
from datetime import date

import click

from fixtures.draw.batches import Batch, batches
from intake_daemon.model import Channel, Understanding
from parsers.options import Context, ReadOptions
from parsers.reading import PageReader
from parsers.understanding import understand


@dataclass(frozen=True)
class Score:
    """What became of one batch; `found` are the page numbers of the requests it was taken apart into."""

    right: bool
    mixed: bool
    doubted: bool
    found: tuple[tuple[int, ...], ...]


def judge(batch: Batch, understanding: Understanding) -> Score:
    """Compare with the truth."""
    truth = batch.pages()
    wanted = frozenset().union(*truth)
    found = tuple(request.pages for request in understanding.requests)
    of_requests = sorted(sorted(set(pages) & wanted) for pages in found if set(pages) & wanted)
    mixed = any(
        not request.doubts and sum(bool(set(request.pages) & pages) for pages in truth) > 1
        for request in understanding.requests
    )
    doubted = any(request.doubts for request in understanding.requests)
    return Score(of_requests == sorted(sorted(pages) for pages in truth), mixed, doubted, found)


def take_apart(content: bytes, reader: PageReader) -> Understanding:
    """Read a fax as the daemon would."""
    context = Context(channel=Channel.FAX, received_on=date(2026, 11, 16), facility_names=())
    return understand(reader.read(content), context)


@click.command(help=__doc__)
@click.argument("names", nargs=-1)
@click.option("--digital", is_flag=True, help="The pages as printed, without the fax: quicker.")
def main(names: tuple[str, ...], digital: bool) -> None:
    """Print a line for each batch and the sums."""
    reader = PageReader(ReadOptions())
    scores = []
    for batch in batches():
        if not names or batch.name in names:
            score = judge(batch, take_apart(batch.pdf() if digital else batch.faxed(), reader))
            scores.append(score)
            said = (
                "right" if score.right else "MIXED" if score.mixed else "asked" if score.doubted else "wrong"
            )
            click.echo(
                f"{batch.name:20} {said:6} {score.found} of {[sorted(pages) for pages in batch.pages()]}"
            )
    right, mixed = sum(score.right for score in scores), sum(score.mixed for score in scores)
    click.echo(f"{right} of {len(scores)} right, {mixed} mixed without a question")


if __name__ == "__main__":
    main()
