"""The sets of rules that the store knows, found by the first letters of their version."""

from sqlalchemy.orm import Session

from intake_daemon.errors import IntakeError
from intake_daemon.store.rule_changes import in_force, latest, versions_like

LEAST = 4  #: letters of a version from which one may be meant


class NotOneVersionError(IntakeError):
    """No kept set of rules is meant, or more than one."""


def kept_texts(session: Session, beginning: str) -> dict[str, str]:
    """The files of the one set whose version begins so, by path; one that was refused or waits counts too.

    Raises:
        NotOneVersionError: none does, or several do.
    """
    versions = versions_like(session, beginning) if len(beginning) >= LEAST else []
    row = latest(session, versions[0]) if len(versions) == 1 else None
    if row is None:
        found = "several kept versions begin" if versions else "no kept version begins"
        advice = f"give a folder, or at least {LEAST} letters of a version that is kept"
        raise NotOneVersionError(f"{found} with {beginning}: {advice}")
    return row.files


def texts_in_force(session: Session) -> dict[str, str] | None:
    """The files of the set that decides; None when no daemon has run yet."""
    row = in_force(session)
    return row.files if row else None
