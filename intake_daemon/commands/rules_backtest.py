"""`rules backtest`: what edited rules would have made of past requests; nothing is touched."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option
from intake_daemon.commands.rules_sets import sides_of, trial_option

if TYPE_CHECKING:
    from intake_daemon.commands.backtest_report import Reported
    from intake_daemon.pipeline.backtest.replay import Span

DAY = click.DateTime(["%Y-%m-%d"])
WRITTEN = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.option(
    "--since", type=DAY, required=True, metavar="DATE", help="Requests received on this day or later."
)
@click.option("--until", type=DAY, metavar="DATE", help="Requests received up to this day; left out: today.")
@trial_option
@click.option(
    "--first", is_flag=True, help="What was known when each request came in, not what was known last."
)
@click.option("--html", type=WRITTEN, metavar="FILE", help="Also write a page to print or to keep.")
@click.option(
    "--csv", type=WRITTEN, metavar="FILE", help="Also write every differing request, for a spreadsheet."
)
@click.option(
    "--all", "everyone", is_flag=True, help="List every differing request, not the first of each kind."
)
@json_option
@pass_app
def backtest(
    app: App,
    since: datetime,
    until: datetime | None,
    folder: Path | None,
    first: bool,
    html: Path | None,
    csv: Path | None,
    everyone: bool,
    as_json: bool,
) -> None:
    """Say what edited rules would have made of past requests. Reads the store and changes nothing in it.

    Each request is judged twice on the facts and the day of its decision: by the rules in force and by those in
    DIR. Who asks, whom a paper resembles and what was read are taken as they were then. Requests are named by
    reference, never by anything that stands on the paper. Ctrl-C prints what was done so far, exit status 1.

    Example:
      intake-daemon rules backtest --since 2026-10-01 --rules ./edited --html backtest.html
    """
    span = _span(app, since.date(), until.date() if until else None, first=first)
    with _replayed(app, span, folder) as reported:
        _write(reported, html, csv)
        _print(reported, as_json=as_json, everyone=everyone)
    sys.exit(0 if reported.complete else 1)


def _span(app: App, since: date, until: date | None, *, first: bool) -> "Span":
    from intake_daemon.pipeline.backtest.replay import Span

    zone = app.config.facility.zone
    until = until or datetime.now(zone).date()
    if until < since:
        raise click.UsageError(f"--until {until} lies before --since {since}")
    return Span(since, until, zone, first=first)


@contextmanager
def _replayed(app: App, span: "Span", folder: Path | None) -> "Iterator[Reported]":
    """Replay everything of a span, with a bar on a terminal, until somebody presses Ctrl-C."""
    from intake_daemon.commands.backtest_report import Reported
    from intake_daemon.commands.interrupted import stop_on_interrupt
    from intake_daemon.commands.progress import ticking
    from intake_daemon.pipeline.backtest.rebuilt import Rebuilder
    from intake_daemon.pipeline.backtest.replay import how_many, replays
    from intake_daemon.pipeline.backtest.run import Backtest
    from intake_daemon.pipeline.looking import looking
    from intake_daemon.store.looking import only_looking

    with only_looking(app.store) as session, Backtest(sides_of(app, folder)) as test:
        rebuild = Rebuilder(looking(app.config, app.store, test.sides.before))
        expected = how_many(session, span)
        with ticking("requests", expected) as tick, stop_on_interrupt() as stopped:
            complete = test.run(replays(session, span, rebuild), tick, stopped)
        yield Reported(span, test, complete, expected)


def _write(reported: "Reported", html: Path | None, csv: Path | None) -> None:
    from intake_daemon.commands.backtest_page import write_page
    from intake_daemon.commands.backtest_table import write_csv

    for path, write in ((html, write_page), (csv, write_csv)):
        if path:
            write(reported, path)
            click.echo(f"written: {path}", err=True)


def _print(reported: "Reported", *, as_json: bool, everyone: bool) -> None:
    if as_json:
        from intake_daemon.commands.backtest_table import print_document

        print_document(reported)
        return
    from intake_daemon.commands.backtest_text import print_report

    print_report(reported, everyone=everyone)
