"""The day on which a request is looked at again: the rules name one, a person may name another."""

from datetime import date

from sqlalchemy.orm import Session

from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import RequestRow, Status


def follow_up(
    session: Session, services: Services, request: RequestRow, on: date | None, *, actor: str
) -> None:
    """Set the next follow-up day of a request, or take it away.

    Raises:
        RefusedError: the request is closed, or the day has passed.
    """
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    today = services.local_day(services.clock())
    if on is not None and on < today:
        raise RefusedError(f"a follow-up day lies ahead; {on} has passed")
    request.follow_up_on = on
    request_audit(session, request, "request.follow_up_set", actor, {"on": str(on) if on else None})
