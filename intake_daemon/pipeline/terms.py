"""The terms that hold for a stored request: those of the decision that stands."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Terms
from intake_daemon.store.requests import DecisionRow, RequestRow


def terms_of(session: Session, request: RequestRow) -> Terms:
    """What the rules laid down with the decision that stands; nothing when it was made before they did."""
    query = select(DecisionRow.terms).where(
        DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None)
    )
    return Terms.model_validate(session.scalars(query).first() or {})


def note_terms(request: RequestRow, terms: Terms) -> None:
    """Keep with the request what lists and reports are sorted by."""
    request.follow_up_on, request.accounting = terms.follow_up_on, terms.accounting
