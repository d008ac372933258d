"""Judging a stored request again: after an answer, a person's correction, or a change of the rules."""

from dataclasses import replace

from sqlalchemy.orm import Session

from intake_daemon.model import Match, Reading, Understanding, Verdict
from intake_daemon.pipeline.act import act
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.circumstances import circumstances
from intake_daemon.pipeline.draft import disputed, draft_of
from intake_daemon.pipeline.gather import papers_together
from intake_daemon.pipeline.judge import judge
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.standing import standing
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import RequestRow


def rejudge(session: Session, services: Services, request: RequestRow, *, answered: bool = False) -> Verdict:
    """Judge a request by its fields as they stand and act on the answer.

    It is not matched again: it is known what it is, and it would find itself.

    Args:
        answered: something came in answer to our question, so that asking the same again would be no use.
    """
    matter = replace(judged(session, services, request, match=None), answered=answered)
    act(session, services, matter)
    return matter.verdict


def judged(session: Session, services: Services, request: RequestRow, *, match: Match | None) -> Matter:
    """What the rules say of a stored request today. Writes nothing."""
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    reading = unpack(Reading, arrival.reading or b"")
    understanding = unpack(Understanding, arrival.understanding or b"")
    fields = fields_of(session, request.id)
    who = standing(session, services, reading.envelope, fields)
    draft = disputed(draft_of(request, understanding), papers_together(session, services, request).disputes)
    verdict = judge(
        services.policy.rules,
        draft,
        fields,
        understanding,
        circumstances(session, services, request, arrival, reading),
        standing=who,
        match=match,
    )
    return Matter(arrival, request, reading.envelope, who, fields, understanding, verdict, match)
