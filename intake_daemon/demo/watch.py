"""Watching the daemon's tables from outside, as a person with the command line would."""

import time
from collections.abc import Callable

from sqlalchemy import Engine, func, select

from intake_daemon.errors import TransientError
from intake_daemon.model import Frozen
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState, SightingRow
from intake_daemon.store.database import reading
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from outbox.facts import Situation

OVER = (ArrivalState.DECIDED, ArrivalState.PARKED)


class Count(Frozen):
    """How far the daemon has got."""

    taken: int
    over: int
    unsent: int


class Question(Frozen):
    """A question that left, to be answered."""

    reference: str
    message_id: str


def count(engine: Engine) -> Count:
    """Count what has come in, what has its outcome, and what is still to be sent."""
    with reading(engine) as session:
        taken = session.scalar(select(func.count()).select_from(ArrivalRow)) or 0
        again = session.scalar(select(func.count()).select_from(SightingRow)) or 0
        over = session.scalar(select(func.count()).where(ArrivalRow.state.in_(OVER))) or 0
        unsent = session.scalar(select(func.count()).where(MessageRow.state == MessageState.READY)) or 0
    return Count(taken=taken + again, over=over + again, unsent=unsent)


def wait_until_quiet(engine: Engine, arrivals: int, seconds: float, tell: Callable[[Count], None]) -> None:
    """Wait until so many arrivals have their outcome and nothing is left to send.

    Raises:
        TransientError: it took longer than `seconds`.
    """
    end = time.monotonic() + seconds
    while True:
        now = count(engine)
        tell(now)
        if now.over >= arrivals and now.unsent == 0:
            return
        if time.monotonic() > end:
            raise TransientError(
                f"after {seconds:.0f} s only {now.over} of {arrivals} documents were decided"
            )
        time.sleep(0.3)


def question_to(engine: Engine, address: str) -> Question | None:
    """The last question that was sent to an address; None when none was."""
    query = (
        select(RequestRow.reference, MessageRow.message_id)
        .join(RequestRow, RequestRow.id == MessageRow.request_id)
        .where(MessageRow.recipient == address, MessageRow.situation == Situation.CLARIFICATION)
        .where(MessageRow.state == MessageState.SENT)
        .order_by(MessageRow.id.desc())
    )
    with reading(engine) as session:
        found = session.execute(query).first()
    return Question(reference=found[0], message_id=found[1]) if found else None
