"""What people have settled: the rules do not overrule it when a document is worked on once more."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.store.requests import DecisionRow, RequestRow, Status

#: Closures that follow from a decision of the rules; every other closure is a person's.
BY_THE_RULES = frozenset({"attached", "answered", "ignored"})


def is_settled(session: Session, request: RequestRow) -> bool:
    """Say whether a person has closed this request or decided on it."""
    return is_closed_by_person(request) or standing_decision_by(session, request) is not None


def is_closed_by_person(request: RequestRow) -> bool:
    """Say whether a person has closed this request, with a reason and a proof."""
    return request.status == Status.CLOSED and request.closure_reason not in BY_THE_RULES


def standing_decision_by(session: Session, request: RequestRow) -> str | None:
    """Who made the decision that stands, when it was a person."""
    query = select(DecisionRow.person).where(
        DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None)
    )
    return session.scalars(query).first()
