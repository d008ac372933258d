"""`intake-daemon report accounting`: the accounting of disclosures, for a patient or for some days."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.commands.queue import writing

if TYPE_CHECKING:
    from intake_daemon.pipeline.accounting import Accounting, Disclosure

DAY = click.DateTime(["%Y-%m-%d"])
PARTS = ("recipient", "address", "what", "purpose", "basis")
COLUMNS = ("request", "disclosed_on", "patient", *PARTS, "patient_from", *(f"{part}_from" for part in PARTS))


@click.command()
@click.option(
    "--patient",
    "who",
    metavar="NO|REF",
    help="Only this patient's: the record number, or one of the requests.",
)
@click.option("--from", "first", type=DAY, help="The first day; else six years back.")
@click.option("--to", "last", type=DAY, help="The last day; else today.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of a table.")
@json_option
@pass_app
def accounting(
    app: App,
    who: str | None,
    first: datetime | None,
    last: datetime | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Print the accounting of disclosures (45 CFR 164.528), at most six years back, with where each value comes from.

    It lists requests closed as fulfilled that the rules mark with `accounting: true`. It prints what stands on the
    papers, so mind who reads it; the audit keeps that you took it, and of which requests.

    Example:
      intake-daemon report accounting --patient R-7K2P-94QX --csv > accounting.csv
    """
    from intake_daemon.pipeline import accounting as work
    from intake_daemon.pipeline.services import utc_now

    if as_csv and as_json:
        raise click.UsageError("give either --csv or --json")
    zone = app.config.facility.zone
    begin, end = _days(first, last, utc_now().astimezone(zone).date())
    with writing(app) as session:
        requests = None if who is None else work.requests_of(session, who)
        if requests == ():
            raise click.UsageError("nobody is known by this record number or reference; see `queue list`")
        found = work.account(session, begin, end, zone, patient=requests)
        work.record_accounting(session, found, one_patient=who is not None, actor=app.actor)
    _print(found, as_csv=as_csv, as_json=as_json)


def _days(first: datetime | None, last: datetime | None, today: date) -> tuple[date, date]:
    from intake_daemon.pipeline.accounting import years_before

    end = last.date() if last else today
    earliest = years_before(today)
    begin = first.date() if first else max(earliest, years_before(end))
    if begin < earliest:
        raise click.UsageError(f"an accounting reaches back six years (45 CFR 164.528(a)), to {earliest}")
    if end < begin:
        raise click.UsageError("--to lies before --from")
    return begin, end


def _print(found: "Accounting", *, as_csv: bool, as_json: bool) -> None:
    from intake_daemon.pipeline.spreadsheet import write_table

    if as_json:
        print_json(found.model_dump(mode="json"))
    elif as_csv:
        write_table(sys.stdout, COLUMNS, (tuple(_cells(one)) for one in found.disclosures))
    else:
        click.echo(f"Disclosures from {found.first} to {found.last}: {len(found.disclosures)}")
        for one in found.disclosures:
            _print_one(one)
    if found.undecided:
        click.echo(
            f"Not listed: {', '.join(found.undecided)}. No rule said whether their release belongs here;"
            " decide that in a rule (accounting: true or false) before you hand this out.",
            err=True,
        )


def _print_one(one: "Disclosure") -> None:
    click.echo()
    click.secho(f"{one.on}  {one.reference}", bold=True)
    rows = [(part, getattr(one, part).value, getattr(one, part).source) for part in ("patient", *PARTS)]
    print_table(("", "VALUE", "FROM"), rows, empty="")


def _cells(one: "Disclosure") -> Iterator[str]:
    yield from (one.reference, str(one.on), one.patient.value)
    yield from (getattr(one, part).value for part in PARTS)
    yield from (getattr(one, part).source for part in ("patient", *PARTS))
