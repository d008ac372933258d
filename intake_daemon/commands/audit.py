"""`intake-daemon audit`: the record of every action, and the proof that nobody changed it."""

import sys
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_json_line, print_pairs, print_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_daemon.store.audit import AuditRow
    from intake_daemon.store.queries_reconcile import Balance

COLUMNS = ("seq", "at", "actor", "action", "arrival_id", "request_id", "detail", "previous", "hash")


@click.group()
def audit() -> None:
    """Look at the record of every action.

    Example:
      intake-daemon audit verify
    """


@audit.command()
@click.argument("reference", metavar="REF")
@json_option
@pass_app
def show(app: App, reference: str, as_json: bool) -> None:
    """Show what happened to a request and to the document it came in.

    Example:
      intake-daemon audit show R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.commands.show import detail_text
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_requests import history

    with reading(app.store) as session:
        rows = history(session, the_request(session, reference))
    if as_json:
        print_json([_document(row) for row in rows])
        return
    table = [(row.seq, row.at, row.actor, row.action, detail_text(row)) for row in rows]
    print_table(("ROW", "WHEN", "WHO", "WHAT", "DETAIL"), table, empty="Nothing is recorded.")


@audit.command()
@json_option
@pass_app
def verify(app: App, as_json: bool) -> None:
    """Check that no row was changed, and that every document has exactly one outcome.

    Exit status 1 when something does not hold; the first broken row of the chain is named.

    Example:
      intake-daemon audit verify
    """
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_reconcile import reconcile

    with reading(app.store) as session:
        rows, broken = _chain(session)
        balance = reconcile(session)
    sound = broken is None and not balance.breaks
    if as_json:
        breaks = [{"check": item.check, "what": item.what} for item in balance.breaks]
        counts = {**balance._asdict(), "breaks": breaks}
        print_json({"sound": sound, "rows": rows, "broken_chain": broken, **counts})
    else:
        _print_balance(rows, broken, balance)
    sys.exit(0 if sound else 1)


def _chain(session: "Session") -> tuple[int, str | None]:
    """Rows of the chain, and what is wrong with it at the first wrong one."""
    from intake_daemon.store.audit import BrokenChainError, verify_chain

    try:
        return verify_chain(session), None
    except BrokenChainError as error:
        return error.seq - 1, str(error)


def _print_balance(rows: int, broken: str | None, balance: "Balance") -> None:
    click.echo(f"BROKEN: {broken}" if broken else f"The chain holds: {rows} rows, none changed.")
    print_pairs(
        (
            ("documents received", balance.received),
            ("  decided", balance.decided),
            ("  parked", balance.parked),
            ("  in work", balance.in_work),
            ("requests", balance.requests),
            ("messages sent", balance.sent),
        )
    )
    for item in balance.breaks:
        click.echo(f"BROKEN ({item.check}): {item.what}")
    if not balance.breaks:
        click.echo("Every document has its one outcome, every request its one standing decision.")


@audit.command()
@pass_app
def export(app: App) -> None:
    """Write all rows as JSON lines, oldest first, for keeping somewhere else.

    Example:
      intake-daemon audit export > audit-2026.jsonl
    """
    from intake_daemon.store.audit import rows
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        for row in rows(session):
            print_json_line(_document(row))


def _document(row: "AuditRow") -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS}
