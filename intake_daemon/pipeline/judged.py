"""What the rules say of a stored request by its fields as they stand, without acting on it."""

from sqlalchemy.orm import Session

from intake_daemon.model import Match, Reading, Understanding
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.cases import case_of
from intake_daemon.pipeline.circumstances import circumstances
from intake_daemon.pipeline.draft import disputed, draft_of
from intake_daemon.pipeline.gather import disputes_of
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.standing import standing
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import RequestRow
from rules import judge


def judged(session: Session, services: Services, request: RequestRow, *, match: Match | None) -> Matter:
    """What the rules say of a stored request today. Writes nothing."""
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    reading = unpack(Reading, arrival.reading or b"")
    understanding = unpack(Understanding, arrival.understanding or b"")
    fields = fields_of(session, request.id)
    who = standing(session, services, reading.envelope, fields)
    draft = disputed(draft_of(request, understanding), disputes_of(session, services, request))
    case = case_of(
        draft,
        fields,
        understanding,
        circumstances(session, services, request, arrival, reading),
        standing=who,
        match=match,
    )
    verdict = judge(services.policy.rules, case)
    return Matter(arrival, request, reading.envelope, who, fields, understanding, case, verdict, match)
