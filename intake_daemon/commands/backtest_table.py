"""The differing requests of a backtest as CSV for a spreadsheet, and a backtest as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from intake_daemon.commands.backtest_report import Reported
from intake_daemon.commands.output import in_words
from intake_daemon.pipeline.backtest.outcome import Outcome
from intake_daemon.pipeline.backtest.replay import Apart
from intake_daemon.pipeline.backtest.run import Changed
from intake_daemon.pipeline.spreadsheet import PARTING, write_table

COLUMNS = (
    "reference",
    "kind",
    "received on",
    "judged as of",
    "counted",
    "changes",
    "responsible",
    "decision before",
    "decision after",
    "queue before",
    "queue after",
    "due before",
    "due after",
    "priority before",
    "priority after",
    "asks before",
    "asks after",
    "findings before",
    "findings after",
)


def write_csv(reported: Reported, path: Path) -> None:
    """Write every differing request. The mark at the beginning lets spreadsheet programs see that it is UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_table(file, COLUMNS, _rows(reported))


def _rows(reported: Reported) -> Iterator[list[str]]:
    for apart in (False, True):
        for one in reported.test.changed(apart=apart):
            yield [*_about(one), *_beside(one.before, one.after)]


def _about(one: Changed) -> tuple[str, ...]:
    return (
        one.reference,
        in_words(one.kind),
        one.received_on.isoformat(),
        one.decided_on.isoformat(),
        _counted(one.apart),
        PARTING.join(one.changes),
        PARTING.join(one.rules),
    )


def _counted(apart: Apart | None) -> str:
    return str(apart) if apart else "yes"


def _beside(before: Outcome, after: Outcome) -> Iterator[str]:
    for old, new in zip(_cells(before), _cells(after), strict=True):
        yield from (old, new)


def _cells(of: Outcome) -> tuple[str, ...]:
    return (
        str(of.decision),
        of.queue or "",
        of.due_on.isoformat() if of.due_on else "",
        str(of.priority),
        PARTING.join(of.asks),
        PARTING.join(f"{found.rule} ({found.effect})" for found in of.findings),
    )


def print_document(reported: Reported) -> None:
    """Print one JSON document; the requests in it are written one after the other, however many there are."""
    head = json.dumps(_summary(reported), ensure_ascii=False, indent=2)
    click.echo(head.removesuffix("\n}") + ',\n  "requests": [', nl=False)
    _print_requests(reported)
    click.echo("\n  ]\n}")


def _print_requests(reported: Reported) -> None:
    parting = "\n    "
    for apart in (False, True):
        for one in reported.test.changed(apart=apart):
            click.echo(parting + one.model_dump_json(), nl=False)
            parting = ",\n    "


def _summary(reported: Reported) -> dict[str, object]:
    tally, span = reported.tally, reported.span
    weekly = reported.reviews_a_week
    return {
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "decision": "first" if span.first else "last",
        "complete": reported.complete,
        "expected": reported.expected,
        "sets": reported.difference.model_dump(mode="json"),
        "matching_replayed": False,
        "replayed": tally.replayed,
        "differ": tally.changed,
        "rebuilt": tally.rebuilt,
        "lost": tally.lost,
        "decided_otherwise_then": tally.otherwise,
        "apart": [
            {"why": str(why), "requests": count, "differ": tally.apart_changed[why]}
            for why, count in sorted(tally.apart.items())
        ],
        "table": [
            {"before": str(was), "after": str(would), "requests": count}
            for (was, would), count in sorted(tally.table.items())
        ],
        "changes": {str(change): count for change, count in reported.shares()},
        "responsible": dict(tally.rules.most_common()),
        "work": {"before": asdict(tally.before), "after": asdict(tally.after)},
        "reviews_a_week": {"before": round(weekly[0], 2), "after": round(weekly[1], 2)} if weekly else None,
    }
