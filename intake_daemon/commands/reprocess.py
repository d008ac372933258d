"""`intake-daemon reprocess`: work on documents once more, or see what that would change."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import print_json_line
from intake_daemon.pipeline.words import STEPS

if TYPE_CHECKING:
    from intake_daemon.pipeline.reprocess import Difference, Selection, Trial


@click.command()
@click.argument("ids", nargs=-1, type=int, metavar="[DOCUMENT]...")
@click.option("--parked", is_flag=True, help="Those that were set aside.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Those received on this day or later.")
@click.option("--source", metavar="NAME", help="Those from this mailbox or folder.")
@click.option(
    "--rule-set", metavar="VERSION", help="Those decided by these rules (the first letters will do)."
)
@click.option(
    "--from",
    "start",
    type=click.Choice(STEPS),
    default="read",
    show_default=True,
    help="Start at the bytes, at the stored pages, or at the stored fields.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would differ; write and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, a line each.")
@pass_app
def reprocess(
    app: App,
    ids: tuple[int, ...],
    parked: bool,
    since: datetime | None,
    source: str | None,
    rule_set: str | None,
    start: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Work on documents once more.

    DOCUMENT is a number as `parked list` and `queue show` print it; what is given together must all be
    fulfilled. People's corrections and decisions stay, decisions of the rules are superseded, and a message
    that has left is never sent again. The running daemon does the work; this command only hands it over.
    Exit status 1 when a document could not be handed over.

    Example:
      intake-daemon reprocess --rule-set 3fa2 --from decide --dry-run
    """
    from intake_daemon.pipeline.reprocess import Selection, Step

    wanted = Selection(
        ids=ids, parked=parked, since=since.date() if since else None, source=source, rule_set=rule_set
    )
    if wanted.empty:
        raise click.UsageError("say which documents: numbers, --parked, --since, --source or --rule-set")
    work = _try_out if dry_run else _hand_over
    failed = _each(app, wanted, lambda arrival: work(app, arrival, Step(start), as_json))
    sys.exit(1 if failed else 0)


def _each(app: App, wanted: "Selection", work: Callable[[int], None]) -> int:
    """Do the work for every document; return how many were refused."""
    from intake_daemon.errors import UnreadableDocument
    from intake_daemon.pipeline.refusal import RefusedError
    from intake_daemon.pipeline.reprocess import selected
    from intake_daemon.store.database import reading

    services = app.services
    with reading(services.engine) as session:
        arrivals = selected(session, services, wanted)
    refused = 0
    with _progress(arrivals) as counted:
        for arrival in counted:
            try:
                work(arrival)
            except (RefusedError, UnreadableDocument) as error:
                refused += 1
                click.echo(f"document {arrival}: {error}", err=True)
    click.echo(f"{len(arrivals)} document(s), {refused} refused", err=True)
    return refused


@contextmanager
def _progress(arrivals: list[int]) -> Iterator[Iterator[int]]:
    """Count along on standard error where that is a terminal."""
    with click.progressbar(
        arrivals, label="documents", file=sys.stderr, hidden=not sys.stderr.isatty() or len(arrivals) < 5
    ) as bar:
        yield iter(bar)


def _hand_over(app: App, arrival: int, start: object, as_json: bool) -> None:
    from intake_daemon.pipeline.reprocess import Step
    from intake_daemon.pipeline.reprocess import reprocess as begin_anew

    step = begin_anew(app.services, arrival, Step(str(start)), actor=app.actor)
    if as_json:
        print_json_line({"document": arrival, "from": step, "handed_over": True})
    else:
        click.echo(f"document {arrival}: handed over, from {step}")


def _try_out(app: App, arrival: int, start: object, as_json: bool) -> None:
    from intake_daemon.pipeline.reprocess import Step, try_out

    trial = try_out(app.services, arrival, Step(str(start)))
    if as_json:
        print_json_line(trial.model_dump(mode="json"))
    else:
        _print_trial(trial)


def _print_trial(trial: "Trial") -> None:
    changed = [difference for difference in trial.differences if difference.changed]
    if trial.problem:
        click.echo(f"document {trial.arrival}: would be parked: {trial.problem}")
    elif not changed:
        click.echo(f"document {trial.arrival}: the same")
    for difference in changed:
        click.echo(f"document {trial.arrival}, {difference.reference}: {_changes(difference)}")


def _changes(difference: "Difference") -> str:
    before, after = difference.before, difference.after
    if before is None or after is None:
        only = before or after
        return f"{'no longer found' if after is None else 'new'}, {only.kind} {only.decision}" if only else ""
    parts = [
        f"{name} {_said(getattr(before, name))} → {_said(getattr(after, name))}"
        for name in ("kind", "decision", "queue", "rules")
        if getattr(before, name) != getattr(after, name)
    ]
    parts += [f"fields {', '.join(difference.fields)}"] if difference.fields else []
    return "; ".join(parts)


def _said(value: object) -> str:
    return (", ".join(value) or "none") if isinstance(value, tuple) else str(value or "none")
