"""Judging one paper by itself, as if nothing else had come."""

from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Fields, Reading, Understanding
from intake_daemon.pipeline.cases import case_of
from intake_daemon.pipeline.circumstances import circumstances
from intake_daemon.pipeline.draft import draft_of
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.standing import standing
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import RequestRow
from rules import judge


def is_complete(session: Session, services: Services, request: RequestRow, fields: Fields) -> bool:
    """Say whether a paper would be a complete request if it were the only one."""
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    reading = unpack(Reading, arrival.reading or b"")
    understanding = unpack(Understanding, arrival.understanding or b"")
    case = case_of(
        draft_of(request, understanding),
        fields,
        understanding,
        circumstances(session, services, request, arrival, reading),
        standing=standing(session, services, reading.envelope, fields),
        match=None,
    )
    return judge(services.policy.rules, case).decision is Decision.ENQUEUE
