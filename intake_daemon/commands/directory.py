"""`intake-daemon directory`: the requestors we have verified, and where they may be written to."""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.commands.queue import writing
from intake_daemon.errors import IntakeError
from intake_daemon.pipeline.words import REQUESTOR_KINDS

NAMES = (
    "id",
    "kind",
    "organization",
    "name",
    "phone",
    "fax",
    "email",
    "verified_by",
    "verified_at",
    "active",
)


@click.group()
def directory() -> None:
    """Look after verified requestors. What stands here is proof: messages go to these addresses by themselves.

    Example:
      intake-daemon directory list
    """


@directory.command("list")
@click.option("--all", "inactive_too", is_flag=True, help="Those taken out of use as well.")
@json_option
@pass_app
def list_entries(app: App, inactive_too: bool, as_json: bool) -> None:
    """List them by organization.

    Example:
      intake-daemon directory list --json
    """
    from intake_daemon.pipeline.verified import entries
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        found = entries(session, inactive_too=inactive_too)
    if as_json:
        print_json([{name: getattr(row, name) for name in NAMES} for row in found])
        return
    columns = ("NO", "KIND", "ORGANIZATION", "NAME", "PHONE", "FAX", "EMAIL", "VERIFIED BY")
    rows = [
        (row.id, row.kind, row.organization, row.name, row.phone, row.fax, row.email, row.verified_by)
        for row in found
    ]
    print_table(columns, rows, empty="The directory is empty.")


@directory.command()
@click.option("--kind", type=click.Choice(REQUESTOR_KINDS), required=True, help="Who they are.")
@click.option("--organization", default="", help="Its name as it stands on its letters.")
@click.option("--name", default="", help="A person's name.")
@click.option("--phone", default="", help="Telephone; ten digits are a number of the United States.")
@click.option("--fax", default="", help="Fax number.")
@click.option("--email", default="", help="The address messages may be sent to.")
@pass_app
def add(app: App, /, **values: str) -> None:
    """Add a requestor you have verified, for example by calling the number on their official site.

    Example:
      intake-daemon directory add --kind attorney --organization "Hale LLP" --fax 614-555-0150
    """
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.pipeline.verified import add as put_in
    from intake_daemon.pipeline.verified import entry_of

    with writing(app) as session:
        row = put_in(session, entry_of(values), actor=app.actor, at=utc_now())
    click.echo(f"Entry {row.id} added.")


@directory.command()
@click.argument("number", metavar="NO", type=int)
@pass_app
def remove(app: App, number: int) -> None:
    """Take an entry out of use.

    Example:
      intake-daemon directory remove 4
    """
    from intake_daemon.pipeline.verified import remove as take_out

    with writing(app) as session:
        take_out(session, number, actor=app.actor)
    click.echo(f"Entry {number} is out of use.")


@directory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@pass_app
def import_file(app: App, file: Path) -> None:
    """Add all requestors of a CSV file, or none when there is a mistake in it. Importing means you verified them.

    The first line names the columns: kind, organization, name, phone, fax, email.

    Example:
      intake-daemon directory import verified.csv
    """
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.pipeline.verified import add_all

    with writing(app) as session:
        added, known = add_all(session, _lines(file), actor=app.actor, at=utc_now())
    click.echo(f"{added} added, {known} were there already.")


def _lines(file: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    from intake_daemon.pipeline.refusal import RefusedError
    from intake_daemon.pipeline.verified import COLUMNS

    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            table = csv.DictReader(text, restkey="more")
            unknown = set(table.fieldnames or ()) - set(COLUMNS)
            if unknown or not table.fieldnames:
                raise RefusedError(f"{file}: the first line must name columns out of {', '.join(COLUMNS)}")
            for row in table:
                yield table.line_num, {name: row[name] or "" for name in table.fieldnames}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise IntakeError(f"{file}: cannot be read as CSV in UTF-8: {error}") from error


@directory.command("export")
@pass_app
def export_file(app: App) -> None:
    """Write the directory as CSV, in the form that `import` reads.

    Example:
      intake-daemon directory export > verified.csv
    """
    from intake_daemon.pipeline.verified import COLUMNS, entries
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        found = entries(session)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([getattr(row, name) for name in COLUMNS] for row in found)
