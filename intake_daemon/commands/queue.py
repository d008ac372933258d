"""`intake-daemon queue`: the requests that people work on."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import in_words, json_option, print_json, print_table
from intake_daemon.commands.picture import picture_option
from intake_daemon.commands.queue_extend import extend
from intake_daemon.commands.queue_referral import referral
from intake_daemon.commands.queue_verify import follow_up, verify
from intake_daemon.pipeline.words import CLOSING_REASONS, STATUSES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_daemon.store.queries_requests import Listed

COLUMNS = ("REQUEST", "P", "DUE", "STATUS", "QUEUE, OWNER", "PATIENT", "NEXT STEP")
WIDE = ("STATUS", "QUEUE, OWNER", "PATIENT", "NEXT STEP")


@click.group()
def queue() -> None:
    """Work the queue of requests.

    Example:
      intake-daemon queue list --queue records
    """


@queue.command("list")
@click.option("--queue", "name", metavar="NAME", help="Only this queue, such as records, review or privacy.")
@click.option("--status", type=click.Choice(STATUSES), help="Only requests of this status.")
@click.option("--owner", metavar="WHO", help='Only requests of this person; "me" is you.')
@click.option("--overdue", is_flag=True, help="Only requests whose due day has passed.")
@click.option(
    "--follow-up", is_flag=True, help="Only what is to be looked at again by today, oldest day first."
)
@click.option("--all", "closed_too", is_flag=True, help="Closed requests as well.")
@json_option
@pass_app
def list_queue(
    app: App,
    name: str | None,
    status: str | None,
    owner: str | None,
    overdue: bool,
    follow_up: bool,
    closed_too: bool,
    as_json: bool,
) -> None:
    """List open requests: most urgent first, then by due day, then by age.

    Example:
      intake-daemon queue list --overdue --queue records
    """
    from intake_daemon.commands.standing import say_standing
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_requests import QueueFilter
    from intake_daemon.store.queries_requests import queue as listed

    today = utc_now().astimezone(app.config.facility.zone).date()
    wanted = QueueFilter(
        queue=name,
        status=status,
        owner=app.actor if owner == "me" else owner,
        overdue_on=today if overdue else None,
        follow_up_by=today if follow_up else None,
        closed_too=closed_too,
    )
    with reading(app.store) as session:
        found = listed(session, wanted)
    say_standing(app)
    if as_json:
        print_json([as_document(one) for one in found])
        return
    columns = ("REQUEST", "P", "FOLLOW UP", *COLUMNS[3:]) if follow_up else COLUMNS
    rows = [_row(one, follow_up=follow_up) for one in found]
    print_table(columns, rows, empty="Nothing to do.", wide=WIDE)


def _row(one: "Listed", *, follow_up: bool) -> tuple[object, ...]:
    request = one.request
    return (
        request.reference,
        request.priority,
        request.follow_up_on if follow_up else request.due_on,
        in_words(request.status),
        f"{request.queue or 'none'}{f', {request.owner}' if request.owner else ''}",
        one.patient,
        request.next_step,
    )


def as_document(one: "Listed") -> dict[str, object]:
    """A request in a list, for scripts."""
    request = one.request
    names = (
        "reference", "kind", "status", "decision", "queue", "owner", "priority", "received_at", "due_on",
        "follow_up_on", "next_step", "next_at", "closed_at", "closure_reason",
    )  # fmt: skip
    return {**{name: getattr(request, name) for name in names}, "patient": one.patient}


@queue.command()
@click.argument("reference", metavar="REF")
@json_option
@picture_option
@pass_app
def show(app: App, reference: str, as_json: bool, picture: Path | None) -> None:
    """Show everything about one request: fields with their places on the paper, decision, messages, history.

    Example:
      intake-daemon queue show R-7K2P-94QX --picture request.pdf
    """
    from intake_daemon.commands.show import show_request

    show_request(app, reference, as_json=as_json, picture=picture)


@queue.command()
@click.argument("reference", metavar="REF")
@click.argument("target", metavar="OUT.pdf", type=click.Path(path_type=Path, dir_okay=False))
@pass_app
def copy(app: App, reference: str, target: Path) -> None:
    """Write a searchable PDF of the fax or scan that a request came in.

    It shows the pages as they came, turned upright, with the recognised words under them.

    Example:
      intake-daemon queue copy R-7K2P-94QX request.pdf
    """
    from intake_daemon.durable import BlobStore
    from intake_daemon.pipeline.copies import copy_request

    blobs, options = BlobStore(app.config.state_dir / "documents"), app.config.reading.options()
    pages = copy_request(app.store, blobs, options, reference, target, actor=app.actor)
    click.echo(f"{target}: {pages} page(s)")


@queue.command()
@click.argument("reference", metavar="REF")
@click.option("--take-over", is_flag=True, help="Take it from the person who has it now.")
@pass_app
def claim(app: App, reference: str, take_over: bool) -> None:
    """Make a request yours.

    Example:
      intake-daemon queue claim R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import close as work

    with writing(app) as session:
        request = the_request(session, reference)
        work.claim(session, request, actor=app.actor, take_over=take_over)
    click.echo(f"{request.reference} is yours. Next: {request.next_step}")


@queue.command()
@click.argument("reference", metavar="REF")
@click.argument("who")
@pass_app
def assign(app: App, reference: str, who: str) -> None:
    """Give a request to somebody.

    Example:
      intake-daemon queue assign R-7K2P-94QX maria
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import close as work

    with writing(app) as session:
        request = the_request(session, reference)
        work.assign(session, request, who, actor=app.actor)
    click.echo(f"{request.reference} belongs to {who} now.")


@queue.command()
@click.argument("reference", metavar="REF")
@click.option("--reason", required=True, type=click.Choice(CLOSING_REASONS), help="Why it is closed.")
@click.option(
    "--proof", required=True, metavar="TEXT", help="What shows it: a tracking number, a confirmation."
)
@click.option(
    "--without-verifying", "because", metavar="WHY", help="Supervisors: release it with something unverified."
)
@pass_app
def close(app: App, reference: str, reason: str, proof: str, because: str | None) -> None:
    """Close a request for good; whatever was still to be sent about it is cancelled.

    Closed as fulfilled, its records were released: everything the rules want verified must be (`queue verify`).

    Example:
      intake-daemon queue close R-7K2P-94QX --reason fulfilled --proof "fax report 88213"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import close as work
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        work.close(
            session,
            services,
            request,
            reason=reason,
            proof=proof,
            actor=app.actor,
            unverified_because=because,
        )
    click.echo(f"{request.reference} is closed: {reason}.")


@queue.command()
@click.argument("reference", metavar="REF")
@pass_app
def split(app: App, reference: str) -> None:
    """Undo a joining: take a request out of the one it was attached to, or off the patient it was linked to.

    Both are decided again, each without the other. What the one had filled in of the other leaves it, and a message
    about the joining that has not left is cancelled. They are never joined again by themselves.

    Example:
      intake-daemon queue split R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import relate as work
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        work.split(session, services, request, actor=app.actor)
    click.echo(f"{request.reference} stands alone now: {request.decision}, queue {request.queue or 'none'}.")


queue.add_command(extend)
queue.add_command(verify)
queue.add_command(follow_up)
queue.add_command(referral)


def writing(app: App) -> "AbstractContextManager[Session]":
    """A transaction for what needs no rules and no texts."""
    from intake_daemon.store.database import transaction

    return transaction(app.store)
