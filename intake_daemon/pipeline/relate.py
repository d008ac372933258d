"""What a person says of two requests: that they are one, or two. Each word undoes the other, and both survive."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Match, Outcome, Relation
from intake_daemon.pipeline.candidates import index_request
from intake_daemon.pipeline.consider import OF_JOINING, complete
from intake_daemon.pipeline.decide import decide_again, lock_matching
from intake_daemon.pipeline.decisions import decide_by_person
from intake_daemon.pipeline.exceptions import resolve_exceptions
from intake_daemon.pipeline.family import holder_of, match_of, of_one_patient, root_of
from intake_daemon.pipeline.gather import gather
from intake_daemon.pipeline.overtaken import UNSENT, take_back
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import cancel_unsent
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.settled import is_closed_by_person
from intake_daemon.store import audit
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import RequestRow, Status


def other_of(session: Session, request: RequestRow) -> RequestRow | None:
    """The request beside which a person looks at this one: what it is attached to, or what it may be the same as."""
    if request.attached_to is not None:
        return holder_of(session, request)
    match = match_of(session, request)
    if match is None or match.of is None:
        return None
    return session.scalars(select(RequestRow).where(RequestRow.reference == match.of)).one_or_none()


def same(
    session: Session,
    services: Services,
    request: RequestRow,
    other: RequestRow | None,
    *,
    relation: Relation | None = None,
    actor: str,
) -> RequestRow:
    """Attach a request to another one by a person's word, and give back the one that it belongs to now.

    Args:
        other: None for the one that matching has found.
        relation: a re-send or a follow-up; None: as matching has found it.

    Raises:
        RefusedError: there is no other one, one of the two is closed, or they came in on one paper.
    """
    lock_matching(session)
    original = _original(session, request, other)
    relation = relation or _found_relation(session, request)
    for one, two in ((request, original), (original, request)):
        one.apart_from = [key for key in one.apart_from if key != two.id]
    resolve_exceptions(session, services, request, f"joined by {actor}", actor=actor)
    cancel_unsent(session, request, actor=actor)
    _file_by_word(session, services, request, original, relation, actor)
    request.decision, request.status, request.attached_to = Decision.ATTACH, Status.CLOSED, original.id
    request.closed_at, request.closure_reason = services.clock(), "attached"
    request.closure_proof, request.next_at = f"to {original.reference}", None
    request_audit(
        session, request, "request.joined", actor, {"to": original.reference, "relation": str(relation)}
    )
    index_request(session, services.match_key, request, gather(session, services, request).fields)
    complete(session, services, original, request, answered=relation is Relation.FOLLOW_UP)
    return original


def _original(session: Session, request: RequestRow, other: RequestRow | None) -> RequestRow:
    found = other or other_of(session, request)
    if found is None:
        raise RefusedError(
            f"{request.reference} was not found to resemble another request; name it with --with REFERENCE"
        )
    original = holder_of(session, found)
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason}); split it first")
    if original.status == Status.CLOSED:
        raise RefusedError(
            f"{original.reference} is closed ({original.closure_reason}); nothing joins it any more"
        )
    if original.id == request.id:
        raise RefusedError(f"{found.reference} is filed with {request.reference} already")
    if original.arrival_id == request.arrival_id:
        raise RefusedError(f"{request.reference} and {original.reference} came in on one paper: they are two")
    return original


def _found_relation(session: Session, request: RequestRow) -> Relation:
    found = match_of(session, request)
    follows = found is not None and found.relation is Relation.FOLLOW_UP
    return Relation.FOLLOW_UP if follows else Relation.RESEND


def _file_by_word(
    session: Session,
    services: Services,
    request: RequestRow,
    original: RequestRow,
    relation: Relation,
    actor: str,
) -> None:
    """Record the word of a person as the decision that stands, with what matching had to say of the two."""
    found = match_of(session, request)
    match = Match(
        outcome=Outcome.DUPLICATE,
        relation=relation,
        of=original.reference,
        score=found.score if found else 0.0,
        because=(f"{actor} says so", *(found.because if found else ())),
    )
    reason = f"{actor} says that it is the same request"
    decide_by_person(session, services, request, Decision.ATTACH, actor=actor, reason=reason, match=match)


def apart(session: Session, services: Services, request: RequestRow, *, actor: str) -> RequestRow:
    """Keep a request apart from the one it resembles, is attached to or repeats; give back that other one.

    Raises:
        RefusedError: it resembles none, or a person has closed it.
    """
    if request.attached_to is not None:
        return split(session, services, request, actor=actor)
    other = other_of(session, request)
    if other is None:
        raise RefusedError(f"{request.reference} was not found to resemble another request")
    if is_closed_by_person(request):
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    family = [other, root_of(session, other)]
    _keep_apart(request, family)
    request_audit(session, request, "request.kept_apart", actor, {"from": other.reference})
    decide_again(session, services, request)
    return other


def split(session: Session, services: Services, request: RequestRow, *, actor: str) -> RequestRow:
    """Undo a joining: of an attached request, or of one that was linked to a patient; give back the other one.

    The two are decided again, each without the other, and never joined again by themselves. What the one had filled
    in of the other leaves it, and what was to be told about the joining and has not left is cancelled.

    Raises:
        RefusedError: the request is neither attached to another one nor linked to a patient.
    """
    if request.attached_to is None:
        return _unlink(session, services, request, actor)
    original = holder_of(session, request)
    between = session.get_one(RequestRow, request.attached_to)
    _keep_apart(request, [original, between])
    detail: audit.Detail = {"from": original.reference}
    request_audit(session, request, "request.split", actor, detail)
    _take_back_messages(session, request, original, actor)
    decide_again(session, services, request, overrule=True)
    return original


def _unlink(session: Session, services: Services, request: RequestRow, actor: str) -> RequestRow:
    if request.patient_of is None:
        raise RefusedError(
            f"{request.reference} is neither attached to another request nor linked to a patient"
        )
    first = session.get_one(RequestRow, request.patient_of)
    _keep_apart(request, [first, *of_one_patient(session, request)])
    request.patient_of = None
    request_audit(session, request, "request.split", actor, {"from": first.reference, "link": "patient"})
    decide_again(session, services, request)
    return first


def _keep_apart(request: RequestRow, others: list[RequestRow]) -> None:
    """Note in both directions, so that it holds whichever of them is worked on once more."""
    for other in {row.id: row for row in others if row.id != request.id}.values():
        request.apart_from = [*dict.fromkeys((*request.apart_from, other.id))]
        other.apart_from = [*dict.fromkeys((*other.apart_from, request.id))]


def _take_back_messages(session: Session, request: RequestRow, original: RequestRow, actor: str) -> None:
    """Nobody is told any more that this request was here already."""
    query = select(MessageRow).where(
        MessageRow.request_id == original.id,
        MessageRow.arrival_id == request.arrival_id,
        MessageRow.situation.in_(OF_JOINING),
        MessageRow.state.in_(UNSENT),
    )
    for message in session.scalars(query).all():
        take_back(session, message, f"{request.reference} was taken out", actor=actor)
