"""What the rules lay down for the way of a request, besides the decision itself."""

from datetime import date

from pydantic import Field

from intake_daemon.model.base import Frozen


class Cadence(Frozen):
    """When an open question is asked again, in calendar days after the first message.

    Args:
        reminders: one day count a reminder, rising; empty: none is sent.
        give_up: after so many days a person takes over.
    """

    reminders: tuple[int, ...] = ()
    give_up: int


class ClockDue(Frozen):
    """A clock that runs for a request: which rule set it, when it ends, on what authority."""

    rule: str
    due_on: date
    cites: str


class Verification(Frozen):
    """Something to be verified before release, 45 CFR 164.514(h).

    Args:
        item: short name, "identity" or "authority" for instance.
        how: what counts as verifying it.
        rule: the rule that asks for it.
    """

    item: str
    how: str
    rule: str


class Terms(Frozen):
    """What holds for one request until it is decided again.

    Args:
        checklist: what the person who takes over goes through.
        verify: what must be verified before release.
        clocks: every clock a rule has set, the earliest first; the kind's own term is not among them.
        channels: the only ways our messages may go, of email, fax and letter; None: any way that is safe.
        cadence: reminders that differ from the usual ones; None: the usual ones.
        follow_up_on: the day to look again; None: no such day.
        owner: who answers for it; None: whoever owns the queue.
        accounting: a disclosure belongs into the accounting of disclosures, 45 CFR 164.528; None: no rule says.
        words: plain text by language for an item that is asked for, by the item's field name.
    """

    checklist: tuple[str, ...] = ()
    verify: tuple[Verification, ...] = ()
    clocks: tuple[ClockDue, ...] = ()
    channels: tuple[str, ...] | None = None
    cadence: Cadence | None = None
    follow_up_on: date | None = None
    owner: str | None = None
    accounting: bool | None = None
    words: dict[str, dict[str, str]] = Field(default_factory=dict)
