"""Tables of referrals: where each stands, and every step on the way there."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.store.base import Base, Moment


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    NEW = "new"
    WAITING_FOR_INFORMATION = "waiting_for_information"
    SENT = "sent"
    NEEDS_PATIENT_ACTION = "needs_patient_action"
    SCHEDULED = "scheduled"
    CLOSED = "closed"


class ReferralRow(Base):
    """One referral as it stands now; it hangs on the request that its message came in as."""

    __tablename__ = "referral"
    __table_args__ = (Index("ix_referral_status_follow_up_on", "status", "follow_up_on"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    came_on: Mapped[date]  #: the day of receipt where we are
    status: Mapped[str]
    since: Mapped[date]  #: the day on which it came to stand so
    opened_at: Mapped[datetime] = mapped_column(Moment)
    outreach_on: Mapped[date | None]  #: the day of the first step out of `new`
    delay_reason: Mapped[str | None]  #: a word of the policy's reasons; None: nothing delays it
    follow_up_on: Mapped[date | None]  #: the day on which somebody looks again; None: it is closed
    late_said_of: Mapped[date | None]  #: the follow-up day whose passing people were told of
    appointment_on: Mapped[date | None]


class ReferralStepRow(Base):
    """One step of a referral; none is ever changed."""

    __tablename__ = "referral_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("referral.request_id"), index=True)
    status: Mapped[str]
    on: Mapped[date]  #: the day on which it happened
    at: Mapped[datetime] = mapped_column(Moment)  #: when it was written down
    actor: Mapped[str]
    delay_reason: Mapped[str | None]
    follow_up_on: Mapped[date | None]


def referral_of(session: Session, request_id: int) -> ReferralRow | None:
    """The referral that a request is; None for every other request."""
    return session.get(ReferralRow, request_id)


def steps_of(session: Session, request_id: int) -> list[ReferralStepRow]:
    """All steps of a referral, the first one first."""
    query = select(ReferralStepRow).where(ReferralStepRow.request_id == request_id)
    return list(session.scalars(query.order_by(ReferralStepRow.id)))
