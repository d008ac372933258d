"""Finding the row that a person named on the command line."""

import click
from sqlalchemy.orm import Session

from intake_daemon.store.messages import MessageRow
from intake_daemon.store.queries_requests import by_reference
from intake_daemon.store.requests import ExceptionRow, RequestRow


def the_request(session: Session, reference: str) -> RequestRow:
    """The request of a reference; a mistake in the call when there is none."""
    request = by_reference(session, reference)
    if request is None:
        raise click.UsageError(f"there is no request {reference}; references look like R-7K2P-94QX")
    return request


def the_message(session: Session, number: int) -> MessageRow:
    """The outgoing message of a number; a mistake in the call when there is none."""
    message = session.get(MessageRow, number)
    if message is None:
        raise click.UsageError(f"there is no message {number}; `intake-daemon outbox list` shows them")
    return message


def the_exception(session: Session, number: int) -> ExceptionRow:
    """The exception of a number; a mistake in the call when there is none."""
    exception = session.get(ExceptionRow, number)
    if exception is None:
        raise click.UsageError(f"there is no exception {number}; `intake-daemon review list` shows them")
    return exception
