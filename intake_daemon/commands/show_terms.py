"""What the rules lay down for a request besides the decision, and how far people have come with it."""

import click

from intake_daemon.commands.output import heading, print_pairs, print_table, printable
from intake_daemon.model import Terms, Verification
from intake_daemon.store.duties import ExtensionRow
from intake_daemon.store.queries_requests import Whole


def terms_in(found: Whole) -> Terms:
    """The terms of the decision that stands; none when it was made before rules laid any down."""
    standing = (row.terms for row in found.decisions if row.superseded_by is None)
    return Terms.model_validate(next(standing, None) or {})


def print_terms(found: Whole) -> None:
    """Print clock, ways, dates and owner; then what is to be gone through and verified before release."""
    terms = terms_in(found)
    heading("Terms")
    print_pairs(
        (
            ("due day from", clock_text(found, terms)),
            ("clocks", [f"{clock.due_on} {clock.rule} ({clock.cites})" for clock in terms.clocks]),
            ("extension", extension_text(found.extension)),
            ("follow up on", found.request.follow_up_on),
            ("answers for it", terms.owner),
            ("messages only by", terms.channels),
            ("reminders", _cadence(terms)),
            ("accounting", _accounting(terms)),
        )
    )
    if terms.checklist:
        heading("Checklist")
        for step in terms.checklist:
            click.echo(f"  - {printable(step)}")
    _print_verifications(found, terms)


def _print_verifications(found: Whole, terms: Terms) -> None:
    asked = {one.item: one for one in terms.verify}
    items = (*asked, *(item for item in found.verified if item not in asked))
    if items:
        heading("Before release")
        rows = [_verification(found, item, asked.get(item)) for item in items]
        print_table(("VERIFY", "STATE", "HOW", "DONE"), rows, empty="")


def _verification(found: Whole, item: str, asked: Verification | None) -> tuple[object, ...]:
    row = found.verified.get(item)
    done = f"{row.how} ({row.actor}, {row.at.astimezone():%Y-%m-%d %H:%M})" if row else None
    return item, "verified" if row else "open", asked.how if asked else "not asked for", done


def clock_text(found: Whole, terms: Terms) -> str | None:
    """Which clock gives the due day, and on what authority."""
    due_on, extension = found.request.due_on, found.extension
    if due_on is None:
        return None
    if extension and extension.counts and extension.until == due_on:
        return "the extension, 45 CFR 164.524(b)(2)(ii)"
    named = [f"{clock.rule}, {clock.cites}" for clock in terms.clocks if clock.due_on == due_on]
    return next(iter(named), "the days of its kind in policy.yaml")


def extension_text(extension: ExtensionRow | None) -> str | None:
    """An extension in words."""
    if extension is None:
        return None
    until = f"until {extension.until}, {extension.reason} ({extension.actor})"
    if extension.told_on is None:
        return f"{until}; the requestor was not told yet, by {extension.first_due_on} it must be"
    when = f"told on {extension.told_on} ({extension.told_how})"
    return f"{until}; {when}, too late: it does not count" if extension.told_late else f"{until}; {when}"


def _cadence(terms: Terms) -> str | None:
    if terms.cadence is None:
        return None
    days = ", ".join(map(str, terms.cadence.reminders)) or "none"
    return f"after {days} days; a person after {terms.cadence.give_up}"


def _accounting(terms: Terms) -> str | None:
    if terms.accounting is None:
        return None
    return "a release is accounted for, 45 CFR 164.528" if terms.accounting else "not accounted for"


def terms_document(found: Whole) -> dict[str, object]:
    """The same for scripts."""
    terms, extension = terms_in(found), found.extension
    return {
        **terms.model_dump(mode="json"),
        "due_day_from": clock_text(found, terms),
        "verified": {
            item: {"how": row.how, "by": row.actor, "at": row.at} for item, row in found.verified.items()
        },
        "extension": extension
        and {
            "reason": extension.reason,
            "until": extension.until,
            "first_due_on": extension.first_due_on,
            "told_on": extension.told_on,
            "told_how": extension.told_how,
            "counts": extension.counts,
        },
    }
