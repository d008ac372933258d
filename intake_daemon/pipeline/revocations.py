"""Whether a patient has taken back an authorization, as far as what came in tells (45 CFR 164.508(b)(2)(iii))."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intake_daemon.matching.person import Sameness, judge_people
from intake_daemon.model import Decision, Intent, Understanding
from intake_daemon.pipeline.candidates import fields_of, find_candidates, incoming_record
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import RequestRow


def last_revocation(session: Session, services: Services, request: RequestRow) -> datetime | None:
    """When the last message came that takes back an authorization and seems to be of the same patient; None: none.

    A likely patient is enough, for a person looks whose it is before anything is released.
    """
    if session.scalars(_routed().limit(1)).first() is None:
        return None
    rows = _routed().where(RequestRow.reference.in_(tuple(_likely(session, services, request))))
    came = (row.received_at for row in session.scalars(rows) if _takes_back(session, row))
    return max(came, default=None)


def _likely(session: Session, services: Services, request: RequestRow) -> Iterator[str]:
    """References of what came in other arrivals and may be about the same patient."""
    own = set(session.scalars(select(RequestRow.id).where(RequestRow.arrival_id == request.arrival_id)))
    this = incoming_record(fields_of(session, request.id), request.received_at)
    policy = services.policy.rules.matching
    for other in find_candidates(session, services.match_key, this, leave_out=own):
        between = judge_people(this.normal.person, other.normal.person, policy)
        if between.sameness is not Sameness.DIFFERENT:
            yield other.id


def _routed() -> Select[RequestRow]:
    """What went to people because of what it wants besides records: a revocation is among it."""
    return select(RequestRow).where(RequestRow.decision == Decision.ROUTE)


def _takes_back(session: Session, row: RequestRow) -> bool:
    arrival = session.get_one(ArrivalRow, row.arrival_id)
    understanding = unpack(Understanding, arrival.understanding or b"")
    return Intent.REVOCATION in {guess.intent for guess in understanding.intents}
