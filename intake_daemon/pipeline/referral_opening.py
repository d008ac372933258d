"""Opening a referral: from the day its message is routed as one, it is followed until it is closed."""

from datetime import date

from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Intent
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.referral_steps import record_step, usual_day
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.referrals import ReferralRow, ReferralStatus, referral_of


def follow_referral(session: Session, services: Services, matter: Matter) -> None:
    """Open a referral for a message that was routed as one; one that is open already goes on as it stands."""
    request = matter.request
    leads = matter.understanding.intent is Intent.REFERRAL
    if matter.verdict.decision is not Decision.ROUTE or not leads or referral_of(session, request.id):
        return
    today = services.local_day(services.clock())
    row = ReferralRow(
        request_id=request.id,
        came_on=services.local_day(request.received_at),
        status=ReferralStatus.NEW,
        since=services.local_day(request.received_at),
        opened_at=services.clock(),
        follow_up_on=matter.verdict.terms.follow_up_on or usual_day(services, ReferralStatus.NEW, today),
        appointment_on=_appointment(services, matter),
    )
    session.add(row)
    session.flush()
    record_step(session, services, row, row.since, "daemon")
    request_audit(session, request, "referral.opened", "daemon", {"follow_up_on": str(row.follow_up_on)})


def _appointment(services: Services, matter: Matter) -> date | None:
    """The day of an appointment that the paper itself gives for sure."""
    field = matter.fields.get("appointment_on")
    needed = services.policy.rules.policy.confidence.needed("appointment_on")
    if field is None or not isinstance(field.value, str) or field.confidence < needed:
        return None
    return date.fromisoformat(field.value)
