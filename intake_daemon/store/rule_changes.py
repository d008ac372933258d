"""Tables of how the rules changed: what was put forward, by whom, what became of it, and which set is in force.

The set in force is a row here and not a folder on some machine: all nodes agree through it, and a folder that was
spoilt overnight changes nothing. The files themselves are kept with every row, the refused ones included.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.store.base import Base, Blob, JsonColumn, Moment


class ChangeState(StrEnum):
    """What became of a set of rules that somebody put forward."""

    ANNOUNCED = "announced"  #: `rules apply` has begun and its files are on their way into the folder
    WAITING = "waiting"  #: without a mistake, and waits for a second person
    REFUSED = "refused"  #: has mistakes, or a person declined it; it never decided anything
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"  #: was in force until another came
    WITHDRAWN = "withdrawn"  #: never came into force, since something else was put forward in its place


IN_FORCE = text(f"state = '{ChangeState.IN_FORCE.value}'")


class RuleChangeRow(Base):
    """One set of rules as it was put forward once. A set that comes back later has a second row."""

    __tablename__ = "rule_change"
    __table_args__ = (
        Index("ix_rule_change_version", "version"),
        # At most one set is in force, whatever the code does.
        Index(
            "uq_rule_change_in_force",
            "state",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str]  #: SHA-256 of the files
    content: Mapped[bytes] = mapped_column(Blob)  #: zlib JSON: file name to text
    node: Mapped[str]  #: where it was put forward
    noticed_at: Mapped[datetime] = mapped_column(Moment)
    authors: Mapped[list[str]] = mapped_column(JsonColumn)  #: who wrote or applied it, as well as is known
    note: Mapped[str]  #: why, in the words of who applied it
    state: Mapped[str]
    changed: Mapped[str]  #: what it says otherwise than the set it was to follow, counted; "" when not known
    problems: Mapped[list[str]] = mapped_column(
        JsonColumn
    )  #: every mistake in full, as `rules check` shows it
    decided_by: Mapped[str | None]  #: who approved or declined it
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision_note: Mapped[str]
    in_force_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  #: when another took its place

    @property
    def files(self) -> dict[str, str]:
        """The files of the set by name."""
        return unpacked(self.content)


class RuleFolderRow(Base):
    """What a node's folders held when they were last weighed, so that only what people change there counts."""

    __tablename__ = "rule_folder"

    node: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]  #: of the rules
    texts: Mapped[str]  #: SHA-256 of the message texts; "" where only the shipped ones are used
    text_problems: Mapped[list[str]] = mapped_column(JsonColumn)
    seen_at: Mapped[datetime] = mapped_column(Moment)


def packed(files: Mapping[str, str]) -> bytes:
    """Files by name, as they are kept."""
    return zlib.compress(json.dumps(dict(files)).encode(), 6)


def unpacked(content: bytes) -> dict[str, str]:
    """The files that `packed` kept."""
    files: dict[str, str] = json.loads(zlib.decompress(content))
    return files


def in_force(session: Session) -> RuleChangeRow | None:
    """The set that decides now; None before the first one came into force."""
    return session.scalars(select(RuleChangeRow).where(IN_FORCE)).one_or_none()


def the_one_in_force(session: Session) -> RuleChangeRow:
    """The set that decides now, where there must be one."""
    return session.scalars(select(RuleChangeRow).where(IN_FORCE)).one()


def latest(
    session: Session, version: str, *states: ChangeState, node: str | None = None
) -> RuleChangeRow | None:
    """The newest change with this version, of all or of some states, on all nodes or on one."""
    query = select(RuleChangeRow).where(RuleChangeRow.version == version)
    if states:
        query = query.where(RuleChangeRow.state.in_(states))
    if node is not None:
        query = query.where(RuleChangeRow.node == node)
    return session.scalars(query.order_by(RuleChangeRow.id.desc()).limit(1)).one_or_none()


def earlier_authors(session: Session, version: str) -> set[str]:
    """Who put this version forward before, without its coming into force: they stay its authors."""
    query = select(RuleChangeRow.authors).where(
        RuleChangeRow.version == version, RuleChangeRow.in_force_at.is_(None)
    )
    return {author for authors in session.scalars(query) for author in authors}


def announced(session: Session, node: str) -> bool:
    """Whether `rules apply` has something on its way on this node."""
    query = select(RuleChangeRow.id).where(
        RuleChangeRow.state == ChangeState.ANNOUNCED, RuleChangeRow.node == node
    )
    return session.scalar(query.limit(1)) is not None


def versions_like(session: Session, beginning: str) -> list[str]:
    """The versions that begin so, whether they ever decided or not."""
    query = select(RuleChangeRow.version).where(RuleChangeRow.version.startswith(beginning, autoescape=True))
    return sorted(set(session.scalars(query)))
