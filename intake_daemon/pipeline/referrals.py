"""Following referrals: where each stands, why it waits, and the day on which somebody looks again.

A referral hangs on the request that its message came in as. It is opened when the message is routed; people move it,
step by step; a follow-up day that has passed opens an exception. Closing it closes the request, with proof.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from intake_daemon.pipeline.close import close
from intake_daemon.pipeline.exceptions import resolve_exceptions
from intake_daemon.pipeline.referral_steps import record_step, usual_day
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.store.referrals import ReferralRow, ReferralStatus, referral_of
from intake_daemon.store.requests import RequestRow, Status
from rules.conditions.days import business_days_after
from rules.judging.verdicts import at_hour
from rules.policy import Referrals

WAITING = (ReferralStatus.WAITING_FOR_INFORMATION, ReferralStatus.NEEDS_PATIENT_ACTION)
NEXT = {
    ReferralStatus.NEW: "Go through what is missing, then call the patient or the referring office.",
    ReferralStatus.WAITING_FOR_INFORMATION: "Ask the referring office once more for what is missing.",
    ReferralStatus.SENT: "Ask the specialist whether the referral has arrived and was accepted.",
    ReferralStatus.NEEDS_PATIENT_ACTION: "Call the patient again; write down the attempt.",
    ReferralStatus.SCHEDULED: "See whether the visit took place and the report went back, then close it.",
}


@dataclass(frozen=True)
class Move:
    """One step that a person takes with a referral.

    Args:
        status: where it stands from now on.
        on: the day on which it happened; of a scheduled one the day of the appointment.
        because: why it waits, a word of the policy's reasons; None: nothing delays it.
        follow_up_on: the day to look again; None: as the policy says.
        reason: why it is closed, a word of the closing reasons; None unless it is closed.
        proof: what shows that it is done; None unless it is closed.
    """

    status: ReferralStatus
    on: date
    because: str | None = None
    follow_up_on: date | None = None
    reason: str | None = None
    proof: str | None = None


def move(session: Session, services: Services, request: RequestRow, step: Move, *, actor: str) -> ReferralRow:
    """Write down a step of a referral.

    Raises:
        RefusedError: the request is no referral or is closed, a reason or a day is missing or cannot be, or closing
            lacks its reason or proof.
    """
    row = _open(session, request)
    policy = services.policy.rules.policy.referrals
    today = services.local_day(services.clock())
    _check(policy, row, step, today)
    if step.status is ReferralStatus.CLOSED:
        close(session, services, request, reason=step.reason or "", proof=step.proof or "", actor=actor)
        return row
    row.outreach_on = row.outreach_on or _outreach(step, today)
    row.appointment_on = step.on if step.status is ReferralStatus.SCHEDULED else row.appointment_on
    row.status, row.delay_reason, row.late_said_of = step.status, step.because, None
    row.since = today if step.status is ReferralStatus.SCHEDULED else step.on
    row.follow_up_on = step.follow_up_on or _look_again(services, row, today)
    record_step(session, services, row, row.since, actor)
    _show_on_request(session, services, request, row, actor)
    return row


def _open(session: Session, request: RequestRow) -> ReferralRow:
    row = referral_of(session, request.id)
    if row is None:
        raise RefusedError(f"{request.reference} is no referral; `queue referral list` shows those that are")
    if row.status == ReferralStatus.CLOSED or request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    return row


def _check(policy: Referrals, row: ReferralRow, step: Move, today: date) -> None:
    if step.status is ReferralStatus.CLOSED:
        if not step.reason:
            raise RefusedError("closing needs a reason and proof: --reason fulfilled --proof TEXT")
        return
    if step.status is ReferralStatus.NEW:
        raise RefusedError("a referral is new when it comes in and never again")
    if step.status in WAITING or step.status == row.status or step.because:
        _check_reason(policy, step)
    _check_days(row, step, today)


def _check_reason(policy: Referrals, step: Move) -> None:
    if step.because not in policy.delay_reasons:
        known = ", ".join(policy.delay_reasons)
        raise RefusedError(
            f"say why it waits: --because with one of {known} (policy.yaml: referrals.delay_reasons)"
        )


def _check_days(row: ReferralRow, step: Move, today: date) -> None:
    if step.status is not ReferralStatus.SCHEDULED and step.on > today:
        raise RefusedError(f"{step.on} has not come yet; a step is written down when it was done")
    if step.status is not ReferralStatus.SCHEDULED and step.on < row.since:
        raise RefusedError(f"the last step was on {row.since}; a later one cannot be before it")
    if step.follow_up_on and step.follow_up_on < today:
        raise RefusedError(f"{step.follow_up_on} has passed; give a day to come, or none for the usual one")


def _outreach(step: Move, today: date) -> date:
    """The day on which somebody was first spoken or written to."""
    return today if step.status is ReferralStatus.SCHEDULED else step.on


def _look_again(services: Services, row: ReferralRow, today: date) -> date:
    """The usual day to look again: so long after today, or after the appointment."""
    policy = services.policy.rules.policy
    if row.status == ReferralStatus.SCHEDULED and row.appointment_on:
        days = policy.referrals.after_appointment_days
        return business_days_after(max(row.appointment_on, today), days, policy.holidays)
    return usual_day(services, ReferralStatus(row.status), today)


def _show_on_request(
    session: Session, services: Services, request: RequestRow, row: ReferralRow, actor: str
) -> None:
    """Let the request say the same: in progress, its next step, and the day to look again."""
    resolve_exceptions(session, services, request, f"moved to {row.status}", actor=actor)
    request.status = Status.IN_PROGRESS
    request.owner = request.owner or actor
    request.next_step = NEXT[ReferralStatus(row.status)]
    request.follow_up_on = row.follow_up_on
    if row.follow_up_on:
        request.next_at = at_hour(row.follow_up_on, services.policy.rules.policy)
    request_audit(
        session,
        request,
        "referral.moved",
        actor,
        {
            "to": row.status,
            "on": str(row.since),
            "because": row.delay_reason,
            "follow_up_on": str(row.follow_up_on),
        },
    )
