"""The steps of a referral as they are kept, and its end with the request it hangs on."""

from datetime import date

from sqlalchemy.orm import Session

from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.referrals import ReferralRow, ReferralStatus, ReferralStepRow, referral_of
from intake_daemon.store.requests import RequestRow
from rules.conditions.days import business_days_after


def usual_day(services: Services, status: ReferralStatus, today: date) -> date:
    """The day to look again that the policy gives for where a referral stands."""
    policy = services.policy.rules.policy
    return business_days_after(today, policy.referrals.follow_up_days.get(status, 1), policy.holidays)


def record_step(session: Session, services: Services, row: ReferralRow, on: date, actor: str) -> None:
    """Add the step that brought a referral where it stands."""
    session.add(
        ReferralStepRow(
            request_id=row.request_id,
            status=row.status,
            on=on,
            at=services.clock(),
            actor=actor,
            delay_reason=row.delay_reason,
            follow_up_on=row.follow_up_on,
        )
    )
    session.flush()


def close_referral(session: Session, services: Services, request: RequestRow, *, actor: str) -> None:
    """Let a referral end with its request, whichever way that was closed."""
    row = referral_of(session, request.id)
    if row is None or row.status == ReferralStatus.CLOSED:
        return
    row.status, row.since = ReferralStatus.CLOSED, services.local_day(services.clock())
    row.delay_reason = row.follow_up_on = None
    request.follow_up_on = None
    record_step(session, services, row, row.since, actor)
    request_audit(
        session, request, "referral.moved", actor, {"to": row.status, "reason": request.closure_reason}
    )
