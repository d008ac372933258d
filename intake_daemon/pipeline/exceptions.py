"""Exceptions: a reason, since when, whose queue, the next step, and who hears of it when nobody moves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.requests import ExceptionRow, RequestRow, Status


def open_exception(
    session: Session, services: Services, matter: Matter, reasons: tuple[str, ...]
) -> ExceptionRow:
    """Hand a request to a person."""
    verdict = matter.verdict
    row = ExceptionRow(
        arrival_id=matter.arrival.id,
        request_id=matter.request.id,
        reasons=list(reasons),
        since=services.clock(),
        queue=verdict.queue or "review",
        next_step=verdict.next_step or "Look at the document and decide.",
        escalate_at=verdict.escalate_at,
        escalate_to=verdict.escalate_to,
    )
    return _keep(session, row)


def open_plainly(
    session: Session,
    services: Services,
    request: RequestRow,
    reasons: tuple[str, ...],
    *,
    queue: str,
    next_step: str,
    escalate_at: datetime | None = None,
    escalate_to: str | None = None,
) -> ExceptionRow:
    """Hand a request to a person for a reason that no verdict gave."""
    row = ExceptionRow(
        arrival_id=request.arrival_id,
        request_id=request.id,
        reasons=list(reasons),
        since=services.clock(),
        queue=queue,
        next_step=next_step,
        escalate_at=escalate_at,
        escalate_to=escalate_to,
    )
    return _keep(session, row)


def _keep(session: Session, row: ExceptionRow) -> ExceptionRow:
    session.add(row)
    session.flush()
    audit.append(
        session,
        "exception.opened",
        actor="daemon",
        arrival_id=row.arrival_id,
        request_id=row.request_id,
        detail={"exception": row.id, "queue": row.queue, "reasons": len(row.reasons)},
    )
    return row


def resolve_exceptions(
    session: Session, services: Services, request: RequestRow, resolution: str, *, actor: str = "daemon"
) -> None:
    """Close the open exceptions of a request."""
    query = select(ExceptionRow).where(
        ExceptionRow.request_id == request.id, ExceptionRow.resolved_at.is_(None)
    )
    resolve(session, services, session.scalars(query).all(), resolution, actor=actor)


def resolve(
    session: Session, services: Services, rows: Sequence[ExceptionRow], resolution: str, *, actor: str
) -> None:
    """Close some open exceptions."""
    for row in rows:
        row.resolved_at, row.resolution = services.clock(), resolution
        detail: audit.Detail = {"exception": row.id, "resolution": resolution}
        audit.append(
            session,
            "exception.resolved",
            actor=actor,
            arrival_id=row.arrival_id,
            request_id=row.request_id,
            detail=detail,
        )


def escalate_overdue(session: Session, services: Services) -> int:
    """Escalate every exception whose time has come; return how many."""
    now = services.clock()
    query = select(ExceptionRow).where(
        ExceptionRow.resolved_at.is_(None),
        ExceptionRow.escalated_at.is_(None),
        ExceptionRow.escalate_at <= now,
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.escalated_at = now
        row.queue = row.escalate_to or "supervisor"
        if row.request_id is not None:
            session.get_one(RequestRow, row.request_id).status = Status.ESCALATED
        detail: audit.Detail = {"exception": row.id, "to": row.queue}
        audit.append(
            session,
            "exception.escalated",
            actor="daemon",
            arrival_id=row.arrival_id,
            request_id=row.request_id,
            detail=detail,
        )
    return len(rows)
