"""The sweep: finds work that nobody will go on with, and exceptions that nobody has moved.

The engine retries and recovers by itself. What it cannot know is that a workflow has ended (an upgrade that no
longer fits, too many recoveries, a full disk at the wrong moment) while our row still waits for it. Such work is
started anew, and parked after the third time.
"""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.deliver import schedule_delivery
from intake_daemon.pipeline.exceptions import escalate_overdue
from intake_daemon.pipeline.park import park
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.database import transaction
from intake_daemon.store.messages import MessageRow, MessageState

MAX_RESTARTS = 3


class WorkBook(Protocol):
    """What the engine knows of scheduled work."""

    def over(self, arrivals: list[tuple[int, int, int]]) -> set[int]:
        """Of (arrival, run, attempt), the arrivals whose work is over or was never scheduled."""

    def undelivered(self, messages: list[tuple[int, int]]) -> set[int]:
        """Of (message, attempt), the messages whose delivery is over or was never scheduled."""


def sweep(services: Services, book: WorkBook) -> int:
    """Start stranded work anew, park what keeps stranding, escalate what is overdue; return how much was done."""
    with transaction(services.engine) as session:
        done = _sweep_arrivals(session, services, book) + _sweep_messages(session, services, book)
        return done + escalate_overdue(session, services)


def _sweep_arrivals(session: Session, services: Services, book: WorkBook) -> int:
    open_states = (ArrivalState.RECEIVED, ArrivalState.READ)
    waiting = session.scalars(select(ArrivalRow).where(ArrivalRow.state.in_(open_states))).all()
    over = book.over([(row.id, row.run, row.restarts + 1) for row in waiting]) if waiting else set()
    stranded = [row for row in waiting if row.id in over]
    for arrival in stranded:
        _restart(session, services, arrival)
    return len(stranded)


def _restart(session: Session, services: Services, arrival: ArrivalRow) -> None:
    arrival.restarts += 1
    if arrival.restarts >= MAX_RESTARTS:
        park(session, services, arrival, "stranded", f"its work ended {MAX_RESTARTS} times without a result")
        return
    services.schedule.process(session, arrival.id, arrival.run, arrival.restarts + 1)
    detail: audit.Detail = {"run": arrival.run, "restarts": arrival.restarts}
    audit.append(session, "arrival.restarted", actor="daemon", arrival_id=arrival.id, detail=detail)


def _sweep_messages(session: Session, services: Services, book: WorkBook) -> int:
    waiting = session.scalars(select(MessageRow).where(MessageRow.state == MessageState.READY)).all()
    over = book.undelivered([(row.id, row.scheduled) for row in waiting]) if waiting else set()
    stranded = [row for row in waiting if row.id in over]
    for message in stranded:
        schedule_delivery(session, services, message)
    return len(stranded)
