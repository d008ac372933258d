"""Absorbing an arrival that was attached: what it adds goes to the request it belongs to, which is judged anew.

Only gaps are filled. A value that was read with confidence before is never replaced by a later paper, and a paper
that names another patient is never absorbed at all: a person looks.
"""

from sqlalchemy.orm import Session

from intake_daemon.model import Fields, FieldValue, State
from intake_daemon.pipeline.act import original_of
from intake_daemon.pipeline.candidates import fields_of, index_request
from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.rejudge import rejudge
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.requests import FieldRow, RequestRow, Status

IDENTITY = ("patient.first", "patient.last", "patient.dob", "patient.mrn", "patient.ssn_last4")


def absorb(session: Session, services: Services, matter: Matter) -> None:
    """Fill the gaps of the request that the matter was attached to, and judge that request again."""
    original = original_of(session, matter)
    if original is None:
        return
    known = fields_of(session, original.id)
    if other_patient(known, matter.fields):
        open_exception(session, services, matter, ("is attached by its reference but names another patient",))
        return
    if original.status == Status.CLOSED:
        open_exception(session, services, matter, (f"answers {original.reference}, which is closed",))
        return
    filled = _fill(session, services, matter, original, known)
    if filled and original.status == Status.PENDING_CLARIFICATION:
        index_request(session, services.match_key, original, fields_of(session, original.id))
        rejudge(session, services, original, answered=True)


def other_patient(known: Fields, incoming: Fields) -> bool:
    """Say whether two papers name two patients: any identity field that both give differs."""
    return any(_differs(known.get(name), incoming.get(name)) for name in IDENTITY)


def _differs(one: FieldValue | None, two: FieldValue | None) -> bool:
    if one is None or two is None or State.PRESENT not in (one.state, two.state) or one.state != two.state:
        return False
    return str(one.value).strip().casefold() != str(two.value).strip().casefold()


def _fill(
    session: Session, services: Services, matter: Matter, original: RequestRow, known: Fields
) -> list[str]:
    """Copy what the original lacks, with its evidence; return the names."""
    confidence = services.policy.rules.policy.confidence
    filled = []
    for name, field in sorted(matter.fields.items()):
        sure = field.state is State.PRESENT and field.confidence >= confidence.needed(name)
        if not sure or not _lacks(known.get(name)):
            continue
        session.merge(
            FieldRow(
                request_id=original.id,
                name=name,
                arrival_id=matter.arrival.id,
                state=field.state,
                confidence=field.confidence,
                content=field.model_dump(mode="json", exclude_defaults=True),
                set_at=services.clock(),
            )
        )
        filled.append(name)
    session.flush()
    if filled:
        detail: audit.Detail = {"from": matter.request.reference, "fields": filled}
        audit.append(
            session,
            "request.completed_by",
            actor="daemon",
            arrival_id=matter.arrival.id,
            request_id=original.id,
            detail=detail,
        )
    return filled


def _lacks(field: FieldValue | None) -> bool:
    return field is None or field.state is not State.PRESENT
