"""Keeping decisions: a new one supersedes those before it, and none is overwritten."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Match, Terms
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import DecisionRow, RequestRow

NO_TERMS = Terms()


def let_stand(session: Session, row: DecisionRow) -> None:
    """Add a decision; it is now the one that stands for its request."""
    session.add(row)
    session.flush()
    older = (
        DecisionRow.request_id == row.request_id,
        DecisionRow.id != row.id,
        DecisionRow.superseded_by.is_(None),
    )
    session.execute(update(DecisionRow).where(*older).values(superseded_by=row.id))


def decide_by_person(
    session: Session,
    services: Services,
    request: RequestRow,
    decision: Decision,
    *,
    actor: str,
    reason: str,
    match: Match | None = None,
    terms: Terms = NO_TERMS,
) -> DecisionRow:
    """Record the word of a person as the decision that stands; the rules do not overrule it.

    Args:
        terms: what the rules lay down all the same.
    """
    row = DecisionRow(
        request_id=request.id,
        arrival_id=request.arrival_id,
        run=0,
        decided_at=services.clock(),
        decision=decision,
        reasons=[reason],
        match=match.model_dump(mode="json") if match else None,
        rule_set=services.policy.rules.version,
        terms=terms.model_dump(mode="json", exclude_defaults=True),
        person=actor,
    )
    let_stand(session, row)
    return row
