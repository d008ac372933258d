"""`intake-daemon directory`: the requestors we have verified, and where they may be written to."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.commands.progress import ticking
from intake_daemon.commands.queue import writing
from intake_daemon.pipeline.words import REQUESTOR_KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from click.decorators import FC

    from intake_daemon.pipeline.directory_import import Plan
    from intake_daemon.pipeline.requestor_entry import Verification
    from intake_daemon.store.directory import DirectoryRow


@click.group()
def directory() -> None:
    """Look after verified requestors. What stands here is proof: messages go to these addresses by themselves.

    Example:
      intake-daemon directory list
    """


@directory.command("list")
@click.option("--all", "inactive_too", is_flag=True, help="Those taken out of use as well.")
@click.option(
    "--stale", is_flag=True, help="Only those whose verification is older than the configuration allows."
)
@json_option
@pass_app
def list_entries(app: App, inactive_too: bool, stale: bool, as_json: bool) -> None:
    """List them by organization.

    Example:
      intake-daemon directory list --stale
    """
    from intake_daemon.pipeline.verified import entries
    from intake_daemon.store.database import reading

    before = _stale_before(app) if stale else None
    with reading(app.store) as session:
        found = entries(session, inactive_too=inactive_too, verified_before=before)
    if stale and before is None:
        found = []
    if as_json:
        print_json([as_document(row) for row in found])
        return
    columns = ("NO", "KIND", "NAMES", "NUMBERS AND ADDRESSES", "VERIFIED")
    print_table(columns, [_row(row) for row in found], empty="The directory is empty.", wide=columns[2:])


def _stale_before(app: App) -> "datetime | None":
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.pipeline.verified import stale_before

    return stale_before(utc_now(), app.config.directory.verify_again_days)


def _row(row: "DirectoryRow") -> tuple[object, ...]:
    from intake_daemon.store.directory import ADDRESSES, DetailKind

    names = (row.organization, *row.values(DetailKind.OTHER_NAME), *row.values(DetailKind.PERSON))
    addresses = [
        f"{detail.kind} {detail.value}{' (shared)' if detail.shared else ''}"
        for detail in row.details
        if detail.kind in ADDRESSES
    ]
    verified = f"{row.verified_at.date()} {row.verified_by}"
    return row.id, row.kind, "\n".join(filter(None, names)), "\n".join(addresses), verified


def as_document(row: "DirectoryRow") -> dict[str, object]:
    """An entry, for scripts. `name`, `phone`, `fax` and `email` are the first of each."""
    from intake_daemon.pipeline.requestor_entry import entry_of_row

    entry = entry_of_row(row)
    first = {"name": entry.people, "phone": entry.phones, "fax": entry.faxes, "email": entry.emails}
    names = ("id", "verified_by", "verified_at", "verified_how", "active")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: next(iter(values), "") for name, values in first.items()},
        **entry.model_dump(),
    }


VALUES = (
    click.option("--organization", help="Its name as it stands on its letters."),
    click.option(
        "--other-name", "other_names", multiple=True, help="Another name of it, or an abbreviation."
    ),
    click.option("--name", "people", multiple=True, help="A person's name."),
    click.option(
        "--phone", "phones", multiple=True, help="Telephone; ten digits are a number of the United States."
    ),
    click.option("--fax", "faxes", multiple=True, help="Fax number."),
    click.option("--email", "emails", multiple=True, help="Mail address; the first one is written to."),
    click.option(
        "--domain", "domains", multiple=True, help="Domain of its mail addresses, if nobody else has it."
    ),
    click.option("--shared", multiple=True, help="A number or address given above that others use as well."),
    click.option("--note", help="Anything the next person should know."),
    click.option("--how", default="", help="How you verified it."),
)


def values_options(command: "FC") -> "FC":
    """The options that say who they are and where they are reached; each may be given several times."""
    for option in reversed(VALUES):
        command = option(command)
    return command


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, ())}


def _verified(app: App, how: str) -> "Verification":
    from intake_daemon.pipeline.requestor_entry import Verification
    from intake_daemon.pipeline.services import utc_now

    return Verification(by=app.actor, at=utc_now(), how=how)


@directory.command()
@click.option("--kind", type=click.Choice(REQUESTOR_KINDS), required=True, help="Who they are.")
@values_options
@pass_app
def add(app: App, /, how: str, **values: object) -> None:
    """Add a requestor you have verified, for example by calling the number on their official site.

    Example:
      intake-daemon directory add --kind attorney --organization "Hale LLP" --fax 614-555-0150
    """
    from intake_daemon.pipeline.requestor_entry import entry_of
    from intake_daemon.pipeline.verified import add as put_in

    with writing(app) as session:
        entry = entry_of(_given(values))
        row = put_in(session, app.secret, entry, _verified(app, how), actor=app.actor)
    click.echo(f"Entry {row.id} added.")


@directory.command()
@click.argument("number", metavar="NO", type=int)
@click.option("--kind", type=click.Choice(REQUESTOR_KINDS), help="Who they are.")
@values_options
@pass_app
def change(app: App, /, number: int, how: str, **values: object) -> None:
    """Change an entry, having verified what you change. What is given replaces all that was there of it.

    An empty value takes away: --fax "" leaves no fax number.

    Example:
      intake-daemon directory change 4 --fax 614-555-0151 --fax 614-555-0152
    """
    from intake_daemon.pipeline.requestor_entry import Entry, entry_of, entry_of_row
    from intake_daemon.pipeline.verified import change as alter
    from intake_daemon.pipeline.verified import the_entry

    given = _given(values)
    if not given:
        raise click.UsageError("nothing to change; `directory verify` says that it was verified as it stands")
    with writing(app) as session:
        stored = entry_of_row(the_entry(session, number))
        entry = entry_of({**{name: getattr(stored, name) for name in Entry.model_fields}, **given})
        changed = alter(session, app.secret, number, entry, _verified(app, how), actor=app.actor)
    words = ", ".join(name.replace("_", " ") for name in changed)
    click.echo(f"Entry {number}: {words or 'nothing'} changed.")


@directory.command()
@click.argument("number", metavar="NO", type=int)
@click.option("--how", default="", help="How you verified it.")
@pass_app
def verify(app: App, number: int, how: str) -> None:
    """Say that you have verified an entry once more, just as it stands.

    Example:
      intake-daemon directory verify 4 --how "called the number on their site"
    """
    from intake_daemon.pipeline.verified import verify as sign

    with writing(app) as session:
        sign(session, number, _verified(app, how), actor=app.actor)
    click.echo(f"Entry {number} is verified as of today.")


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
        take_out(session, app.secret, number, actor=app.actor)
    click.echo(f"Entry {number} is out of use.")


@directory.command()
@click.argument("text", metavar="TEXT|REF")
@json_option
@pass_app
def find(app: App, text: str, as_json: bool) -> None:
    """Say what the daemon finds in the directory for a name, number or mail address, or for a stored request.

    Example:
      intake-daemon directory find R-7K2P-94QX
    """
    from intake_daemon.commands.directory_find import find_and_print

    find_and_print(app, app.secret, text, as_json=as_json)


@directory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be added, changed and removed.")
@click.option("--replace", is_flag=True, help="The file is the whole directory: take out what is not in it.")
@pass_app
def import_file(app: App, file: Path, dry_run: bool, replace: bool) -> None:
    """Add and change all requestors of a CSV file, or none when there is a mistake in it.

    Importing means that you verified them, unless the file says who did. The first line names the columns;
    docs/directory.md explains them.

    Example:
      intake-daemon directory import verified.csv --dry-run
    """
    from intake_daemon.pipeline.directory_import import carry_out, check_heading, make_plan
    from intake_daemon.pipeline.refusal import RefusedError
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.pipeline.spreadsheet import heading, lines
    from intake_daemon.store.database import reading

    try:
        check_heading(heading(file))
    except RefusedError as error:
        raise RefusedError(f"{file}: {error}") from error
    with reading(app.store) if dry_run else writing(app) as session:
        plan = make_plan(session, lines(file), replace=replace, actor=app.actor, now=utc_now())
        if not dry_run:
            steps = carry_out(session, app.secret, plan, actor=app.actor)
            with ticking("entries", len(plan.added) + len(plan.changed) + len(plan.removed)) as tick:
                for _ in steps:
                    tick()
        _say(plan, dry_run=dry_run)


def _say(plan: "Plan", *, dry_run: bool) -> None:
    if dry_run:
        for row in plan.removed:
            click.echo(f"would be removed: entry {row.id}")
        for step in plan.changed:
            what = ", ".join(name.replace("_", " ") for name in step.changes)
            click.echo(f"would be changed: entry {step.row.id if step.row else ''}, line {step.line}: {what}")
        for step in plan.added:
            click.echo(f"would be added: line {step.line}")
    changed, removed = (f"{len(plan.changed)} changed, ", f"{len(plan.removed)} removed, ")
    middle = f"{changed if plan.changed else ''}{removed if plan.removed else ''}"
    click.echo(
        f"{len(plan.added)} added, {middle}{plan.same} were there already.{' (dry run)' if dry_run else ''}"
    )


@directory.command("export")
@pass_app
def export_file(app: App) -> None:
    """Write the directory as CSV, in the form that `import` reads; no cell is a formula to a spreadsheet.

    Example:
      intake-daemon directory export > verified.csv
    """
    from intake_daemon.pipeline.requestor_entry import COLUMNS, cells_of_row
    from intake_daemon.pipeline.spreadsheet import write_table
    from intake_daemon.pipeline.verified import entries
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        found = entries(session)
    write_table(sys.stdout, [column.name for column in COLUMNS], map(cells_of_row, found))
