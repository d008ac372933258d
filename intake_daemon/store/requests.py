"""Tables of the work: requests, their fields, decisions, findings and exceptions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake_daemon.store.base import Base, Blob, JsonColumn, Moment


class Status(StrEnum):
    """Status of a request; exceptions, owners and next steps hang on it, they are not more statuses."""

    NEW = "new"
    PENDING_CLARIFICATION = "pending_clarification"
    IN_PROGRESS = "in_progress"
    ESCALATED = "escalated"
    CLOSED = "closed"


class RequestRow(Base):
    """One request as it stands now; how it came to stand so is in `decision` and in the audit."""

    __tablename__ = "request"
    __table_args__ = (
        UniqueConstraint("arrival_id", "ordinal"),
        Index("ix_request_status_queue", "status", "queue"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)  #: R-XXXX-XXXX, says nothing about the patient
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    ordinal: Mapped[int]  #: 1-based among the requests of its arrival
    kind: Mapped[str]
    status: Mapped[str]
    decision: Mapped[str]
    queue: Mapped[str | None]
    owner: Mapped[str | None]
    priority: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Moment)
    due_on: Mapped[date | None]
    next_step: Mapped[str]
    next_at: Mapped[datetime | None] = mapped_column(Moment)
    language: Mapped[str]
    basis: Mapped[str | None]
    follow_up_on: Mapped[date | None]  #: the day to look again, when the rules name one
    accounting: Mapped[
        bool | None
    ]  #: a release belongs into the accounting, 45 CFR 164.528; None: no rule says
    pages: Mapped[list[int]] = mapped_column(JsonColumn)
    attached_to: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    patient_of: Mapped[int | None] = mapped_column(
        ForeignKey("request.id"), index=True
    )  #: the first request of the same patient
    apart_from: Mapped[list[int]] = mapped_column(
        JsonColumn, default=list
    )  #: requests that a person has said it is not the same as
    kind_by: Mapped[str | None]  #: who set the kind by hand; it then survives every reprocess
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closure_reason: Mapped[str | None]
    closure_proof: Mapped[str | None]


class FieldRow(Base):
    """One field of a request with its evidence."""

    __tablename__ = "request_field"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"))  #: whose pages the evidence names
    state: Mapped[str]
    confidence: Mapped[float]
    content: Mapped[dict[str, Any]] = mapped_column(JsonColumn)  #: model.FieldValue
    person: Mapped[str | None]  #: who set it by hand; such a value survives every reprocess
    set_at: Mapped[datetime] = mapped_column(Moment)


class DecisionRow(Base):
    """One decision. A later one supersedes it; none is overwritten."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    run: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[str]
    reasons: Mapped[list[str]] = mapped_column(JsonColumn)
    match: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    rule_set: Mapped[str] = mapped_column(index=True)
    case: Mapped[bytes | None] = mapped_column(
        "judged_case", Blob
    )  #: zlib JSON of model.Case: what the rules were told
    terms: Mapped[dict[str, Any] | None] = mapped_column(
        JsonColumn
    )  #: model.Terms, without what says nothing
    person: Mapped[str | None]  #: who decided, when it was a person; the rules do not overrule them
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class FindingRow(Base):
    """One finding of a decision."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), index=True)
    rule: Mapped[str]
    field: Mapped[str]
    state: Mapped[str]
    effect: Mapped[str]
    why: Mapped[str]
    cites: Mapped[str]
    severity: Mapped[str] = mapped_column(default="normal", server_default="normal")


class ExceptionRow(Base):
    """Something a person must look at: reason, since when, owner, next step, and who hears of it if not."""

    __tablename__ = "exception"
    __table_args__ = (Index("ix_exception_resolved_at_queue", "resolved_at", "queue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    reasons: Mapped[list[str]] = mapped_column(JsonColumn)
    since: Mapped[datetime] = mapped_column(Moment)
    queue: Mapped[str]
    owner: Mapped[str | None]
    next_step: Mapped[str]
    escalate_at: Mapped[datetime | None] = mapped_column(Moment)
    escalate_to: Mapped[str | None]
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolution: Mapped[str | None]


class NoteRow(Base):
    """What a person wrote down so that the next one can act. May hold patient data: shown, never logged."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    author: Mapped[str]
    text: Mapped[str]
