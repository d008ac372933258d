"""What a referral packet lacks, and a draft of what to ask the referring office for. Writes and sends nothing."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.wording import Letter, facts_for
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import DecisionRow, FindingRow, RequestRow
from outbox.facts import Rendered, Situation

ABSENT = "absent"


def lacking(session: Session, request: RequestRow) -> Sequence[FindingRow]:
    """What the rules found missing or in doubt in the packet, with the decision that stands; the weightiest first."""
    standing = select(DecisionRow.id).where(
        DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None)
    )
    query = select(FindingRow).where(FindingRow.decision_id.in_(standing)).order_by(FindingRow.id)
    order = {"high": 0, "normal": 1, "low": 2}
    return sorted(session.scalars(query).all(), key=lambda row: order.get(row.severity, 1))


def draft(session: Session, services: Services, request: RequestRow) -> Rendered | None:
    """A message that asks the referring office for what is surely missing; None when nothing is.

    What could not be read is not asked for: it is on the paper.
    """
    asks = tuple(dict.fromkeys(row.field for row in lacking(session, request) if row.state == ABSENT))
    if not asks:
        return None
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    letter = Letter(situation=Situation.REFERRAL, asks=asks)
    facts = facts_for(session, services, request, arrival, letter)
    return services.policy.templates.render(Situation.REFERRAL, request.language, facts)
