"""Putting an edited set of rules live: announced in the store, swapped into the folder, taken up from there.

Killed before the swap, nothing has changed and the announcement is withdrawn by the next one; killed after it, the
running daemon or the next start finds the new files and, in the announcement, whose they are and why.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine

import rules
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.folder_swap import replace_files
from intake_daemon.pipeline.rule_sets.checking import Checked
from intake_daemon.pipeline.rule_sets.loading import what_changed
from intake_daemon.pipeline.rule_sets.recording import announce, withdraw_pending
from intake_daemon.pipeline.rule_sets.taking_up import take_up
from intake_daemon.pipeline.services import utc_now
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.rule_changes import RuleChangeRow, in_force, the_one_in_force


def target_folder(config: Config) -> Path:
    """The folder that `rules apply` writes to.

    Raises:
        ConfigError: none is configured, so that the rules shipped with the program are in use.
    """
    if config.rules is None:
        raise ConfigError(
            "rules: no folder is configured, and the rules shipped with the program are not written to; make a "
            'folder by `intake-daemon rules copy DIR` and name it in the configuration: rules = "DIR"'
        )
    return config.rules


def begin(engine: Engine, config: Config) -> None:
    """Let the folder come into force as it is where nothing ever was, so that the first change is one."""
    with reading(engine) as session:
        first = in_force(session) is None
    if first and not config.rule_changes.four_eyes:
        with suppress(ConfigError):  # it has mistakes: what is put live now is the first
            take_up(engine, config, at=utc_now())


def apply(
    engine: Engine, config: Config, checked: Checked, *, authors: tuple[str, ...], note: str, actor: str
) -> RuleChangeRow:
    """Put a set of rules without mistakes into the folder and take it up.

    Args:
        authors: who wrote it and who puts it live.

    Returns:
        What became of it: in force, or waiting for a second person.

    Raises:
        ConfigError: no folder is configured.
        TransientError: the folder cannot be swapped; it is as it was.
    """
    folder = target_folder(config)
    with _alone(folder):
        change = _announced(engine, config, checked, authors, note, actor)
        try:
            _put(folder, checked.snapshot.texts)
        except BaseException:
            with transaction(engine) as session:
                withdraw_pending(session, config.node_name, utc_now())
            raise
        take_up(engine, config, at=utc_now(), actor=actor)
    with reading(engine) as session:
        return session.get_one(RuleChangeRow, change.id) if change else the_one_in_force(session)


def _announced(
    engine: Engine, config: Config, checked: Checked, authors: tuple[str, ...], note: str, actor: str
) -> RuleChangeRow | None:
    """The announcement; None when the set is in force already and only the folder differs."""
    with reading(engine) as session:
        current = in_force(session)
    if current is not None and current.version == checked.snapshot.version:
        return None
    changed = what_changed(current, checked)
    with transaction(engine) as session:
        return announce(
            session,
            checked,
            node=config.node_name,
            authors=authors,
            note=note,
            changed=changed,
            at=utc_now(),
            actor=actor,
        )


def _put(folder: Path, texts: Mapping[str, str]) -> None:
    """Let the folder hold these files, unless it does: then only the announcement was wanted."""
    there, unread = rules.read_texts(folder)
    if unread or there != texts:
        replace_files(folder, texts, ours=is_rule_file)


def is_rule_file(below: Path) -> bool:
    """Whether a path below a rules folder is read as rules."""
    return below.suffix == ".yaml" and not any(part.startswith(".") for part in below.parts)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from swapping the same folder at the same time; the lock ends with the process."""
    parent = folder.resolve().parent
    try:
        descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise TransientError(f"cannot look into {parent}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise TransientError(f"somebody else is putting rules live in {folder} now; try again") from error
    finally:
        os.close(descriptor)
