"""`intake-daemon queue referral`: where each referral stands, and moving it on."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import heading, in_words, json_option, print_json, print_pairs, print_table
from intake_daemon.pipeline.words import CLOSING_REASONS, REFERRAL_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake_daemon.store.queries_referrals import ListedReferral
    from intake_daemon.store.referrals import ReferralRow, ReferralStepRow
    from intake_daemon.store.requests import FindingRow, RequestRow

DAY = click.DateTime(["%Y-%m-%d"])
COLUMNS = ("REQUEST", "P", "LOOK AGAIN", "STATUS", "SINCE", "PATIENT", "FOR", "WAITS FOR")
WIDE = ("STATUS", "PATIENT", "FOR", "WAITS FOR")
IN_LIST = (
    "came_on", "status", "since", "outreach_on", "delay_reason", "follow_up_on", "appointment_on",
)  # fmt: skip


@click.group()
def referral() -> None:
    """Follow referrals from their arrival to the visit.

    Example:
      intake-daemon queue referral list --late
    """


@referral.command("list")
@click.option("--status", type=click.Choice(REFERRAL_STATUSES), help="Only referrals that stand so.")
@click.option("--late", is_flag=True, help="Only those whose day to look again has passed.")
@click.option("--all", "closed_too", is_flag=True, help="Closed ones as well.")
@json_option
@pass_app
def list_referrals(app: App, status: str | None, late: bool, closed_too: bool, as_json: bool) -> None:
    """List open referrals: late ones first, the longest late on top, then by priority and age.

    Example:
      intake-daemon queue referral list --status needs_patient_action
    """
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import reading
    from intake_daemon.store.queries_referrals import referrals

    today = utc_now().astimezone(app.config.facility.zone).date()
    with reading(app.store) as session:
        found = referrals(session, today, status=status, late=late, closed_too=closed_too)
    if as_json:
        print_json([as_document(one) for one in found])
        return
    print_table(COLUMNS, [_row(one) for one in found], empty="No referral waits.", wide=WIDE)


def _row(one: "ListedReferral") -> tuple[object, ...]:
    row = one.referral
    return (
        one.request.reference,
        one.request.priority,
        f"{row.follow_up_on} late" if one.late else row.follow_up_on,
        in_words(row.status),
        row.since,
        one.patient,
        one.service,
        in_words(row.delay_reason) if row.delay_reason else "",
    )


def as_document(one: "ListedReferral") -> dict[str, object]:
    """A referral in a list, for scripts."""
    kept = {name: getattr(one.referral, name) for name in IN_LIST}
    return {
        "reference": one.request.reference,
        **kept,
        "late": one.late,
        "priority": one.request.priority,
        "owner": one.request.owner,
        "patient": one.patient,
        "service": one.service,
    }


@referral.command()
@click.argument("reference", metavar="REF")
@json_option
@pass_app
def show(app: App, reference: str, as_json: bool) -> None:
    """Show where a referral stands: what its packet lacks, the checklist, every step, a draft of what to ask for.

    The draft is text to copy or read out; nothing is sent.

    Example:
      intake-daemon queue referral show R-7K2P-94QX
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import referral_draft as work
    from intake_daemon.pipeline.terms import terms_of
    from intake_daemon.store.database import reading
    from intake_daemon.store.referrals import referral_of, steps_of

    services = app.services
    with reading(services.engine) as session:
        request = the_request(session, reference)
        row = referral_of(session, request.id)
        if row is None:
            raise click.UsageError(f"{request.reference} is no referral")
        steps, lacks = steps_of(session, request.id), work.lacking(session, request)
        checklist = terms_of(session, request).checklist
        written = work.draft(session, services, request)
    draft = f"{written.subject}\n\n{written.text}" if written else ""
    if as_json:
        print_json(_document(request, row, steps, lacks, checklist, draft))
        return
    _print(request, row, steps, lacks, checklist, draft)


def _document(
    request: "RequestRow",
    row: "ReferralRow",
    steps: "Sequence[ReferralStepRow]",
    lacks: "Sequence[FindingRow]",
    checklist: tuple[str, ...],
    draft: str,
) -> dict[str, object]:
    of_step = ("status", "on", "at", "actor", "delay_reason", "follow_up_on")
    return {
        "reference": request.reference,
        **{name: getattr(row, name) for name in IN_LIST},
        "lacks": [
            {"field": one.field, "state": one.state, "severity": one.severity, "why": one.why}
            for one in lacks
        ],
        "checklist": list(checklist),
        "steps": [{name: getattr(step, name) for name in of_step} for step in steps],
        "draft": draft or None,
    }


def _print(
    request: "RequestRow",
    row: "ReferralRow",
    steps: "Sequence[ReferralStepRow]",
    lacks: "Sequence[FindingRow]",
    checklist: tuple[str, ...],
    draft: str,
) -> None:
    click.secho(f"{request.reference}  referral  {in_words(row.status)}", bold=True)
    print_pairs(
        (
            ("came in", row.came_on),
            ("stands so since", row.since),
            ("waits for", in_words(row.delay_reason) if row.delay_reason else None),
            ("look again", row.follow_up_on),
            ("appointment", row.appointment_on),
            ("next step", request.next_step),
        )
    )
    heading("What the packet lacks")
    rows = [(one.severity, one.field, one.state, one.why) for one in lacks]
    print_table(("WEIGHT", "FIELD", "STATE", "WHY"), rows, empty="Nothing.")
    if checklist:
        heading("Checklist")
        for sentence in checklist:
            click.echo(f"[ ] {sentence}")
    heading("Steps")
    columns = ("ON", "STATUS", "WAITED FOR", "LOOK AGAIN", "WHO")
    told = [(one.on, in_words(one.status), one.delay_reason, one.follow_up_on, one.actor) for one in steps]
    print_table(columns, told, empty="None.")
    if draft:
        heading("Draft of what to ask the referring office for (not sent)")
        click.echo(draft)


@referral.command()
@click.argument("reference", metavar="REF")
@click.argument("status", type=click.Choice(REFERRAL_STATUSES))
@click.option(
    "--because", metavar="WORD", help="Why it waits; `referrals.delay_reasons` in policy.yaml has the words."
)
@click.option(
    "--on",
    "day",
    type=DAY,
    help="The day it was done, today when not given; of a scheduled one the day of the visit.",
)
@click.option("--follow-up", type=DAY, help="The day to look again; when not given, as policy.yaml says.")
@click.option("--reason", type=click.Choice(CLOSING_REASONS), help="Why it is closed.")
@click.option(
    "--proof", metavar="TEXT", help="What shows that it is done: the report that went back, a call."
)
@pass_app
def move(
    app: App,
    reference: str,
    status: str,
    because: str | None,
    day: datetime | None,
    follow_up: datetime | None,
    reason: str | None,
    proof: str | None,
) -> None:
    """Write down the next step of a referral, and by when somebody looks again.

    What waits needs a reason, and so does what stays where it is; closing needs a reason and proof.

    Example:
      intake-daemon queue referral move R-7K2P-94QX needs_patient_action --because no_capacity
      intake-daemon queue referral move R-7K2P-94QX scheduled --on 2026-05-12
      intake-daemon queue referral move R-7K2P-94QX closed --reason fulfilled --proof "fax 881"
    """
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline import referrals as work
    from intake_daemon.store.database import transaction
    from intake_daemon.store.referrals import ReferralStatus

    if status == "scheduled" and day is None:
        raise click.UsageError("say on which day the visit is: --on DATE")
    services = app.services
    step = work.Move(
        status=ReferralStatus(status),
        on=day.date() if day else services.local_day(services.clock()),
        because=because,
        follow_up_on=follow_up.date() if follow_up else None,
        reason=reason,
        proof=proof,
    )
    with transaction(services.engine) as session:
        request = the_request(session, reference)
        row = work.move(session, services, request, step, actor=app.actor)
        again = f"; look again on {row.follow_up_on}" if row.follow_up_on else ""
    click.echo(f"{request.reference}: {in_words(row.status)}{again}.")
