"""Watching referrals: who waits past the day to look again is handed to a person, once of each such day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.exceptions import open_plainly
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.referrals import ReferralRow, ReferralStatus
from intake_daemon.store.requests import RequestRow, Status
from rules.conditions.days import business_days_after
from rules.judging.verdicts import at_hour

QUEUE = "referrals"
LATE = "Look at it today: move it on, or say why it waits and until when."


def watch_referrals(session: Session, services: Services) -> int:
    """Hand every referral to a person whose day to look again has passed; once of each day. Return how many."""
    today = services.local_day(services.clock())
    query = (
        select(ReferralRow, RequestRow)
        .join(RequestRow, RequestRow.id == ReferralRow.request_id)
        .where(
            RequestRow.status != Status.CLOSED,
            ReferralRow.status != ReferralStatus.CLOSED,
            ReferralRow.follow_up_on < today,
            ReferralRow.late_said_of.is_distinct_from(ReferralRow.follow_up_on),
        )
        .order_by(ReferralRow.request_id)
    )
    late = session.execute(query).all()
    for row, request in late:
        _say_late(session, services, row, request, today)
    return len(late)


def _say_late(
    session: Session, services: Services, row: ReferralRow, request: RequestRow, today: date
) -> None:
    policy = services.policy.rules.policy
    step = policy.escalation.route
    later = business_days_after(today, step.after_business_days or 1, policy.holidays)
    open_plainly(
        session,
        services,
        request,
        (f"the referral should have been looked at again on {row.follow_up_on}",),
        queue=request.queue or QUEUE,
        next_step=LATE,
        escalate_at=at_hour(later, policy),
        escalate_to=step.to,
    )
    row.late_said_of = row.follow_up_on
    request_audit(session, request, "referral.late", "daemon", {"follow_up_on": str(row.follow_up_on)})
