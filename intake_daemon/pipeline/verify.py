"""What must be verified before release, 45 CFR 164.514(h): identity, authority, whatever the rules ask for."""

import hashlib

from sqlalchemy.orm import Session

from intake_daemon.model import Verification
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.store import audit
from intake_daemon.store.duties import VerificationRow, verifications_of
from intake_daemon.store.requests import RequestRow, Status

ALWAYS = ("identity", "authority")  #: may be recorded of any request, asked for or not


def verify(
    session: Session, services: Services, request: RequestRow, item: str, how: str, *, actor: str
) -> VerificationRow:
    """Record that a person has verified something.

    Args:
        item: what the rules call it, or identity or authority.
        how: what was looked at. May name a patient: the audit holds its hash only.

    Raises:
        RefusedError: the request is closed, nobody asks for the item, or `how` is empty.
    """
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    asked = [one.item for one in terms_of(session, request).verify]
    known = tuple(dict.fromkeys((*asked, *ALWAYS)))
    if item not in known:
        raise RefusedError(f"{request.reference}: there is no {item} to verify; there is {', '.join(known)}")
    if not how.strip():
        raise RefusedError("say with --how what you looked at")
    row = VerificationRow(request_id=request.id, item=item, how=how.strip(), actor=actor, at=services.clock())
    session.add(row)
    session.flush()
    digest = hashlib.sha256(row.how.encode()).hexdigest()
    detail: audit.Detail = {"item": item, "verification": row.id, "how_sha256": digest}
    request_audit(session, request, "request.verified", actor, detail)
    return row


def take_back(
    session: Session, services: Services, request: RequestRow, item: str, *, actor: str
) -> VerificationRow:
    """Say that something is not verified after all; the row stays, with who took it back.

    Raises:
        RefusedError: it was not verified.
    """
    row = verifications_of(session, request.id).get(item)
    if row is None:
        raise RefusedError(f"{request.reference}: {item} was not verified")
    row.taken_back_by, row.taken_back_at = actor, services.clock()
    detail: audit.Detail = {"item": item, "verification": row.id}
    request_audit(session, request, "request.verification_taken_back", actor, detail)
    return row


def unverified(session: Session, request: RequestRow) -> tuple[Verification, ...]:
    """What the rules want verified before release and nobody has verified yet."""
    done = verifications_of(session, request.id)
    return tuple(one for one in terms_of(session, request).verify if one.item not in done)
