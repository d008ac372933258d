"""`intake-daemon queue extend`: the one extension of the legal clock."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.pipeline.words import WAYS_TO_TELL

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_daemon.pipeline.extend import Given
    from intake_daemon.store.duties import ExtensionRow
    from intake_daemon.store.requests import RequestRow

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("reference", metavar="REF")
@click.option(
    "--reason",
    metavar="WORD",
    help="Why it takes longer, a word of words.yaml: off_site, large_volume, other_site, old_format, system_outage.",
)
@click.option("--until", type=DAY, help="The day by which the request will be completed.")
@click.option("--told-on", type=DAY, help="The day on which you gave the statement by hand.")
@click.option("--how", type=click.Choice(WAYS_TO_TELL), help="How you gave it; together with --told-on.")
@pass_app
def extend(
    app: App,
    reference: str,
    reason: str | None,
    until: datetime | None,
    told_on: datetime | None,
    how: str | None,
) -> None:
    """Extend the legal clock of a patient's own request, once, and write to the requestor why and until when.

    Only inside the first days from receipt, by no more days than the law gives (45 CFR 164.524(b)(2)(ii)). The due
    day moves when the letter has gone out. If you post it or hand it over, say when and how: --told-on and --how.

    Example:
      intake-daemon queue extend R-7K2P-94QX --reason large_volume --until 2026-05-01
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import extend as work
    from intake_daemon.store.database import transaction

    given = _given(told_on, how)
    if (reason is None) != (until is None) or (reason is None and given is None):
        raise click.UsageError(
            "give --reason and --until, or --told-on and --how for what is extended already"
        )
    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        if reason and until:
            day = until.date()
            row = work.extend(
                session, services, request, reason=reason, until=day, actor=app.actor, given=given
            )
        elif given:
            row = work.record_told(session, services, request, given, actor=app.actor)
        _say(session, request, row)


def _given(told_on: datetime | None, how: str | None) -> "Given | None":
    from intake_daemon.pipeline.extend import Given

    if (told_on is None) != (how is None):
        raise click.UsageError("--told-on and --how go together")
    return Given(told_on.date(), how) if told_on and how else None


def _say(session: "Session", request: "RequestRow", row: "ExtensionRow") -> None:
    from intake_daemon.store.messages import MessageRow

    if row.counts:
        click.echo(f"{request.reference} is due on {request.due_on}; told on {row.told_on} ({row.told_how}).")
        return
    message = session.get_one(MessageRow, row.message_id)
    click.echo(f"{request.reference}: message {message.id} says that it is completed by {row.until}.")
    if message.state == "held":
        click.echo(f"It waits: {message.reason}.")
    if request.due_on == row.first_due_on:
        click.echo(
            f"The due day stays {request.due_on} until the letter has gone out, which it must by that day."
        )
    else:
        click.echo(f"Another clock gives the due day, {request.due_on}; the extension does not move it.")
