"""The audit table: one row for every action, each chained to the one before it by SHA-256.

A row's hash is taken over the canonical JSON of the row (keys sorted, no spaces, UTF-8) followed by the
hash of the row before; changing, removing or inserting a row breaks the chain from there on. Triggers
refuse UPDATE and DELETE besides (45 CFR 164.312(b), (c): audit controls and integrity).
"""

import contextlib
import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.model import as_iso
from intake_daemon.store.base import Base, JsonColumn

FIRST = "0" * 64  #: stands for the hash before the first row

Detail = Mapping[str, str | int | float | bool | list[str] | list[int] | None]

_CHAIN_LOCK = 0x696E74616B65  #: PostgreSQL advisory lock: one writer at the end of the chain


class AuditRow(Base):
    """Who did what, when, to which arrival or request, and why. Ids and references, never patient data."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]  #: ISO 8601 UTC; text, so that what was hashed is what is stored
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    arrival_id: Mapped[int | None] = mapped_column(index=True)
    request_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[dict[str, object]] = mapped_column(JsonColumn)
    previous: Mapped[str]
    hash: Mapped[str]


class BrokenChainError(Exception):
    """The chain does not hold at `seq`."""

    def __init__(self, seq: int, what: str) -> None:
        super().__init__(f"audit row {seq}: {what}")
        self.seq = seq


def append(
    session: Session,
    action: str,
    *,
    actor: str,
    arrival_id: int | None = None,
    request_id: int | None = None,
    detail: Detail | None = None,
    at: datetime | None = None,
) -> AuditRow:
    """Add one event in the caller's transaction.

    Args:
        action: a word of the fixed vocabulary in docs/audit.md, such as `arrival.received`.
        actor: "daemon" or the login name of a person.
        detail: references and codes only; a value read from paper has no place here.
        at: the moment, for replays in tests; now when None.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    session.flush()
    last = session.execute(_last()).one_or_none()
    row = AuditRow(
        seq=last.seq + 1 if last else 1,
        at=as_iso(at or datetime.now(UTC)),
        actor=actor,
        action=action,
        arrival_id=arrival_id,
        request_id=request_id,
        detail=dict(detail or {}),
        previous=last.hash if last else FIRST,
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()
    return row


def _last() -> Select[int, str]:
    return select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)


def digest(row: AuditRow) -> str:
    """Compute the hash that a row must carry."""
    content = {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "action": row.action,
        "arrival_id": row.arrival_id,
        "request_id": row.request_id,
        "detail": row.detail,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode() + row.previous.encode()).hexdigest()


def rows(session: Session) -> Generator[AuditRow, None, None]:
    """All events, oldest first, a thousand in memory at a time."""
    query = select(AuditRow).order_by(AuditRow.seq)
    found = session.scalars(query.execution_options(yield_per=1000))
    with contextlib.closing(found):
        for row in found:
            yield row
            session.expunge(row)


def verify_chain(session: Session) -> int:
    """Check the whole chain and return how many rows it has.

    Raises:
        BrokenChainError: at the first row that was changed, removed or put in.
    """
    with contextlib.closing(rows(session)) as events:
        return _follow(events)


def _follow(events: Iterator[AuditRow]) -> int:
    previous, count = FIRST, 0
    for row in events:
        count += 1
        if row.seq != count:
            raise BrokenChainError(count, f"is missing (next is {row.seq})")
        if row.previous != previous:
            raise BrokenChainError(row.seq, "does not follow the row before it")
        if row.hash != digest(row):
            raise BrokenChainError(row.seq, "was changed after it was written")
        previous = row.hash
    return count
