"""Corrections by a person: a field or the kind set by hand, a request accepted, an exception resolved, a note.

What a person has set survives every reprocess. After a correction the request is matched and judged again.
"""

from datetime import datetime

from nameparser import HumanName
from sqlalchemy.orm import Session

from intake_daemon.model import FIELD_NAMES, Decision, FieldValue, Kind, State, Value
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.decisions import decide_by_person
from intake_daemon.pipeline.exceptions import resolve_exceptions
from intake_daemon.pipeline.extension import extended
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import cancel_unsent
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.settled import is_closed_by_person
from intake_daemon.pipeline.terms import note_terms
from intake_daemon.pipeline.typed import typed_value
from intake_daemon.store import audit
from intake_daemon.store.requests import ExceptionRow, FieldRow, NoteRow, RequestRow, Status

NAME_PARTS = ("first", "middle", "last", "suffix")


def correct(
    session: Session, services: Services, request: RequestRow, name: str, text: str | None, *, actor: str
) -> None:
    """Set one field by hand and decide on the request again.

    Args:
        name: of the field; "kind" sets the kind of the request.
        text: what was typed; None when its place on the paper is empty.

    Raises:
        RefusedError: a person has closed the request, or the text is no value of the field.
    """
    if is_closed_by_person(request):
        raise RefusedError(f"{request.reference} is closed; there is nothing to correct any more")
    if name == "kind":
        _set_kind(request, text, actor)
    else:
        _set_field(session, services, request, name, text, actor)
    detail: audit.Detail = {"field": name, "absent": text is None}
    request_audit(session, request, "request.corrected", actor, detail)
    decide_again(session, services, request)


def _set_kind(request: RequestRow, text: str | None, actor: str) -> None:
    if text not in set(Kind):
        raise RefusedError(f"kind: must be one of {', '.join(Kind)}")
    request.kind, request.kind_by = text, actor


def _set_field(
    session: Session, services: Services, request: RequestRow, name: str, text: str | None, actor: str
) -> None:
    if name not in FIELD_NAMES:
        raise RefusedError(f"there is no field {name}; `intake-daemon review fields` lists them")
    try:
        value = None if text is None else typed_value(name, text, services.local_day(services.clock()))
    except ValueError as error:
        raise RefusedError(str(error)) from error
    _store(session, services, request, name, value, actor)
    for part, content in _follows(session, request, name, value).items():
        _store(session, services, request, part, content, actor)
    session.flush()


def _store(
    session: Session, services: Services, request: RequestRow, name: str, value: Value | None, actor: str
) -> None:
    """Keep one value of a person. No signature is the absence of one, not the value "no"."""
    absent = value is None or (name == "authorization.signed" and value is False)
    field = FieldValue(state=State.ABSENT) if absent else FieldValue(value=value, state=State.PRESENT)
    session.merge(
        FieldRow(
            request_id=request.id,
            name=name,
            arrival_id=request.arrival_id,
            state=field.state,
            confidence=field.confidence,
            content=field.model_dump(mode="json", exclude_defaults=True),
            person=actor,
            set_at=services.clock(),
        )
    )


def _follows(
    session: Session, request: RequestRow, name: str, value: Value | None
) -> dict[str, Value | None]:
    """The other fields that say the same: a whole name its parts, a part the whole name."""
    if name == "patient.name":
        parsed = HumanName(str(value or ""))
        return {f"patient.{part}": str(getattr(parsed, part)) or None for part in NAME_PARTS}
    if name.removeprefix("patient.") not in NAME_PARTS:
        return {}
    fields = fields_of(session, request.id)
    parts = {f"patient.{part}": fields.get(f"patient.{part}") for part in NAME_PARTS}
    written = {part: str(field.value) for part, field in parts.items() if field and field.value is not None}
    written[name] = str(value or "")
    whole = " ".join(written[part] for part in parts if written.get(part))
    return {"patient.name": whole or None}


def accept(
    session: Session,
    services: Services,
    request: RequestRow,
    *,
    actor: str,
    queue: str | None = None,
    reason: str,
) -> None:
    """Put a request into a work queue because a person vouches for it; the rules do not overrule that.

    Args:
        queue: None for the queue that the rules name for its kind.

    Raises:
        RefusedError: the request is closed, or there is no such queue.
    """
    if request.status == Status.CLOSED:
        raise RefusedError(
            f"{request.reference} is closed ({request.closure_reason}); split or correct it first"
        )
    policy = services.policy.rules.policy
    queue = queue or policy.kinds[Kind(request.kind)].queue
    if queue not in policy.queues:
        raise RefusedError(f"there is no queue {queue}; there are {', '.join(sorted(policy.queues))}")
    verdict = judged(session, services, request, match=None).verdict
    resolve_exceptions(session, services, request, f"accepted by {actor}", actor=actor)
    cancel_unsent(session, request, actor=actor)
    decision = decide_by_person(
        session, services, request, Decision.ENQUEUE, actor=actor, reason=reason, terms=verdict.terms
    )
    request.decision, request.queue = decision.decision, queue
    request.status = Status.IN_PROGRESS if request.owner else Status.NEW
    request.due_on = extended(session, request, verdict.due_on, verdict.terms) or request.due_on
    request.next_at = None
    note_terms(request, verdict.terms)
    request.next_step = policy.next_steps.of(Decision.ENQUEUE)
    detail: audit.Detail = {"queue": queue, "decision_id": decision.id}
    request_audit(session, request, "request.accepted", actor, detail)


def resolve(session: Session, exception: ExceptionRow, *, actor: str, note: str, at: datetime) -> None:
    """Close one exception with a note on what was done.

    Raises:
        RefusedError: it is resolved already.
    """
    if exception.resolved_at is not None:
        raise RefusedError(f"exception {exception.id} was resolved already: {exception.resolution}")
    exception.resolved_at, exception.resolution = at, f"{actor}: {note}"
    audit.append(
        session,
        "exception.resolved",
        actor=actor,
        arrival_id=exception.arrival_id,
        request_id=exception.request_id,
        detail={"exception": exception.id, "resolution": "by a person"},
    )


def add_note(session: Session, request: RequestRow, text: str, *, actor: str, at: datetime) -> None:
    """Write a note on a request. The audit says that there is one, never what it says."""
    row = NoteRow(request_id=request.id, at=at, author=actor, text=text)
    session.add(row)
    session.flush()
    request_audit(session, request, "request.noted", actor, {"note": row.id})
