"""Table of what we owe people: outgoing messages and how far each got."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from intake_daemon.store.base import Base, Blob, JsonColumn, Moment


class MessageState(StrEnum):
    """Where an outgoing message is."""

    READY = "ready"  #: will be sent by itself
    HELD = "held"  #: waits for a person, `reason` says why
    SENT = "sent"
    RENDERED = "rendered"  #: written to the dry-run folder instead of being sent
    PARKED = "parked"  #: the server refused it for good, or too many tries failed
    UNKNOWN = "unknown"  #: the connection died before the server's answer: sent or not, nobody knows
    CANCELLED = "cancelled"


class MessageRow(Base):
    """One outgoing message, rendered when it was decided: what is stored is what leaves."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_state", "state"),
        Index("ix_outbox_message_recipient", "recipient"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(
        unique=True
    )  #: request, situation and number: a second try is no new row
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"))
    situation: Mapped[str]
    language: Mapped[str]
    channel: Mapped[str]  #: email, fax or letter
    recipient: Mapped[str]  #: "" when nobody can be asked by a proven address
    proof: Mapped[str | None]  #: "dmarc", "directory", "person" or None
    asks: Mapped[list[str]] = mapped_column(JsonColumn)
    asks_digest: Mapped[str]
    message_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    content: Mapped[bytes] = mapped_column(
        Blob
    )  #: the whole mail as it leaves; empty while nobody knows where to
    state: Mapped[str]
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)  #: tries made
    scheduled: Mapped[int] = mapped_column(default=0)  #: number of the try that is scheduled; 0: none
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    released_by: Mapped[str | None]
