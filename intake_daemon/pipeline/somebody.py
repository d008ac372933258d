"""Whether two papers are about two people, judged as carefully as in matching."""

from sqlalchemy.orm import Session

from intake_daemon.matching.features import features
from intake_daemon.matching.judge import MatchPolicy
from intake_daemon.matching.person import Sameness, judge_people
from intake_daemon.matching.record import record_from_fields
from intake_daemon.model import Fields
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import RequestRow


def names_another(session: Session, services: Services, request: RequestRow, fields: Fields) -> bool:
    """Say whether a paper that belongs to a request by its thread or reference names another patient.

    A nickname or a misread letter does not make another person of somebody, and a paper that says little of the
    patient contradicts nothing. Values in doubt count as well here: what is in doubt is looked at.
    """
    return other_patient(fields_of(session, request.id), fields, services.policy.rules.matching)


def other_patient(known: Fields, incoming: Fields, policy: MatchPolicy) -> bool:
    """Say whether what two papers say of their patients cannot be said of one person."""
    one, other = (features(record_from_fields("", fields, None, None)).person for fields in (known, incoming))
    between = judge_people(one, other, policy)
    apart = any(objection.limit is Sameness.DIFFERENT for objection in between.objections)
    return apart or between.individual < 0
