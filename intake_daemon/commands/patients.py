"""`intake-daemon patients`: the clinic's own patients, if it keeps them here, and whose a request is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.commands.progress import ticking
from intake_daemon.commands.queue import writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from intake_daemon.pipeline.patient_import import Tally
    from intake_daemon.store.patients import ClinicPatientRow

COLUMNS = ("RECORD NO", "LAST", "FIRST", "MIDDLE", "BORN", "OTHER NAMES", "REMARKS")
WIDE = ("LAST", "FIRST", "OTHER NAMES", "REMARKS")


@click.group()
def patients() -> None:
    """Look after the clinic's own list of patients, by which requests are tied to charts. It is optional.

    Example:
      intake-daemon patients list
    """


def _mapping(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """The headings that a person explained, such as "DOB=dob"."""
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise click.BadParameter(f"{wrong[0]} is not of the form HEADING=NAME")
    parted = (text.partition("=") for text in given)
    return {" ".join(heading.split()): name.strip() for heading, _, name in parted}


@patients.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="HEADING=NAME",
    callback=_mapping,
    help='What a column of the file is: --map "Birth=dob". "Notes=" passes one over.',
)
@click.option("--dry-run", is_flag=True, help="Only say what would be added, changed and removed.")
@click.option("--replace", is_flag=True, help="The file is the whole list: remove who is not in it.")
@pass_app
def import_file(app: App, file: Path, mapping: "Mapping[str, str]", dry_run: bool, replace: bool) -> None:
    """Add and change all patients of a CSV file, or none when there is a mistake in it.

    Open requests are then looked at again. docs/patients.md explains the columns.

    Example:
      intake-daemon patients import patients.csv --map "DOB=dob" --dry-run
    """
    from intake_daemon.pipeline.patient_import import record_import, survey, take_over
    from intake_daemon.pipeline.patient_tie import tie_open_requests
    from intake_daemon.store.database import reading, transaction
    from intake_daemon.store.trial import trial

    services = app.services
    columns = _columns(file, mapping)
    today = services.local_day(services.clock())
    with reading(services.engine) as session, ticking("lines checked", None) as tick:
        of = survey(session, file, columns, today=today, beat=tick)
    opened = trial if dry_run else transaction
    with opened(services.engine) as session, ticking("patients", of.count) as tick:
        secret = services.match_key
        tally = take_over(session, secret, of, replace=replace, write=not dry_run, beat=tick)
        if not dry_run:
            record_import(session, tally, actor=app.actor)
            looked = tie_open_requests(session, services)
    click.echo(_said(tally, dry_run=dry_run))
    if not dry_run:
        click.echo(f"{looked} open requests were looked at again.")


def _columns(file: Path, mapping: "Mapping[str, str]") -> dict[str, str]:
    from intake_daemon.pipeline.patient_entry import columns_of
    from intake_daemon.pipeline.refusal import RefusedError
    from intake_daemon.pipeline.spreadsheet import heading

    names = heading(file)
    try:
        columns = columns_of(names, mapping)
    except RefusedError as error:
        raise RefusedError(f"{file}: {error}") from error
    passed_over = [name for name in names if name and name not in columns]
    if passed_over:
        click.echo(f"Passed over: {', '.join(passed_over)}.", err=True)
    return columns


def _said(tally: "Tally", *, dry_run: bool) -> str:
    words = f"{tally.added} added, {tally.changed} changed, {tally.removed} removed, {tally.same} unchanged."
    return f"{words} (dry run)" if dry_run else words


@patients.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map", "mapping", multiple=True, metavar="HEADING=NAME", callback=_mapping, help="As for `import`."
)
@json_option
@pass_app
def doubles(app: App, file: Path, mapping: "Mapping[str, str]", as_json: bool) -> None:
    """Say who stands in a CSV file twice, or may: charts to be merged in the clinic's own system.

    Example:
      intake-daemon patients doubles patients.csv
    """
    from intake_daemon.commands.patient_doubles import doubles_in

    found = doubles_in(app, file, _columns(file, mapping))
    if as_json:
        print_json(found)
        return
    rows = [(one["lines"], one["mrns"], one["sure"], "\n".join(one["because"])) for one in found]
    print_table(("LINES", "RECORD NOS", "SURE", "BECAUSE"), rows, empty="Nobody stands there twice.")


@patients.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@json_option
@pass_app
def list_patients(app: App, limit: int, as_json: bool) -> None:
    """List the clinic's patients by name.

    Example:
      intake-daemon patients list --limit 20
    """
    from intake_daemon.pipeline.patient_import import count_patients
    from intake_daemon.store.database import reading
    from intake_daemon.store.patients import by_name

    with reading(app.store) as session:
        found, count = by_name(session, limit=limit), count_patients(session)
    if as_json:
        print_json([as_document(row) for row in found])
        return
    print_table(COLUMNS, map(_row, found), empty="The clinic keeps no patients here.", wide=WIDE)
    if count > len(found):
        click.echo(f"{len(found)} of {count} patients.")


def _row(row: "ClinicPatientRow") -> tuple[object, ...]:
    merged = f"merged into {row.merged_into}" if row.merged_into else ""
    died = f"died {row.deceased_on}" if row.deceased_on else ""
    remarks = ", ".join(filter(None, (merged, died)))
    last = f"{row.last} {row.suffix}".strip()
    return row.mrn, last, row.first, row.middle, row.dob, row.other_names, remarks


def as_document(row: "ClinicPatientRow") -> dict[str, object]:
    """A patient, for scripts."""
    from intake_daemon.pipeline.patient_entry import NAMES

    return {name: getattr(row, name) for name in NAMES}


@patients.command()
@click.argument("text", metavar="TEXT|REF")
@json_option
@pass_app
def find(app: App, text: str, as_json: bool) -> None:
    """Find a patient by record number or by name and birth date, or say whose a stored request is and why.

    Example:
      intake-daemon patients find "Walter Kowalczyk 1957-03-14"
    """
    from intake_daemon.commands.patient_find import find_and_print

    find_and_print(app, text, as_json=as_json)


@patients.command("export")
@pass_app
def export_file(app: App) -> None:
    """Write the list as CSV, in the form that `import` reads; no cell is a formula to a spreadsheet.

    Example:
      intake-daemon patients export > patients.csv
    """
    from intake_daemon.pipeline.patient_entry import NAMES, cells_of
    from intake_daemon.pipeline.patient_import import record_export
    from intake_daemon.pipeline.spreadsheet import write_table
    from intake_daemon.store.patients import all_patients

    with writing(app) as session:
        record_export(session, actor=app.actor)
        write_table(sys.stdout, NAMES, map(cells_of, all_patients(session)))


@patients.command()
@click.argument("numbers", metavar="[RECORD NO]...", nargs=-1)
@click.option("--all", "everybody", is_flag=True, help="Remove the whole list.")
@click.option("--yes", is_flag=True, help="Do not ask whether you mean it.")
@pass_app
def remove(app: App, numbers: tuple[str, ...], everybody: bool, yes: bool) -> None:
    """Remove patients from the list. What the daemon tied to them is tied no more; what people said stays.

    Example:
      intake-daemon patients remove --all
    """
    from intake_daemon.pipeline.patient_import import record_removal
    from intake_daemon.pipeline.patient_import import remove as take_out

    if everybody == bool(numbers):
        raise click.UsageError("give record numbers, or --all for everybody")
    if everybody and not yes:
        click.confirm("Remove the clinic's whole list of patients?", abort=True)
    with writing(app) as session:
        count = take_out(session, app.secret, _ids(session, numbers, everybody=everybody))
        record_removal(session, count, actor=app.actor)
    click.echo(f"{count} removed.")


def _ids(session: "Session", numbers: tuple[str, ...], *, everybody: bool) -> list[int]:
    from intake_daemon.pipeline.patient_index import by_mrn
    from intake_daemon.store.patients import all_patients

    if everybody:
        return [row.id for row in all_patients(session)]
    found = [(number, by_mrn(session, number)) for number in numbers]
    missing = [number for number, row in found if row is None]
    if missing:
        raise click.UsageError(f"there is no patient with the record number {missing[0]}")
    return [row.id for _, row in found if row is not None]


@patients.command()
@click.argument("reference", metavar="REF")
@click.argument("mrn", metavar="RECORD NO")
@pass_app
def tie(app: App, reference: str, mrn: str) -> None:
    """Say that a request is about this patient. It stands, whatever the daemon would find.

    Example:
      intake-daemon patients tie R-7K2P-94QX 7714402
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.patient_tie import tie as say
    from intake_daemon.pipeline.services import utc_now

    with writing(app) as session:
        request = the_request(session, reference)
        number = say(session, request, mrn, actor=app.actor, at=utc_now())
    click.echo(f"{request.reference} is about patient {number}.")


@patients.command()
@click.argument("reference", metavar="REF")
@pass_app
def untie(app: App, reference: str) -> None:
    """Say that a request is about none of the patients found for it. It stands, whatever the daemon would find.

    Example:
      intake-daemon patients untie R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.patient_tie import untie as say
    from intake_daemon.pipeline.services import utc_now

    with writing(app) as session:
        request = the_request(session, reference)
        say(session, request, actor=app.actor, at=utc_now())
    click.echo(f"{request.reference} is tied to no patient.")


@patients.command()
@click.argument("reference", metavar="REF")
@pass_app
def rematch(app: App, reference: str) -> None:
    """Take back what a person said of a request's patient, and let the daemon look once more.

    Example:
      intake-daemon patients rematch R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.commands.patient_find import tie_in_words
    from intake_daemon.pipeline.patient_tie import look_again
    from intake_daemon.store.database import transaction
    from intake_daemon.store.patients import tie_of

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        look_again(session, services, request, actor=app.actor)
        found = tie_of(session, request.id)
    click.echo(f"{request.reference}: {tie_in_words(found)}")
