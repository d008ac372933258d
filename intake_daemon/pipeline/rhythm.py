"""When an open question is asked again, and when a person takes over: by the rules, else by the usual days."""

from datetime import timedelta

from intake_daemon.model import Cadence, Terms
from rules import Policy


def cadence_of(policy: Policy, terms: Terms) -> Cadence:
    """The reminders that hold for a request, in calendar days after the first message."""
    usual = policy.clarification
    return terms.cadence or Cadence(
        reminders=(usual.first_reminder_days,), give_up=usual.second_reminder_days
    )


def is_reminder(cadence: Cadence, number: int) -> bool:
    """Whether this step (from 1) is a reminder; after the last one a person takes over."""
    return number <= len(cadence.reminders)


def wait_for(cadence: Cadence, number: int) -> timedelta:
    """How long to wait for a step (from 1) once the one before it was made; the first waits from the message."""
    days = (0, *cadence.reminders, max((cadence.give_up, *cadence.reminders)))
    last = len(days) - 1
    return timedelta(days=days[min(number, last)] - days[min(number, last) - 1])
