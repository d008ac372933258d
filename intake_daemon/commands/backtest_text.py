"""A backtest as text for a person, in at most 100 columns."""

from itertools import islice
from textwrap import fill

import click

from intake_daemon.commands.backtest_report import Reported, notes, step_of, work_in_words
from intake_daemon.commands.output import WIDTH, heading, in_words, print_table
from intake_daemon.pipeline.backtest.outcome import Change
from intake_daemon.pipeline.backtest.run import Changed
from rules.difference_text import lines_of

FEW = 20  #: requests listed of each kind unless all are wanted
INDENT = " " * 13


def print_report(reported: Reported, *, everyone: bool) -> None:
    """Print what a backtest came to."""
    _print_sets(reported)
    _print_counts(reported)
    _print_table(reported)
    _print_changes(reported)
    _print_work(reported)
    for change, count in reported.shares():
        if count:
            _print_list(reported, change, count, everyone)


def _print_sets(reported: Reported) -> None:
    span = reported.span
    which = "first" if span.first else "last"
    click.secho(f"Requests received {span.since} to {span.until}, the {which} decision on each", bold=True)
    click.echo("before: by the rules in force; after: by the rules on trial")
    heading("What differs between the two")
    for line in lines_of(reported.difference):
        click.echo(fill(line, WIDTH, subsequent_indent=" " * 8))
    if reported.matching_note:
        _say(reported.matching_note)


def _print_counts(reported: Reported) -> None:
    tally = reported.tally
    heading("What was replayed")
    if not reported.complete:
        click.secho(
            f"Interrupted after {tally.seen + tally.lost:,} of {reported.expected:,} requests.", bold=True
        )
    _say(f"{tally.replayed:,} requests replayed, {tally.changed:,} of them would come out otherwise.")
    for sentence in reported.apart():
        _say(sentence)
    for sentence in notes(reported):
        _say(sentence)


def _print_table(reported: Reported) -> None:
    before, after = reported.decisions()
    heading("Decision before (down) and after (across)")
    rows = [(str(was), *(f"{reported.tally.table[was, would]:,}" for would in after)) for was in before]
    print_table(("", *(str(would) for would in after)), rows, empty="Nothing was replayed.")


def _print_changes(reported: Reported) -> None:
    heading("What would come out otherwise")
    for change, count in reported.shares():
        click.echo(f"  {change:<24} {count:>7,}")
    if reported.tally.rules:
        heading("By what is responsible")
        rows = [(rule, f"{count:,}") for rule, count in reported.tally.rules.most_common()]
        print_table(("RULE OR FIGURE", "REQUESTS"), rows, empty="")


def _print_work(reported: Reported) -> None:
    heading("What it means for people")
    for sentence in work_in_words(reported):
        _say(sentence)


def _print_list(reported: Reported, change: Change, count: int, everyone: bool) -> None:
    heading(f"{str(change).capitalize()} ({count:,})")
    wanted = count if everyone else FEW
    for one in islice(reported.test.changed(change), wanted):
        _print_request(one)
    if count > wanted:
        click.echo(f"and {count - wanted:,} more: --all lists them, --csv FILE writes them")


def _print_request(one: Changed) -> None:
    about = f"{one.reference}  {one.received_on}  {in_words(one.kind)}: {step_of(one)}"
    click.echo(fill(about, WIDTH, subsequent_indent=INDENT, break_on_hyphens=False))
    if one.rules:
        by = f"{INDENT}by {', '.join(one.rules)}"
        click.echo(fill(by, WIDTH, subsequent_indent=INDENT, break_on_hyphens=False))


def _say(sentence: str) -> None:
    click.echo(fill(sentence, WIDTH, subsequent_indent="  "))
