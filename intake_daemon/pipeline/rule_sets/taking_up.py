"""Taking up what people changed in the folders: checked first, then recorded, and brought into force if it may be.

What a folder held when it was last weighed is kept, so that only a change counts: a node whose folder lags behind
the set in force does not turn it back, and a set that was refused is not refused again at every look.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import rules
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.rule_sets.checking import Checked, check, load_message_texts
from intake_daemon.pipeline.rule_sets.folder import Snapshot, authors_of, look
from intake_daemon.pipeline.rule_sets.loading import what_changed
from intake_daemon.pipeline.rule_sets.recording import (
    DAEMON,
    add_change,
    bring_into_force,
    known_refusal,
    let_wait,
    lock,
    refuse,
    withdraw_pending,
)
from intake_daemon.store import audit
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.rule_changes import (
    ChangeState,
    RuleChangeRow,
    RuleFolderRow,
    in_force,
    latest,
)
from outbox.render import Templates


@dataclass(frozen=True)
class Looked:
    """What came of a look at the folders.

    Args:
        checked: the rules in the folder; those in force are not checked again.
        change: the row of them that was recorded or moved on; None when they are nothing new.
        templates: the message texts; None when they have mistakes.
        text_problems: those mistakes.
    """

    checked: Checked
    change: RuleChangeRow | None
    templates: Templates | None
    text_problems: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version of the rules in the folder."""
        return self.checked.snapshot.version

    @property
    def rule_set(self) -> rules.RuleSet | None:
        """The rules in the folder; None when they have mistakes or are in force already."""
        return self.checked.rule_set


@dataclass(frozen=True)
class _Found:
    """A look, checked, at a moment."""

    config: Config
    checked: Checked
    text_problems: tuple[str, ...]
    changed: str
    at: datetime
    actor: str

    @property
    def snapshot(self) -> Snapshot:
        return self.checked.snapshot

    @property
    def version(self) -> str:
        return self.snapshot.version


def is_news(session: Session, config: Config, snapshot: Snapshot) -> bool:
    """Whether the folders hold anything that was not weighed yet."""
    seen = session.get(RuleFolderRow, config.node_name)
    if seen is None or (seen.version, seen.texts) != (snapshot.version, snapshot.message_texts):
        return True
    return latest(session, snapshot.version, ChangeState.ANNOUNCED, node=config.node_name) is not None


def take_up(
    engine: Engine, config: Config, *, at: datetime, actor: str = DAEMON, anew: bool = False
) -> Looked | None:
    """Look at the folders and take up what is new; None when nothing is.

    Args:
        at: the moment, aware.
        actor: who has it done.
        anew: check even what was weighed before, since something around it may have changed.

    Raises:
        ConfigError: nothing has ever been in force, and what the folder holds may not come into force.
    """
    snapshot = look(config)
    with reading(engine) as session:
        if not (anew or is_news(session, config, snapshot)):
            return None
        current = in_force(session)
    templates, text_problems = load_message_texts(config)
    known = current is not None and current.version == snapshot.version
    checked = Checked(snapshot, (), None) if known else check(snapshot, templates)  # checked when it came
    if current is None and checked.problems:
        raise ConfigError("\n".join(checked.problems))
    found = _Found(config, checked, text_problems, what_changed(current, checked), at, actor)
    with transaction(engine) as session:
        lock(session)
        change = _record(session, found)
        _note_folder(session, found)
    return Looked(checked, change, templates, text_problems)


def _record(session: Session, found: _Found) -> RuleChangeRow | None:
    """Write down what a set of rules is, unless that is known; the row it concerns."""
    node, current = found.config.node_name, in_force(session)
    announced = latest(session, found.version, ChangeState.ANNOUNCED, node=node)
    if current is not None and current.version == found.version:
        withdraw_pending(session, node, found.at)
        return None
    if announced is None and _lags_behind(session, found, current):
        return _look_again(session, found)
    refusal = known_refusal(session, found.version) if announced is None else None
    if refusal is not None and found.checked.problems:
        withdraw_pending(session, node, found.at)
        refusal.problems = list(found.checked.problems)
        return refusal
    row = announced or add_change(
        session,
        found.checked,
        node=node,
        authors=_authors(found, current),
        note="",
        changed=found.changed,
        at=found.at,
    )
    withdraw_pending(session, node, found.at, but=row.id)
    _move_on(session, found, row)
    return row


def _lags_behind(session: Session, found: _Found, current: RuleChangeRow | None) -> bool:
    """Whether the folder is as it was weighed, or belongs to a node that joins others and never was."""
    seen = session.get(RuleFolderRow, found.config.node_name)
    if seen is not None:
        return seen.version == found.version
    others = session.scalar(select(func.count()).select_from(RuleFolderRow))
    return current is not None and bool(others)


def _look_again(session: Session, found: _Found) -> RuleChangeRow | None:
    """What was weighed before may be mended by now, or need no second person any more."""
    row = latest(session, found.version)
    if row is None or row.node != found.config.node_name:
        return None
    if row.state == ChangeState.WAITING and not found.config.rule_changes.four_eyes:
        _move_on(session, found, row)
        return row
    if row.state == ChangeState.REFUSED and row.decided_by is None:
        if found.checked.problems:
            row.problems = list(found.checked.problems)
        else:
            _move_on(session, found, row)
        return row
    return None


def _move_on(session: Session, found: _Found, row: RuleChangeRow) -> None:
    if found.checked.problems:
        refuse(session, row, found.checked.problems)
    elif found.config.rule_changes.four_eyes:
        let_wait(session, row)
    else:
        bring_into_force(session, row, actor=found.actor, at=found.at)


def _authors(found: _Found, current: RuleChangeRow | None) -> tuple[str, ...]:
    return authors_of(found.snapshot, current.files if current else {})


def _note_folder(session: Session, found: _Found) -> None:
    """Keep what the folders held, and say so when the message texts in them became good or bad."""
    seen = session.get(RuleFolderRow, found.config.node_name)
    texts = found.snapshot.message_texts
    if seen is None:
        seen = RuleFolderRow(node=found.config.node_name, texts=texts)
        session.add(seen)
    elif seen.texts != texts:
        action = "texts.refused" if found.text_problems else "texts.loaded"
        detail: audit.Detail = {"texts": texts, "problems": len(found.text_problems), "node": seen.node}
        audit.append(session, action, actor=found.actor, detail=detail)
    seen.version, seen.texts, seen.seen_at = found.version, texts, found.at
    seen.text_problems = list(found.text_problems)
