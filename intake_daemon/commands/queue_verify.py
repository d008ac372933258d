"""`intake-daemon queue verify` and `queue follow-up`: what a person has verified, and when to look again."""

from datetime import datetime

import click

from intake_daemon.commands.app import App, pass_app

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("reference", metavar="REF")
@click.argument("item")
@click.option("--how", metavar="TEXT", help="What you looked at. Kept with the request, never logged.")
@click.option("--take-back", is_flag=True, help="It is not verified after all.")
@pass_app
def verify(app: App, reference: str, item: str, how: str | None, take_back: bool) -> None:
    """Record that you have verified something before release: identity, authority, what the rules ask for.

    `queue show` lists what is to be verified and how. A request cannot be closed as fulfilled before all of it is.

    Example:
      intake-daemon queue verify R-7K2P-94QX identity --how "called the number on file"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import verify as work
    from intake_daemon.store.database import transaction

    if (how is None) != take_back:
        raise click.UsageError("give either --how or --take-back")
    services = app.services
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        if how is None:
            work.take_back(session, services, request, item, actor=app.actor)
        else:
            work.verify(session, services, request, item, how, actor=app.actor)
        left = [one.item for one in work.unverified(session, request)]
    click.echo(f"{request.reference}: {item} is {'not verified' if take_back else 'verified'}.")
    click.echo(f"Still to be verified: {', '.join(left)}." if left else "Nothing is left to be verified.")


@click.command("follow-up")
@click.argument("reference", metavar="REF")
@click.argument("day", type=DAY, required=False)
@click.option("--none", "never", is_flag=True, help="No follow-up any more; instead of a day.")
@pass_app
def follow_up(app: App, reference: str, day: datetime | None, never: bool) -> None:
    """Set the day on which a request is looked at again; `queue list --follow-up` lists what is to be.

    Example:
      intake-daemon queue follow-up R-7K2P-94QX 2026-05-04
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import follow_up as work
    from intake_daemon.store.database import transaction

    if (day is None) != never:
        raise click.UsageError("give either a day or --none")
    services, on = app.services, day.date() if day else None
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        work.follow_up(session, services, request, on, actor=app.actor)
    click.echo(f"{request.reference}: {f'to be looked at again on {on}' if on else 'no follow-up any more'}.")
