"""What everybody should know who looks at the queue: rules that were refused, or that wait for a second person."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.store.rule_changes import (
    ChangeState,
    RuleChangeRow,
    RuleFolderRow,
    in_force,
    latest,
)

SHORT = 12  #: letters of a version as people are shown it


@dataclass(frozen=True)
class Standing:
    """One sentence, and what to do."""

    words: str
    fix: str

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.words}: {self.fix}"


def standing(session: Session, node: str, *, four_eyes: bool = False) -> tuple[Standing, ...]:
    """What is not as it should be with the rules, until a good set is in the folder and in force.

    Args:
        node: whose own folder is looked at besides; those of others are named only when they were refused.
        four_eyes: whether every set must have been approved.
    """
    current = in_force(session)
    kept = current.version if current else ""
    folders = session.scalars(select(RuleFolderRow).order_by(RuleFolderRow.node)).all()
    found = [one for folder in folders for one in _of_folder(session, folder, kept, own=folder.node == node)]
    alone = (_unapproved(current),) if four_eyes and current and not current.decided_by else ()
    return (*found, *_waiting(session, kept), *alone)


def standing_of(session: Session, config: Config) -> tuple[Standing, ...]:
    """The same as `standing`, for an installation."""
    return standing(session, config.node_name, four_eyes=config.rule_changes.four_eyes)


def _of_folder(session: Session, folder: RuleFolderRow, kept: str, *, own: bool) -> Iterator[Standing]:
    where = "" if own else f" on {folder.node}"
    if folder.text_problems:
        number = _mistakes(len(folder.text_problems))
        words = f"the message texts{where} were refused, {number}; those before stay in use"
        yield Standing(words, "`intake-daemon doctor` shows what is wrong")
    change = latest(session, folder.version) if folder.version != kept else None
    if change is None:
        return
    if change.state == ChangeState.REFUSED:
        yield _refused(change, kept, where)
    elif own and change.state in (ChangeState.SUPERSEDED, ChangeState.WITHDRAWN):
        words = f"the rules folder holds {change.version[:SHORT]}, and {kept[:SHORT]} is in force"
        yield Standing(words, f"`intake-daemon rules apply {kept[:SHORT]}` puts it into the folder")


def _refused(change: RuleChangeRow, kept: str, where: str) -> Standing:
    since = f"{change.decided_at or change.noticed_at:%Y-%m-%d}"
    stays = f"{kept[:SHORT]} stays in force" if kept else "nothing is in force"
    if change.decided_by:
        words = (
            f"rules {change.version[:SHORT]}{where} were declined by {change.decided_by} on {since}; {stays}"
        )
        return Standing(words, "edit the folder, or `intake-daemon rules apply` another version")
    number = _mistakes(len(change.problems))
    words = f"rules {change.version[:SHORT]}{where} were refused on {since}, {number}; {stays}"
    return Standing(words, f"`intake-daemon rules history {change.version[:SHORT]}` shows what is wrong")


def _unapproved(current: RuleChangeRow) -> Standing:
    """As when four_eyes has just been switched on, or somebody went round it."""
    short = current.version[:SHORT]
    words = f"rules {short} are in force and no second person approved them, though four_eyes is on"
    return Standing(words, f"`intake-daemon rules approve {short}`, by somebody else than their author")


def _waiting(session: Session, kept: str) -> Iterator[Standing]:
    query = select(RuleChangeRow).where(RuleChangeRow.state == ChangeState.WAITING)
    for change in session.scalars(query.order_by(RuleChangeRow.id)):
        short, by = change.version[:SHORT], ", ".join(change.authors) or "somebody"
        stays = f"{kept[:SHORT]} stays in force" if kept else "nothing is in force"
        words = f"rules {short} by {by} wait for a second person; {stays}"
        yield Standing(words, f"`intake-daemon rules approve {short}` shows what would change")


def _mistakes(number: int) -> str:
    return "1 mistake" if number == 1 else f"{number} mistakes"
