"""`intake-daemon report`: the table of its commands. Each has a file of its own."""

import click

from intake_daemon.commands.loading import Entry, LazyGroup

COMMANDS = {
    "referrals": Entry(
        "intake_daemon.commands.report_referrals:referrals",
        "Referrals: completed, time to first outreach, open by age and by reason.",
    ),
    "accounting": Entry(
        "intake_daemon.commands.report_accounting:accounting",
        "The accounting of disclosures, 45 CFR 164.528: to whom, when, what, why.",
    ),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def report() -> None:
    """Make reports from what is stored.

    Example:
      intake-daemon report accounting --patient R-7K2P-94QX
    """
