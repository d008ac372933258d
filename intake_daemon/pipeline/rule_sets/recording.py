"""Recording what was put forward and what became of it: every step with its audit row, in one transaction."""

import hashlib
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake_daemon.pipeline.rule_sets.checking import Checked
from intake_daemon.store import audit
from intake_daemon.store.directory import RuleSetRow
from intake_daemon.store.rule_changes import (
    ChangeState,
    RuleChangeRow,
    earlier_authors,
    in_force,
    latest,
    packed,
)

PENDING = (ChangeState.ANNOUNCED, ChangeState.WAITING)
DAEMON = "daemon"


def lock(session: Session) -> None:
    """Let one change of the rules at a time be made; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x72756C6573})


def add_change(
    session: Session,
    checked: Checked,
    *,
    node: str,
    authors: tuple[str, ...],
    note: str,
    changed: str,
    at: datetime,
) -> RuleChangeRow:
    """Put a set of rules forward; what this node had put forward before and nobody decided on is withdrawn."""
    withdraw_pending(session, node, at)
    earlier = earlier_authors(session, checked.snapshot.version)
    row = RuleChangeRow(
        version=checked.snapshot.version,
        content=packed(checked.snapshot.texts),
        node=node,
        noticed_at=at,
        authors=sorted({*authors, *earlier}),
        note=note,
        state=ChangeState.ANNOUNCED,
        changed=changed,
        problems=[],
        decision_note="",
    )
    session.add(row)
    session.flush()
    return row


def announce(
    session: Session,
    checked: Checked,
    *,
    node: str,
    authors: tuple[str, ...],
    note: str,
    changed: str,
    at: datetime,
    actor: str,
) -> RuleChangeRow:
    """Write down what a person is about to put into the folder, so that a look at the folder knows whose it is."""
    lock(session)
    row = add_change(session, checked, node=node, authors=authors, note=note, changed=changed, at=at)
    detail: audit.Detail = {"rule_set": row.version, "note_sha256": digest_of(note), "node": node}
    audit.append(session, "rules.applied", actor=actor, detail=detail)
    return row


def withdraw_pending(session: Session, node: str, at: datetime, *, but: int | None = None) -> None:
    """Take back what a node put forward and nobody decided on, one row perhaps excepted."""
    pending = select(RuleChangeRow).where(RuleChangeRow.state.in_(PENDING), RuleChangeRow.node == node)
    for row in session.scalars(pending).all():
        if row.id != but:
            row.state, row.ended_at = ChangeState.WITHDRAWN, at
    session.flush()


def refuse(session: Session, row: RuleChangeRow, problems: tuple[str, ...]) -> None:
    """Keep a set that has mistakes, with all of them, and say so once in the audit."""
    row.state, row.problems = ChangeState.REFUSED, list(problems)
    current = in_force(session)
    detail: audit.Detail = {
        "rule_set": row.version,
        "problems": len(problems),
        "kept": current.version if current else None,
        "authors": list(row.authors),
        "node": row.node,
    }
    audit.append(session, "rules.refused", actor=DAEMON, detail=detail)


def let_wait(session: Session, row: RuleChangeRow) -> None:
    """Keep a set without mistakes until a second person has approved it."""
    row.state, row.problems = ChangeState.WAITING, []
    detail: audit.Detail = {"rule_set": row.version, "authors": list(row.authors), "node": row.node}
    audit.append(session, "rules.waiting", actor=DAEMON, detail=detail)


def bring_into_force(session: Session, row: RuleChangeRow, *, actor: str, at: datetime) -> None:
    """Let a set decide from now on, in the place of the one that did."""
    before = in_force(session)
    if before is not None:
        before.state, before.ended_at = ChangeState.SUPERSEDED, at
        session.flush()  # before the other, since only one may be in force
    row.state, row.problems, row.in_force_at = ChangeState.IN_FORCE, [], at
    session.flush()
    if session.get(RuleSetRow, row.version) is None:
        session.add(RuleSetRow(version=row.version, content=row.content, loaded_at=at, loaded_by=actor))
    detail: audit.Detail = {
        "rule_set": row.version,
        "before": before.version if before else None,
        "authors": list(row.authors),
        "approved_by": row.decided_by,
        "note_sha256": digest_of(row.note),
        "node": row.node,
    }
    audit.append(session, "rules.loaded", actor=actor, detail=detail)


def known_refusal(session: Session, version: str) -> RuleChangeRow | None:
    """The row of a set whose mistakes are written down already, when that is the last that was said of it."""
    row = latest(session, version)
    if row is not None and row.state == ChangeState.REFUSED and row.decided_by is None:
        return row
    return None


def digest_of(note: str) -> str | None:
    """A person's words may say anything, so the chain holds their hash only; None for no words."""
    return hashlib.sha256(note.encode()).hexdigest() if note else None
