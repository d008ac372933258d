"""Audit rows about one request."""

from sqlalchemy.orm import Session

from intake_daemon.store import audit
from intake_daemon.store.requests import RequestRow


def request_audit(
    session: Session, request: RequestRow, action: str, actor: str, detail: audit.Detail
) -> None:
    """Append a row about a request and the document it came in."""
    audit.append(
        session,
        action,
        actor=actor,
        arrival_id=request.arrival_id,
        request_id=request.id,
        detail=detail,
    )
