"""`intake-daemon parked`: documents that were set aside."""

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table

COLUMNS = ("DOCUMENT", "NAME", "SOURCE", "RECEIVED", "KIND", "PROBLEM")


@click.group()
def parked() -> None:
    """Look after documents that could not be read.

    Example:
      intake-daemon parked list
    """


@parked.command("list")
@json_option
@pass_app
def list_parked(app: App, as_json: bool) -> None:
    """List them, oldest first. `reprocess --parked` tries them again.

    Example:
      intake-daemon parked list --json
    """
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_requests import parked as all_parked

    with reading(app.store) as session:
        found = all_parked(session)
    names = (
        "id",
        "name",
        "source",
        "channel",
        "received_at",
        "size",
        "sha256",
        "problem_kind",
        "problem",
        "run",
    )
    if as_json:
        print_json([{name: getattr(row, name) for name in names} for row in found])
        return
    rows = [
        (row.id, row.name, row.source, row.received_at.date(), row.problem_kind, row.problem) for row in found
    ]
    print_table(COLUMNS, rows, empty="Nothing is parked.", wide=("NAME", "SOURCE", "PROBLEM"))
