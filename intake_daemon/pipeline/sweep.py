"""The sweep: finds work that nobody will go on with, due days, and exceptions that nobody has moved.

The engine retries and recovers by itself. What it cannot know is that a workflow has ended (an upgrade that no
longer fits, too many recoveries, a full disk at the wrong moment) while our row still waits for it. Such work is
started anew, and parked after the third time.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.deliver import schedule_delivery
from intake_daemon.pipeline.due_days import watch_due_days
from intake_daemon.pipeline.exceptions import escalate_overdue
from intake_daemon.pipeline.park import park
from intake_daemon.pipeline.referral_watch import watch_referrals
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.messages import MessageRow, MessageState

MAX_RESTARTS = 3
PORTION = 500
OPEN = (ArrivalState.RECEIVED, ArrivalState.READ)

Row = TypeVar("Row")


class WorkBook(Protocol):
    """What the engine knows of scheduled work."""

    def over(self, arrivals: list[tuple[int, int, int]]) -> set[int]:
        """Of (arrival, run, attempt), the arrivals whose work is over or was never scheduled."""

    def undelivered(self, messages: list[tuple[int, int]]) -> set[int]:
        """Of (message, attempt), the messages whose delivery is over or was never scheduled."""


class Waiting(NamedTuple):
    """An arrival without an outcome, as it was when we looked."""

    id: int
    run: int
    restarts: int


def sweep(services: Services, book: WorkBook) -> int:
    """Start stranded work anew, park what keeps stranding, escalate what is overdue; return how much was done.

    Looking takes no lock: a long backlog must not hold up those who work on it. What is found is looked at again
    under a lock before anything is done about it.
    """
    arrivals, messages = _stranded_arrivals(services, book), _stranded_messages(services, book)
    with transaction(services.engine) as session:
        done = sum(_restart(session, services, arrival) for arrival in arrivals)
        done += sum(_send_again(session, services, *message) for message in messages)
        done += watch_due_days(session, services) + watch_referrals(session, services)
        return done + escalate_overdue(session, services)


def _stranded_arrivals(services: Services, book: WorkBook) -> list[Waiting]:
    query = select(ArrivalRow.id, ArrivalRow.run, ArrivalRow.restarts).where(ArrivalRow.state.in_(OPEN))
    with reading(services.engine) as session:
        waiting = [Waiting(*row) for row in session.execute(query.order_by(ArrivalRow.id))]
    over: set[int] = set()
    for some in _in_portions(waiting):
        over |= book.over([(row.id, row.run, row.restarts + 1) for row in some])
    return [row for row in waiting if row.id in over]


def _restart(session: Session, services: Services, seen: Waiting) -> bool:
    """Start stranded work anew, or park it; False when it has moved on since we looked."""
    arrival = session.get_one(ArrivalRow, seen.id, with_for_update=True)
    if arrival.state not in OPEN or Waiting(arrival.id, arrival.run, arrival.restarts) != seen:
        return False
    arrival.restarts += 1
    if arrival.restarts >= MAX_RESTARTS:
        park(session, services, arrival, "stranded", f"its work ended {MAX_RESTARTS} times without a result")
        return True
    services.schedule.process(session, arrival.id, arrival.run, arrival.restarts + 1)
    detail: audit.Detail = {"run": arrival.run, "restarts": arrival.restarts}
    audit.append(session, "arrival.restarted", actor="daemon", arrival_id=arrival.id, detail=detail)
    return True


def _stranded_messages(services: Services, book: WorkBook) -> list[tuple[int, int]]:
    """Number and planned try of the messages that are ready and that nobody will send."""
    query = select(MessageRow.id, MessageRow.scheduled).where(MessageRow.state == MessageState.READY)
    with reading(services.engine) as session:
        waiting = [(row.id, row.scheduled) for row in session.execute(query.order_by(MessageRow.id))]
    over: set[int] = set()
    for some in _in_portions(waiting):
        over |= book.undelivered(list(some))
    return [row for row in waiting if row[0] in over]


def _send_again(session: Session, services: Services, message_id: int, scheduled: int) -> bool:
    message = session.get_one(MessageRow, message_id, with_for_update=True)
    if message.state != MessageState.READY or message.scheduled != scheduled:
        return False
    schedule_delivery(session, services, message)
    return True


def _in_portions(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Databases limit how many values one query may name."""
    return (rows[start : start + PORTION] for start in range(0, len(rows), PORTION))
