"""A backtest as one page of HTML: nothing loaded from elsewhere, no script, good to print and to read aloud."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from intake_daemon.commands.backtest_report import Reported, notes, step_of, work_in_words
from intake_daemon.commands.output import in_words
from intake_daemon.pipeline.backtest.outcome import Change
from intake_daemon.pipeline.backtest.run import Changed

MOST = 500  #: requests listed of each kind; a page with more is not read any more


class Listed(NamedTuple):
    """The requests that differ in one way."""

    anchor: str
    change: Change
    requests: int
    left_out: int
    rows: Iterator[Changed]


def write_page(reported: Reported, path: Path) -> None:
    """Write the page, piece by piece."""
    environment = Environment(
        loader=PackageLoader("intake_daemon.commands", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("backtest.html")
    with path.open("w", encoding="utf-8") as file:
        file.writelines(template.generate(**_facts(reported)))


def _facts(reported: Reported) -> dict[str, object]:
    before, after = reported.decisions()
    tally = reported.tally
    return {
        "span": reported.span,
        "made_at": datetime.now(UTC).astimezone(reported.span.zone),
        "difference": reported.difference,
        "matching_note": reported.matching_note,
        "tally": tally,
        "complete": reported.complete,
        "expected": reported.expected,
        "sentences": [*reported.apart(), *notes(reported)],
        "before": before,
        "after": after,
        "shares": [(_anchor(change), change, count) for change, count in reported.shares()],
        "responsible": tally.rules.most_common(),
        "work": list(work_in_words(reported)),
        "lists": _lists(reported),
        "step_of": step_of,
        "in_words": in_words,
    }


def _lists(reported: Reported) -> Iterator[Listed]:
    """One list after the other; each must be read to its end before the next."""
    for change, count in reported.shares():
        if count:
            rows = islice(reported.test.changed(change), MOST)
            yield Listed(_anchor(change), change, count, max(0, count - MOST), rows)


def _anchor(change: Change) -> str:
    return str(change).replace(" ", "-")
