"""Working the queue: taking a request, giving it to somebody, closing it with proof."""

import hashlib
from collections.abc import Sequence

from sqlalchemy.orm import Session

from intake_daemon.model import Verification
from intake_daemon.pipeline.correct import add_note
from intake_daemon.pipeline.exceptions import resolve_exceptions
from intake_daemon.pipeline.referral_steps import close_referral
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import cancel_unsent
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.verify import unverified
from intake_daemon.pipeline.words import RELEASED
from intake_daemon.store import audit
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
    session: Session,
    services: Services,
    request: RequestRow,
    *,
    reason: str,
    proof: str,
    actor: str,
    unverified_because: str | None = None,
) -> None:
    """Close a request for good. Whatever was still to be sent about it is cancelled.

    Args:
        reason: one of `words.CLOSING_REASONS`.
        proof: what shows that it is done: a tracking number, a fax confirmation, where the letter is filed.
        unverified_because: why a supervisor lets it be released though something is not verified.

    Raises:
        RefusedError: it is closed already, the proof is empty, or it would be released with something unverified.
    """
    if not proof.strip():
        raise RefusedError("closing needs proof: say what shows that it is done")
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed already ({request.closure_reason})")
    left = unverified(session, request) if reason == RELEASED else ()
    if left:
        _let_pass(session, services, request, left, unverified_because, actor)
    resolve_exceptions(session, services, request, f"closed by {actor}: {reason}", actor=actor)
    cancel_unsent(session, request, actor=actor)
    request.status, request.closed_at = Status.CLOSED, services.clock()
    request.closure_reason, request.closure_proof = reason, proof.strip()
    request.next_at = None
    close_referral(session, services, request, actor=actor)
    # The words of the proof may name a patient, so the chain holds their hash only.
    digest = hashlib.sha256(proof.strip().encode()).hexdigest()
    detail: audit.Detail = {
        "reason": reason,
        "proof_sha256": digest,
        "unverified": [one.item for one in left],
    }
    request_audit(session, request, "request.closed", actor, detail)


def _let_pass(
    session: Session,
    services: Services,
    request: RequestRow,
    left: Sequence[Verification],
    because: str | None,
    actor: str,
) -> None:
    """Nothing unverified is released, unless a supervisor answers for it in writing."""
    if because is None:
        wanted = "; ".join(f"{one.item}: {one.how}" for one in left)
        raise RefusedError(
            f"{request.reference} cannot be released, not verified yet: {wanted}."
            " Record it with `queue verify`, or have a supervisor give --without-verifying WHY"
        )
    if actor not in services.policy.rules.policy.supervisors:
        raise RefusedError(
            f"{actor} is not one of the supervisors in policy.yaml; only they release what is not verified"
        )
    if not because.strip():
        raise RefusedError("say why with --without-verifying")
    add_note(session, request, f"released unverified: {because.strip()}", actor=actor, at=services.clock())
