"""Tables of what is owed beside the decision: extensions of the clock, verifications, watched due days."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.store.base import Base, Moment


class ExtensionRow(Base):
    """The one extension of a request's legal clock; it counts from the day on which the requestor was told.

    45 CFR 164.524(b)(2)(ii): a written statement of the reasons and of the date, inside the first days.
    """

    __tablename__ = "extension"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    number: Mapped[int]  #: 2 and up when an earlier one was never told and was put right
    reason: Mapped[str]  #: a word of `extension_reasons`; its sentence is in the message
    first_due_on: Mapped[date]  #: the day on which the clock ends without it
    until: Mapped[date]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))  #: None: given by hand
    told_on: Mapped[date | None]  #: the day on which the statement was given; None: not yet
    told_how: Mapped[str | None]  #: a word of `words.WAYS_TO_TELL`
    told_late: Mapped[bool] = mapped_column(
        default=False
    )  #: told after the first clock's end: it does not count

    @property
    def counts(self) -> bool:
        """Whether the due day has moved by it."""
        return self.told_on is not None and not self.told_late


class Stage(StrEnum):
    """What is said of a due day: once that it is near, once that it has passed."""

    NEAR = "near"
    PASSED = "passed"


class DueDayRow(Base):
    """A due day about which people were told."""

    __tablename__ = "due_day"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    exception_id: Mapped[int] = mapped_column(ForeignKey("exception.id"))


class VerificationRow(Base):
    """One thing that a person has verified before release, 45 CFR 164.514(h). The words are shown, never logged."""

    __tablename__ = "verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    item: Mapped[str]  #: short name, "identity" or "authority" for instance
    how: Mapped[str]  #: what was looked at; may name a patient
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    taken_back_by: Mapped[str | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)


def verifications_of(session: Session, request_id: int) -> dict[str, VerificationRow]:
    """What was verified of a request and holds, by item; the last word on each."""
    query = select(VerificationRow).where(
        VerificationRow.request_id == request_id, VerificationRow.taken_back_at.is_(None)
    )
    return {row.item: row for row in session.scalars(query.order_by(VerificationRow.id))}


def extension_of(session: Session, request_id: int) -> ExtensionRow | None:
    """The extension of a request; None without one."""
    return session.get(ExtensionRow, request_id)


def extension_by_message(session: Session, message_id: int) -> ExtensionRow | None:
    """The extension that a message tells; None for every other message."""
    query = select(ExtensionRow).where(ExtensionRow.message_id == message_id)
    return session.scalars(query).one_or_none()
