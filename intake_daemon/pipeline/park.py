"""Parking: an arrival that cannot go on by itself waits for a person, with the reason and the next step."""

import structlog
from sqlalchemy.orm import Session

from intake_daemon.errors import Unreadable
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.requests import ExceptionRow

NEXT_STEPS = {
    Unreadable.EMPTY: "The file holds nothing: ask the sender to send it again.",
    Unreadable.ENCRYPTED: "Ask the sender for the password or for an open copy, then reprocess.",
    Unreadable.CORRUPT: "Open the original; if it cannot be read, ask the sender to send it again.",
    Unreadable.UNSUPPORTED: "Open the original with a suitable program and enter the request by hand.",
    Unreadable.TOO_LARGE: "Fetch it from the source by hand, or raise max_arrival_mb and reprocess.",
    Unreadable.TOO_MANY_PAGES: "Look at the original; raise reading.pages and reprocess if it is a request.",
}
NEXT_STEP = "Look at the original with care (it may be hostile); reprocess once the cause is mended."

#: Worth another try: the machine may just have been busy. The others will not change by themselves.
RETRIED = frozenset({Unreadable.TOO_SLOW, Unreadable.OUT_OF_MEMORY, Unreadable.CRASHED})


log = structlog.get_logger(__name__)


def park(session: Session, services: Services, arrival: ArrivalRow, kind: str, problem: str) -> None:
    """Set an arrival aside with its reason; `reprocess` brings it back."""
    arrival.state = ArrivalState.PARKED
    arrival.problem_kind, arrival.problem = kind, problem
    session.add(
        ExceptionRow(
            arrival_id=arrival.id,
            reasons=[f"the document could not be read: {problem}"],
            since=services.clock(),
            queue="review",
            next_step=_next_step(kind),
        )
    )
    detail: audit.Detail = {"kind": kind, "attempts": arrival.attempts, "run": arrival.run}
    audit.append(session, "arrival.parked", actor="daemon", arrival_id=arrival.id, detail=detail)
    log.warning("parked", arrival=arrival.id, kind=kind, attempts=arrival.attempts)


def _next_step(kind: str) -> str:
    return NEXT_STEPS.get(Unreadable(kind), NEXT_STEP) if kind in set(Unreadable) else NEXT_STEP
