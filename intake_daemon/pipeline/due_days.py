"""Watching due days: somebody is warned before a legal clock ends, and the supervisor hears of a day that has passed.

Each is said once of a due day; a new decision, or a day that an extension has moved, begins anew.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.exceptions import open_plainly
from intake_daemon.pipeline.services import Services
from intake_daemon.store.duties import DueDayRow, ExtensionRow, Stage, extension_of
from intake_daemon.store.requests import ExceptionRow, RequestRow, Status
from rules.conditions.days import business_days_after
from rules.judging.verdicts import at_hour

OPEN = tuple(status for status in Status if status is not Status.CLOSED)

AT_ONCE = 100  #: more would hold up those who write

RELEASE_OR_EXTEND = "Release or deny it before that day, or extend the clock with `queue extend`."
RELEASE = "Release or deny it before that day."
RELEASE_TODAY = "Release or deny it today and tell the requestor; say why it was late in a note."


def watch_due_days(session: Session, services: Services) -> int:
    """Warn of legal clocks that end soon and escalate what is past its due day; return how many were found.

    At most `AT_ONCE` of each at a time: the rest of a long backlog is found by the next sweep.
    """
    today = services.local_day(services.clock())
    warned = today + timedelta(days=services.policy.rules.policy.due_days.warn_days)
    legal = RequestRow.kind.in_(_legal_kinds(services))
    ours = or_(legal, RequestRow.status != Status.PENDING_CLARIFICATION)
    near = _unsaid(session, Stage.NEAR, today, warned, legal)
    passed = _unsaid(session, Stage.PASSED, date.min, today - timedelta(days=1), ours)
    for request in near:
        _warn(session, services, request)
    for request in passed:
        _escalate(session, services, request, today)
    return len(near) + len(passed)


def forget_due_days(session: Session, request: RequestRow) -> None:
    """Let a request's due day be watched anew: what was said of it is resolved, since it was decided again."""
    session.execute(delete(DueDayRow).where(DueDayRow.request_id == request.id))


def _legal_kinds(services: Services) -> list[str]:
    """The kinds of requests whose days the law sets. Asking stops no such clock, only the house's own aim."""
    kinds = services.policy.rules.policy.kinds
    return [kind.value for kind, treated in kinds.items() if treated.legal_days is not None]


def _unsaid(
    session: Session, stage: Stage, first: date, last: date, which: ColumnElement[bool]
) -> Sequence[RequestRow]:
    """Open requests that are due in these days and of which that was not said yet."""
    said = and_(
        DueDayRow.request_id == RequestRow.id,
        DueDayRow.due_on == RequestRow.due_on,
        DueDayRow.stage == stage,
    )
    query = (
        select(RequestRow)
        .outerjoin(DueDayRow, said)
        .where(
            RequestRow.status.in_(OPEN),
            RequestRow.due_on.between(first, last),
            DueDayRow.request_id.is_(None),
            which,
        )
        .order_by(RequestRow.due_on, RequestRow.id)
        .limit(AT_ONCE)
    )
    return session.scalars(query).all()


def _warn(session: Session, services: Services, request: RequestRow) -> None:
    extension = extension_of(session, request.id)
    used = extension is not None and extension.counts
    row = open_plainly(
        session,
        services,
        request,
        (_warning(request, extension),),
        queue=request.queue or "review",
        next_step=RELEASE if used else RELEASE_OR_EXTEND,
    )
    _remember(session, request, Stage.NEAR, row)


def _warning(request: RequestRow, extension: ExtensionRow | None) -> str:
    if extension is None:
        return f"the legal clock ends on {request.due_on} and was not extended"
    if extension.counts:
        return f"the extended clock ends on {request.due_on}; it cannot be extended again"
    return f"the legal clock ends on {request.due_on} and the letter about its extension has not gone out"


def _escalate(session: Session, services: Services, request: RequestRow, today: date) -> None:
    """To the supervisor at once, and to the next one when that does not help."""
    policy = services.policy.rules.policy
    later = business_days_after(today, policy.due_days.after_business_days, policy.holidays)
    row = open_plainly(
        session,
        services,
        request,
        (f"its due day, {request.due_on}, has passed",),
        queue=policy.due_days.passed_to,
        next_step=RELEASE_TODAY,
        escalate_at=at_hour(later, policy),
        escalate_to=policy.due_days.then_to,
    )
    request.status = Status.ESCALATED
    _remember(session, request, Stage.PASSED, row)


def _remember(session: Session, request: RequestRow, stage: Stage, row: ExceptionRow) -> None:
    session.add(DueDayRow(request_id=request.id, due_on=request.due_on, stage=stage, exception_id=row.id))
    session.flush()
