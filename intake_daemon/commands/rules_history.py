"""`rules history`: which sets of rules there were, whose, since when, and what each changed."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import (
    heading,
    in_words,
    json_option,
    print_json,
    print_pairs,
    print_table,
    printable,
)

if TYPE_CHECKING:
    from intake_daemon.pipeline.rule_sets.past import PastChange
    from rules.difference import Difference

COLUMNS = ("VERSION", "SINCE", "STATE", "BY", "APPROVED", "DECISIONS", "WHAT AND WHY")
WIDE = ("BY", "APPROVED", "WHAT AND WHY")
SHORT = 12


@click.command()
@click.argument("version", required=False)
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the files of VERSION into a new folder.",
)
@json_option
@pass_app
def history(app: App, version: str | None, folder: Path | None, as_json: bool) -> None:
    """Show the sets of rules so far, the newest first: whose, since when, how many decisions; refused ones too.

    With VERSION, its first letters: all about that one, its mistakes included. Nothing is ever removed.

    Example:
      intake-daemon rules history 3f9ac1 --export ./as-it-was
    """
    from intake_daemon.pipeline.rule_sets.loading import version_named
    from intake_daemon.pipeline.rule_sets.past import past_changes
    from intake_daemon.store.database import reading

    if folder and not version:
        raise click.UsageError("--export needs a VERSION")
    with reading(app.store) as session:
        wanted = version_named(session, version) if version else None
        found = past_changes(session, wanted)
    if wanted and folder:
        _export(app, wanted, folder)
    elif as_json:
        print_json([change.model_dump(mode="json") for change in found])
    elif wanted:
        _show(app, found)
    else:
        print_table(COLUMNS, map(_row, found), empty="No set of rules has been in force yet.", wide=WIDE)


def _row(change: "PastChange") -> tuple[object, ...]:
    return (
        change.version[:SHORT],
        change.in_force_at or change.noticed_at,
        in_words(change.state),
        ", ".join(change.authors),
        change.approved_by,
        change.decisions or "",
        "; ".join(filter(None, (_changed(change), change.note))),
    )


def _changed(change: "PastChange") -> str:
    number = len(change.problems)
    return f"{number} mistake{'' if number == 1 else 's'}" if number else change.changed


def _export(app: App, version: str, folder: Path) -> None:
    from intake_daemon.commands.rules_change import write_set
    from intake_daemon.pipeline.rule_sets.loading import files_of
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        files = files_of(session, version)
    write_set(folder, files)
    click.echo(f"{version[:SHORT]} is written to {folder}")


def _show(app: App, found: list["PastChange"]) -> None:
    from intake_daemon.pipeline.rule_sets.past import what_it_changed
    from intake_daemon.store.database import reading

    for change in found:
        with reading(app.store) as session:
            difference = what_it_changed(session, change.number)
        _show_one(change, difference)


def _show_one(change: "PastChange", difference: "Difference | None") -> None:
    from rules.difference_text import lines_of

    click.secho(f"{change.version}  {in_words(change.state)}", bold=True)
    verb = "declined" if change.state == "refused" else "approved"
    print_pairs(
        (
            ("put forward", change.noticed_at),
            ("on", change.node),
            ("by", change.authors),
            ("why", change.note),
            (f"{verb} by", change.approved_by),
            (f"{verb}", change.approved_at),
            ("because", change.approval_note),
            ("in force from", change.in_force_at),
            ("until", change.ended_at),
            ("decisions", change.decisions or ""),
        )
    )
    if change.problems:
        heading("Mistakes")
        for problem in change.problems:
            click.echo(printable(problem))
    if difference is not None:
        heading("What it changed")
        click.echo("\n".join(lines_of(difference)))
    click.echo()
