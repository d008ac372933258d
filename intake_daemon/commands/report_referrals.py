"""`intake-daemon report referrals`: what became of referrals."""

from datetime import date, datetime, timedelta

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import heading, in_words, json_option, print_json, print_pairs, print_table

DAY = click.DateTime(["%Y-%m-%d"])
USUAL_DAYS = 90
DEFINITIONS = (
    ("completed", "came in since that day and was closed as fulfilled"),
    (
        "first outreach",
        "the first step out of `new`: somebody was called or written to; days are calendar days",
    ),
    ("late", "open, and the day to look again has passed"),
)


@click.command()
@click.option(
    "--since",
    type=DAY,
    help=f"Referrals that came in on or after this day; {USUAL_DAYS} days when not given.",
)
@json_option
@pass_app
def referrals(app: App, since: datetime | None, as_json: bool) -> None:
    """Count referrals: completed, time to first outreach, open ones by age and by what they wait for.

    Example:
      intake-daemon report referrals --since 2026-01-01
    """
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_referrals import figures

    today = utc_now().astimezone(app.config.facility.zone).date()
    first = since.date() if since else today - timedelta(days=USUAL_DAYS)
    with reading(app.store) as session:
        found = figures(session, today, first)
    if as_json:
        print_json({"since": first, "until": today, **found._asdict(), "definitions": dict(DEFINITIONS)})
        return
    _print(found._asdict(), first)


def _print(found: dict[str, object], first: date) -> None:
    click.secho(f"Referrals since {first}", bold=True)
    counts = [(name, value) for name, value in found.items() if not isinstance(value, dict)]
    print_pairs((in_words(name), "0" if value == 0 else value) for name, value in counts)
    for name, title in (("by_age", "Open by age"), ("by_delay", "Open by what they wait for")):
        heading(title)
        counted = found[name]
        rows = [(in_words(key), count) for key, count in counted.items()] if isinstance(counted, dict) else []
        print_table(("", "REFERRALS"), rows, empty="None.")
    heading("What the figures mean")
    print_pairs(DEFINITIONS)
