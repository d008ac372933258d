"""Referrals as they come out of a fax machine: drawn, sent, recognised and read."""

import pytest
from support.drawn_pages import TODAY
from support.typed_papers import TypedPaper, read_right, typed_papers, wrong

from fixtures.draw.fax import FaxLine
from fixtures.draw.typed import typed_fax
from intake_daemon.model import Channel, RequestDraft
from parsers.options import Context, ReadOptions
from parsers.reading import PageReader
from parsers.understanding import understand

TUNED, HELD_BACK = (
    [paper for paper in typed_papers("referrals", name) if paper.mail is None]
    for name in ("tuned", "held_back")
)
Read = list[tuple[TypedPaper, RequestDraft]]


@pytest.fixture(scope="module")
def faxed() -> dict[str, Read]:
    """Every paper through a fax machine and back, by the file it is in."""
    reader = PageReader(ReadOptions(second=False))
    context = Context(channel=Channel.FAX, received_on=TODAY)
    line = FaxLine(seed=3, skew=0.2, specks=40)
    return {
        name: [
            (paper, understand(reader.read(typed_fax(paper.pages, line)), context).requests[0])
            for paper in papers
        ]
        for name, papers in (("tuned", TUNED), ("held_back", HELD_BACK))
    }


@pytest.mark.parametrize(("name", "share"), [("tuned", 0.92), ("held_back", 0.85)])
def test_most_of_a_faxed_referral_is_read(faxed: dict[str, Read], name: str, share: float) -> None:
    said = sum(len(paper.says) for paper, _ in faxed[name])
    right = sum(len(read_right(paper, request)) for paper, request in faxed[name])

    assert right / said >= share


@pytest.mark.parametrize("name", ["tuned", "held_back"])
def test_hardly_anything_of_a_faxed_referral_is_surely_wrong(faxed: dict[str, Read], name: str) -> None:
    mistakes = [mistake for paper, request in faxed[name] for mistake in wrong(paper, request)]

    assert len(mistakes) <= 1
