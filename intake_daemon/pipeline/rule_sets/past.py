"""The changes of the rules so far: what became of each, and how much each set decided."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import rules
from intake_daemon.errors import ConfigError
from intake_daemon.model import Frozen
from intake_daemon.pipeline.rule_sets.loading import load_stored
from intake_daemon.store.requests import DecisionRow
from intake_daemon.store.rule_changes import RuleChangeRow
from rules.difference import Difference, compare


class PastChange(Frozen):
    """One set of rules as it was put forward once.

    Args:
        decisions: how many decisions this version made, in all the times it was in force.
        changed: what it said otherwise than the set it was to follow, counted.
        noticed_at: when it was put forward; aware, UTC like all moments here.
        approved_by: who approved or declined it; None when nobody had to.
    """

    number: int
    version: str
    state: str
    noticed_at: datetime
    in_force_at: datetime | None
    ended_at: datetime | None
    authors: tuple[str, ...]
    note: str
    approved_by: str | None
    approved_at: datetime | None
    approval_note: str
    decisions: int
    changed: str
    problems: tuple[str, ...]
    node: str


def past_changes(session: Session, version: str | None = None) -> list[PastChange]:
    """All changes, or those of one version, the newest first."""
    query = select(RuleChangeRow).order_by(RuleChangeRow.id.desc())
    if version:
        query = query.where(RuleChangeRow.version == version)
    counts = _decisions(session)
    return [_past(row, counts.get(row.version, 0)) for row in session.scalars(query)]


def what_it_changed(session: Session, number: int) -> Difference | None:
    """What a change said otherwise than the set it followed or was to follow; None when that cannot be told."""
    row = session.get_one(RuleChangeRow, number)
    before = _before(session, row)
    if before is None:
        return None
    try:
        return compare(_loaded(before), _loaded(row))
    except ConfigError:
        return None


def _decisions(session: Session) -> dict[str, int]:
    """Decisions of the rules, not of people, by version."""
    query = select(DecisionRow.rule_set, func.count()).where(DecisionRow.person.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(DecisionRow.rule_set))}


def _past(row: RuleChangeRow, decisions: int) -> PastChange:
    return PastChange(
        number=row.id,
        version=row.version,
        state=row.state,
        noticed_at=row.noticed_at,
        in_force_at=row.in_force_at,
        ended_at=row.ended_at,
        authors=tuple(row.authors),
        note=row.note,
        approved_by=row.decided_by,
        approved_at=row.decided_at,
        approval_note=row.decision_note,
        decisions=decisions,
        changed=row.changed,
        problems=tuple(row.problems),
        node=row.node,
    )


def _before(session: Session, row: RuleChangeRow) -> RuleChangeRow | None:
    """The set in force when this one came, or when it was put forward."""
    moment = row.in_force_at or row.noticed_at
    query = select(RuleChangeRow).where(RuleChangeRow.in_force_at <= moment, RuleChangeRow.id != row.id)
    newest = query.order_by(RuleChangeRow.in_force_at.desc(), RuleChangeRow.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def _loaded(row: RuleChangeRow) -> rules.RuleSet:
    return load_stored(row.version, row.files)
