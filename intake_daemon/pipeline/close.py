"""Working the queue: taking a request, giving it to somebody, closing it with proof."""

import hashlib

from sqlalchemy.orm import Session

from intake_daemon.pipeline.exceptions import resolve_exceptions
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import cancel_unsent
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import RequestRow, Status


def claim(session: Session, request: RequestRow, *, actor: str, take_over: bool = False) -> None:
    """Make the person at the keyboard the owner.

    Raises:
        RefusedError: the request is closed, or somebody else has it and `take_over` was not said.
    """
    if request.owner not in (None, actor) and not take_over:
        raise RefusedError(f"{request.reference} belongs to {request.owner}; --take-over takes it from them")
    assign(session, request, actor, actor=actor)


def assign(session: Session, request: RequestRow, owner: str, *, actor: str) -> None:
    """Give a request to somebody.

    Raises:
        RefusedError: the request is closed.
    """
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    before, request.owner = request.owner, owner
    if request.status == Status.NEW:
        request.status = Status.IN_PROGRESS
    request_audit(session, request, "request.assigned", actor, {"to": owner, "from": before})


def close(
    session: Session, services: Services, request: RequestRow, *, reason: str, proof: str, actor: str
) -> None:
    """Close a request for good. Whatever was still to be sent about it is cancelled.

    Args:
        reason: one of `words.CLOSING_REASONS`.
        proof: what shows that it is done: a tracking number, a fax confirmation, where the letter is filed.

    Raises:
        RefusedError: it is closed already, or the proof is empty.
    """
    if not proof.strip():
        raise RefusedError("closing needs proof: say what shows that it is done")
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed already ({request.closure_reason})")
    resolve_exceptions(session, services, request, f"closed by {actor}: {reason}", actor=actor)
    cancel_unsent(session, request, actor=actor)
    request.status, request.closed_at = Status.CLOSED, services.clock()
    request.closure_reason, request.closure_proof = reason, proof.strip()
    request.next_at = None
    # The words of the proof may name a patient, so the chain holds their hash only.
    digest = hashlib.sha256(proof.strip().encode()).hexdigest()
    request_audit(session, request, "request.closed", actor, {"reason": reason, "proof_sha256": digest})
