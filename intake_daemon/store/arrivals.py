"""Tables of what came in: arrivals, second sightings, documents, pages, and mailbox checkpoints."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake_daemon.store.base import Base, Blob, JsonColumn, Moment


class ArrivalState(StrEnum):
    """Where an arrival is on its way. The row is the truth; the engine only moves it on."""

    RECEIVED = "received"
    READ = "read"
    DECIDED = "decided"
    PARKED = "parked"


class ArrivalRow(Base):
    """One mail or fax as it came, and how far it got."""

    __tablename__ = "arrival"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index("ix_arrival_same_arrival_key_sha256", "same_arrival_key", "sha256"),
        Index("ix_arrival_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    key: Mapped[str]
    channel: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    same_arrival_key: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str]
    run: Mapped[int] = mapped_column(default=1)  #: raised by each reprocess
    attempts: Mapped[int] = mapped_column(default=0)  #: tries at reading, of this run
    restarts: Mapped[int] = mapped_column(default=0)  #: times this run's work ended without an outcome
    fax: Mapped[dict[str, Any] | None] = mapped_column(JsonColumn)
    message_id: Mapped[str | None] = mapped_column(index=True)
    problem_kind: Mapped[str | None]
    problem: Mapped[str | None]
    reading: Mapped[bytes | None] = mapped_column(Blob)  #: zlib JSON of the reading without its pages
    understanding: Mapped[bytes | None] = mapped_column(Blob)  #: zlib JSON


class SightingRow(Base):
    """The same whole arrival handed over once more: recorded, not worked on again."""

    __tablename__ = "sighting"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), index=True)
    source: Mapped[str]
    key: Mapped[str]
    seen_at: Mapped[datetime] = mapped_column(Moment)


class DocumentRow(Base):
    """One part of an arrival: a body, a PDF, a TIFF, a nested mail."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("arrival_id", "part"), Index("ix_document_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"))
    part: Mapped[str]
    media_type: Mapped[str]
    role: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    problem_kind: Mapped[str | None]
    problem: Mapped[str | None]


class PageRow(Base):
    """One page with its words, boxes, marks and strokes."""

    __tablename__ = "page"

    arrival_id: Mapped[int] = mapped_column(ForeignKey("arrival.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str]
    source: Mapped[str]
    rotation: Mapped[int]
    confidence: Mapped[float]
    words: Mapped[int]  #: how many
    content: Mapped[bytes] = mapped_column(Blob)  #: zlib JSON of model.Page


class CheckpointRow(Base):
    """How far a mailbox folder has been taken in."""

    __tablename__ = "checkpoint"

    source: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int]
    uid: Mapped[int]
