"""What a second person says of a set of rules that waits: yes, or no."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.rule_sets.folder import is_person, named
from intake_daemon.pipeline.rule_sets.recording import bring_into_force, digest_of, lock
from intake_daemon.store import audit
from intake_daemon.store.rule_changes import ChangeState, RuleChangeRow, latest


def to_approve(session: Session, version: str) -> RuleChangeRow:
    """The change of this version that waits, or that is in force though nobody approved it.

    Raises:
        RefusedError: there is none.
    """
    row = latest(session, version, ChangeState.WAITING, ChangeState.IN_FORCE)
    if row is not None and _wants_approval(row):
        return row
    raise RefusedError(
        f"version {version[:12]} does not wait for anybody: it is {_state(latest(session, version))}"
    )


def _wants_approval(row: RuleChangeRow) -> bool:
    unseen = row.state == ChangeState.IN_FORCE and row.decided_by is None
    return unseen or row.state == ChangeState.WAITING


def _state(row: RuleChangeRow | None) -> str:
    if row is None:
        return "unknown"
    words = row.state.replace("_", " ")
    return f"{words}, as {row.decided_by} said" if row.decided_by else words


def may_approve(authors: Collection[str], person: str, *, not_mine: bool) -> None:
    """Nobody approves what they wrote, and nobody who cannot be told apart from others approves at all.

    Args:
        authors: as recorded, and the owners of the changed files as they are now.
        person: who is at the keyboard.
        not_mine: they declare that the change is not theirs, where no author has a name.

    Raises:
        RefusedError: with what to do.
    """
    if not is_person(person):
        raise RefusedError(
            f"{person} is an account and no person: approve under your own name (sudo from your account keeps it)"
        )
    if person in authors:
        raise RefusedError(f"{person} made this change; somebody else must approve it")
    if not named(authors) and not not_mine:
        raise RefusedError(
            f"only {', '.join(sorted(authors)) or 'nobody'} stands on the changed files, so nobody knows who made "
            "this change. Let its author put it live by `intake-daemon rules apply`, or declare by --not-mine that "
            "it was not you; that stands in the audit"
        )


def approve(
    session: Session,
    row: RuleChangeRow,
    *,
    person: str,
    authors: Collection[str],
    note: str,
    at: datetime,
    not_mine: bool = False,
) -> None:
    """Bring a set that waits into force on the word of a second person; or let one stand that came without.

    Raises:
        RefusedError: this person may not, or somebody was faster.
    """
    lock(session)
    session.refresh(row)
    if not _wants_approval(row):
        raise RefusedError(f"version {row.version[:12]} is {_state(row)} by now")
    may_approve(authors, person, not_mine=not_mine)
    row.authors = sorted({*row.authors, *authors})
    row.decided_by, row.decided_at, row.decision_note = person, at, note
    detail: audit.Detail = {
        "rule_set": row.version,
        "authors": list(row.authors),
        "declared_not_mine": not_mine,
        "note_sha256": digest_of(note),
    }
    audit.append(session, "rules.approved", actor=person, detail=detail)
    if row.state != ChangeState.IN_FORCE:
        bring_into_force(session, row, actor=person, at=at)


def decline(session: Session, row: RuleChangeRow, *, person: str, note: str, at: datetime) -> None:
    """Say no to a set that waits; its author may say so too."""
    lock(session)
    session.refresh(row)
    if row.state != ChangeState.WAITING:
        raise RefusedError(f"version {row.version[:12]} does not wait: it is {_state(row)}")
    row.state, row.ended_at = ChangeState.REFUSED, at
    row.decided_by, row.decided_at, row.decision_note = person, at, note
    detail: audit.Detail = {
        "rule_set": row.version,
        "authors": list(row.authors),
        "note_sha256": digest_of(note),
    }
    audit.append(session, "rules.declined", actor=person, detail=detail)
