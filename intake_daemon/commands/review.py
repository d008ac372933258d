"""`intake-daemon review`: what a person must look at, and what they do about it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import first_of, json_option, print_json, print_table
from intake_daemon.commands.picture import picture_option
from intake_daemon.commands.queue import writing

if TYPE_CHECKING:
    from intake_daemon.store.queries_requests import Waiting
    from intake_daemon.store.requests import RequestRow

COLUMNS = ("NO", "REQUEST", "QUEUE", "SINCE", "OWNER", "ESCALATES", "REASON", "NEXT STEP")
WIDE = ("REASON", "NEXT STEP")
RELATIONS = ("resend", "follow_up")


@click.group()
def review() -> None:
    """Look at what the daemon would not decide by itself.

    Example:
      intake-daemon review list
    """


@review.command("list")
@click.option("--queue", "name", metavar="NAME", help="Only this queue, such as review, clinical or privacy.")
@click.option("--owner", metavar="WHO", help='Only what belongs to this person; "me" is you.')
@click.option("--due", is_flag=True, help="Only what is to be escalated by now.")
@json_option
@pass_app
def list_review(app: App, name: str | None, owner: str | None, due: bool, as_json: bool) -> None:
    """List open exceptions, documents that could not be read among them; the next to be escalated on top.

    Example:
      intake-daemon review list --queue clinical
    """
    from intake_daemon.commands.standing import say_standing
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_requests import waiting

    person = app.actor if owner == "me" else owner
    with reading(app.store) as session:
        found = waiting(session, queue=name, owner=person, due_by=utc_now() if due else None)
    say_standing(app)
    if as_json:
        print_json([_document(one) for one in found])
        return
    print_table(COLUMNS, [_row(one) for one in found], empty="Nothing waits for a person.", wide=WIDE)


def _row(one: "Waiting") -> tuple[object, ...]:
    row, request = one.exception, one.request
    return (
        row.id,
        request.reference if request else f"document {one.arrival.id}",
        row.queue,
        row.since.date(),
        row.owner or (request.owner if request else None),
        row.escalate_at.date() if row.escalate_at else None,
        first_of(row.reasons),
        row.next_step,
    )


def _document(one: "Waiting") -> dict[str, object]:
    names = ("id", "queue", "since", "reasons", "next_step", "escalate_at", "escalate_to", "escalated_at")
    return {
        **{name: getattr(one.exception, name) for name in names},
        "request": one.request.reference if one.request else None,
        "owner": one.exception.owner or (one.request.owner if one.request else None),
        "document": one.arrival.id,
        "parked": one.arrival.state == "parked",
    }


@review.command()
@click.argument("reference", metavar="REF")
@json_option
@picture_option
@pass_app
def show(app: App, reference: str, as_json: bool, picture: Path | None) -> None:
    """Show everything about one request, as `queue show` does.

    One that may be the same as another is shown beside it, with a mark where they differ; `review same` and
    `review apart` say which it is.

    Example:
      intake-daemon review show R-7K2P-94QX
    """
    from intake_daemon.commands.show import show_request

    show_request(app, reference, as_json=as_json, picture=picture)


@review.command()
@json_option
def fields(as_json: bool) -> None:
    """List the fields that can be corrected, with their types and words.

    Example:
      intake-daemon review fields
    """
    from intake_daemon.model import CATALOGUE
    from intake_daemon.pipeline.typed import WORDS

    if as_json:
        print_json([{**spec.model_dump(), "words": WORDS.get(spec.name, ())} for spec in CATALOGUE])
        return
    rows = [(spec.name, spec.type, spec.title, WORDS.get(spec.name, ())) for spec in CATALOGUE]
    print_table(("FIELD", "TYPE", "MEANING", "WORDS"), rows, empty="")


@review.command()
@click.argument("reference", metavar="REF")
@click.argument("field")
@click.argument("value", required=False)
@click.option("--absent", is_flag=True, help="Its place on the paper is empty; instead of a value.")
@click.option("--note", metavar="TEXT", help="Why, for the next person.")
@pass_app
def correct(app: App, reference: str, field: str, value: str | None, absent: bool, note: str | None) -> None:
    """Set a field by hand ("kind" sets the kind of request) and decide again. It survives every reprocess.

    Example:
      intake-daemon review correct R-7K2P-94QX patient.dob 1961-04-23 --note "clear on the original"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.correct import add_note
    from intake_daemon.pipeline.correct import correct as set_by_hand
    from intake_daemon.store.database import transaction

    if absent == (value is not None):
        raise click.UsageError("give either a VALUE or --absent")
    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        set_by_hand(session, services, request, field, value, actor=app.actor)
        if note:
            add_note(session, request, note, actor=app.actor, at=services.clock())
    _say(request)


@review.command()
@click.argument("reference", metavar="REF")
@click.option("--queue", "name", metavar="NAME", help="Into this queue instead of the one its kind has.")
@click.option(
    "--reason", metavar="TEXT", default="a person vouches for it", help="Why it is complete after all."
)
@pass_app
def accept(app: App, reference: str, name: str | None, reason: str) -> None:
    """Put a request into the work queue: you vouch that it is complete. The rules do not overrule you.

    Example:
      intake-daemon review accept R-7K2P-94QX --reason "guardian's papers are on file"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.correct import accept as vouch
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        vouch(session, services, request, actor=app.actor, queue=name, reason=reason)
    _say(request)


@review.command()
@click.argument("reference", metavar="REF")
@click.option(
    "--as", "relation", type=click.Choice(RELATIONS),
    help="The same request once more, or something that belongs to it; else as it was found.",
)  # fmt: skip
@click.option("--with", "other", metavar="REF", help="Another request than the one it was found to resemble.")
@pass_app
def same(app: App, reference: str, relation: str | None, other: str | None) -> None:
    """Say that a request is the one it resembles: it is filed with it, and what it adds is used there.

    `queue split` takes it back.

    Example:
      intake-daemon review same R-7K2P-94QX --as follow_up
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.model import Relation
    from intake_daemon.pipeline import relate
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        named = the_request(session, other) if other else None
        original = relate.same(
            session,
            services,
            request,
            named,
            relation=Relation(relation) if relation else None,
            actor=app.actor,
        )
    click.echo(f"{request.reference} is filed with {original.reference}.")
    _say(original)


@review.command()
@click.argument("reference", metavar="REF")
@pass_app
def apart(app: App, reference: str) -> None:
    """Say that a request is not the one it resembles, repeats or is attached to; it is decided again by itself.

    They are never joined again by themselves; `review same` takes it back.

    Example:
      intake-daemon review apart R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import relate
    from intake_daemon.store.database import transaction

    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        other = relate.apart(session, services, request, actor=app.actor)
    click.echo(f"{request.reference} is kept apart from {other.reference}.")
    _say(request)


@review.command()
@click.argument("number", metavar="NO", type=int)
@click.option("--note", required=True, metavar="TEXT", help="What was done.")
@pass_app
def resolve(app: App, number: int, note: str) -> None:
    """Close one exception, saying what was done about it.

    Example:
      intake-daemon review resolve 12 --note "called, the form comes by fax today"
    """
    from intake_daemon.commands.lookup import the_exception
    from intake_daemon.pipeline.correct import resolve as close_exception
    from intake_daemon.pipeline.services import utc_now

    with writing(app) as session:
        exception = the_exception(session, number)
        close_exception(session, exception, actor=app.actor, note=note, at=utc_now())
    click.echo(f"Exception {number} is resolved.")


@review.command()
@click.argument("reference", metavar="REF")
@click.argument("text")
@pass_app
def note(app: App, reference: str, text: str) -> None:
    """Write a note on a request for the next person: what was asked, done, promised for when.

    Example:
      intake-daemon review note R-7K2P-94QX "asked the firm for page 2, promised for Friday"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.correct import add_note
    from intake_daemon.pipeline.services import utc_now

    with writing(app) as session:
        request = the_request(session, reference)
        add_note(session, request, text, actor=app.actor, at=utc_now())
    click.echo(f"Noted on {request.reference}.")


def _say(request: "RequestRow") -> None:
    click.echo(
        f"{request.reference}: {request.decision}, status {request.status}, queue {request.queue or 'none'}."
    )
    if request.next_step:
        click.echo(f"Next: {request.next_step}")
