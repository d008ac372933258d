"""The sets of rules that are kept in the store, found by the first letters of their version."""

import json
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.errors import IntakeError
from intake_daemon.store.directory import RuleSetRow

LEAST = 4  #: letters of a version from which one may be meant


class NotOneVersionError(IntakeError):
    """No kept set of rules is meant, or more than one."""


def kept_texts(session: Session, beginning: str) -> dict[str, str]:
    """The files of the one kept set whose version begins so, by path.

    Raises:
        NotOneVersionError: none does, or several do.
    """
    wanted = select(RuleSetRow).where(RuleSetRow.version.startswith(beginning, autoescape=True)).limit(2)
    rows = session.scalars(wanted).all() if len(beginning) >= LEAST else []
    if len(rows) != 1:
        found = "several kept versions begin" if rows else "no kept version begins"
        advice = f"give a folder, or at least {LEAST} letters of a version that is kept"
        raise NotOneVersionError(f"{found} with {beginning}: {advice}")
    return texts_of(rows[0])


def texts_in_force(session: Session) -> dict[str, str] | None:
    """The files of the set that decides; None when no daemon has run yet."""
    newest = select(RuleSetRow).order_by(RuleSetRow.loaded_at.desc()).limit(1)
    row = session.scalars(newest).one_or_none()
    return texts_of(row) if row else None


def texts_of(row: RuleSetRow) -> dict[str, str]:
    """A kept set's files by path."""
    files: dict[str, str] = json.loads(zlib.decompress(row.content))
    return files
