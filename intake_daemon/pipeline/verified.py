"""Keeping the directory of verified requestors: what stands in it counts as proof, so who changed it is recorded."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.pipeline.directory_index import forget_entry, index_entry
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.requestor_entry import Entry, Verification, entry_of_row
from intake_daemon.store import audit
from intake_daemon.store.directory import ADDRESSES, DirectoryDetailRow, DirectoryRow


def entries(
    session: Session, *, inactive_too: bool = False, verified_before: datetime | None = None
) -> list[DirectoryRow]:
    """The directory by organization and number.

    Args:
        verified_before: only those whose verification is older than this.
    """
    query = select(DirectoryRow).order_by(DirectoryRow.organization, DirectoryRow.id)
    if not inactive_too:
        query = query.where(DirectoryRow.active)
    if verified_before is not None:
        query = query.where(DirectoryRow.verified_at < verified_before)
    return list(session.scalars(query))


def stale_before(now: datetime, days: int) -> datetime | None:
    """The moment before which a verification is too old; None when it never is (0 days)."""
    return now - timedelta(days=days) if days else None


def the_entry(session: Session, number: int) -> DirectoryRow:
    """The entry of a number.

    Raises:
        RefusedError: there is no such entry in use.
    """
    row = session.get(DirectoryRow, number)
    if row is None or not row.active:
        raise RefusedError(f"there is no entry {number} in use; `intake-daemon directory list` shows them")
    return row


def add(session: Session, secret: bytes, entry: Entry, verified: Verification, *, actor: str) -> DirectoryRow:
    """Add a requestor whom a person has verified.

    Raises:
        RefusedError: one of its addresses stands for somebody else.
    """
    refuse_taken_addresses(entry, owners(session, entry.addresses), None)
    return put_in(session, secret, entry, verified, actor=actor)


def put_in(
    session: Session, secret: bytes, entry: Entry, verified: Verification, *, actor: str
) -> DirectoryRow:
    """Add a requestor whose addresses are known to be free."""
    row = DirectoryRow(verified_by="", verified_at=verified.at, active=True)
    _fill(row, entry, verified)
    session.add(row)
    session.flush()
    index_entry(session, secret, row)
    audit.append(session, "directory.added", actor=actor, detail={"entry": row.id, "kind": row.kind})
    return row


def change(
    session: Session, secret: bytes, number: int, entry: Entry, verified: Verification, *, actor: str
) -> list[str]:
    """Let an entry say something else from now on; return what changed, by the names of `Entry`.

    Raises:
        RefusedError: there is no such entry, or one of its addresses stands for somebody else.
    """
    row = the_entry(session, number)
    refuse_taken_addresses(entry, owners(session, entry.addresses), number)
    return alter(session, secret, row, entry, verified, actor=actor)


def alter(
    session: Session, secret: bytes, row: DirectoryRow, entry: Entry, verified: Verification, *, actor: str
) -> list[str]:
    """Change an entry whose addresses are known to be free; return what changed."""
    changed = differing(entry_of_row(row), entry)
    forget_entry(session, secret, row)
    _fill(row, entry, verified)
    session.flush()
    index_entry(session, secret, row)
    audit.append(session, "directory.changed", actor=actor, detail={"entry": row.id, "changed": changed})
    return changed


def differing(one: Entry, other: Entry) -> list[str]:
    """What two entries say otherwise, by the names of `Entry`."""
    return [name for name in Entry.model_fields if getattr(one, name) != getattr(other, name)]


def verify(session: Session, number: int, verified: Verification, *, actor: str) -> None:
    """Say that an entry was verified once more, as it stands.

    Raises:
        RefusedError: there is no such entry in use.
    """
    row = the_entry(session, number)
    _sign(row, verified)
    audit.append(session, "directory.verified", actor=actor, detail={"entry": number})


def remove(session: Session, secret: bytes, number: int, *, actor: str) -> None:
    """Take a requestor out of use; the row stays, since decisions rest on it.

    Raises:
        RefusedError: there is no such entry in use.
    """
    take_out(session, secret, the_entry(session, number), actor=actor)


def take_out(session: Session, secret: bytes, row: DirectoryRow, *, actor: str) -> None:
    """Take an entry out of use."""
    forget_entry(session, secret, row)
    row.active = False
    audit.append(session, "directory.removed", actor=actor, detail={"entry": row.id})


def owners(session: Session, addresses: Collection[str]) -> list[DirectoryDetailRow]:
    """Who in the directory has one of these numbers, addresses or domains."""
    query = (
        select(DirectoryDetailRow)
        .join(DirectoryRow, DirectoryRow.id == DirectoryDetailRow.entry_id)
        .where(
            DirectoryRow.active,
            DirectoryDetailRow.kind.in_(ADDRESSES),
            DirectoryDetailRow.value.in_(addresses),
        )
        .order_by(DirectoryDetailRow.entry_id)
    )
    return list(session.scalars(query))


def refuse_taken_addresses(entry: Entry, taken: Iterable[DirectoryDetailRow], number: int | None) -> None:
    """One address proves one requestor; under two names it proves neither, unless both say that it is shared.

    Args:
        number: of the entry itself when it is there already.

    Raises:
        RefusedError: names the first address that stands for somebody else.
    """
    for detail in taken:
        if detail.entry_id != number and not (detail.shared and detail.value in entry.shared):
            raise RefusedError(
                f"{detail.value} stands in entry {detail.entry_id} already; remove that one first, or mark it as "
                "shared in both"
            )


def _fill(row: DirectoryRow, entry: Entry, verified: Verification) -> None:
    row.kind, row.organization, row.note = entry.kind, entry.organization, entry.note
    kept = {(detail.kind, detail.value): detail for detail in row.details}
    row.details = [
        _detail(kept.get((kind, value)), kind, value, position, shared=value in entry.shared)
        for position, (kind, value) in enumerate(entry.details())
    ]
    _sign(row, verified)


def _detail(
    kept: DirectoryDetailRow | None, kind: str, value: str, position: int, *, shared: bool
) -> DirectoryDetailRow:
    detail = kept or DirectoryDetailRow(kind=kind, value=value)
    detail.position, detail.shared = position, shared
    return detail


def _sign(row: DirectoryRow, verified: Verification) -> None:
    row.verified_by, row.verified_how = verified.by, verified.how
    row.verified_at = verified.at.replace(microsecond=0)
