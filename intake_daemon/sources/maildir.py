"""Mail out of a Maildir that a local mail server delivers into (https://cr.yp.to/proto/maildir.html).

A file in new/ or cur/ is complete by contract, and the part of its name before ":" never changes, so it is
the key. Once stored a message moves to the subfolder ".Processed" (Maildir++), what was withheld to
".TooLarge". It came when its file was last written: delivery writes it, and nothing after may.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from intake_daemon.durable import explained, make_folder, move_aside
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.model import Channel, Taken
from intake_daemon.sources.drop_files import (
    ChangedFileError,
    UnsafeFileError,
    names_like,
    read_safely,
    safe_name,
    why_withheld,
)
from intake_daemon.sources.in_turn import in_turn
from intake_daemon.sources.mail_headers import HEADER_LIMIT, header_block, same_mail_key
from intake_daemon.sources.settings import MaildirSettings
from intake_daemon.sources.source import Ledger

log = structlog.get_logger(__name__)


class MaildirSource:
    """A Maildir as a `Source`.

    Args:
        settings: the table [[maildir]] of the configuration.
        max_bytes: larger messages are handed over without their content and set aside.

    Raises:
        ConfigError: the folder is there and is no Maildir.
    """

    def __init__(self, settings: MaildirSettings, *, max_bytes: int) -> None:
        folder = settings.folder
        if folder.exists() and not (folder / "new").is_dir():
            raise ConfigError(f"maildir {settings.name}: {folder} is no Maildir, since it has no new/ in it")
        self.beat: Callable[[], None] = lambda: None
        self._settings = settings
        self._max_bytes = max_bytes
        self._log = log.bind(source=settings.name)

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        return self._settings.name

    @property
    def poll_seconds(self) -> float:
        """How long at most between two looks."""
        return self._settings.poll_seconds

    def poll(self, ledger: Ledger) -> Iterator[Taken]:
        """Hand over every message that is not known, oldest delivery first; one that fails stops no other.

        Raises:
            TransientError: the Maildir is gone, or a message cannot be read or moved.
        """
        yield from in_turn(partial(self._hand_over, path, ledger) for path in self._messages())

    def stored(self, taken: Taken) -> None:
        """Move a message that has been committed out of the way. May be called twice.

        Raises:
            TransientError: not done; the next poll will do it.
        """
        for path in self._messages():
            if _key(path) == taken.key:
                self._put_away(path, withheld=taken.withheld is not None)

    def refused(self, what: Taken | Path, reason: str) -> None:
        """Set a message aside; the reason goes to the log."""
        for path in self._messages():
            if isinstance(what, Taken) and _key(path) == what.key:
                self._log.warning("message_set_aside", key=what.key, reason=reason)
                self._put_away(path, withheld=True)

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait; True when something lies in new/."""
        stop.wait(seconds)
        with explained("look into", self._settings.folder):
            return not stop.is_set() and any(self._listed("new"))

    def abandon(self) -> None:
        """Nothing here blocks."""

    def close(self) -> None:
        """Nothing is held open."""

    def _messages(self) -> list[Path]:
        """Message files in the order of their unique names, which begin with the second of delivery."""
        with explained("look into", self._settings.folder):
            return sorted((path for box in ("new", "cur") for path in self._listed(box)), key=_key)

    def _listed(self, box: str) -> Iterator[Path]:
        with os.scandir(self._settings.folder / box) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and not entry.is_dir(follow_symlinks=False):
                    yield Path(entry.path)

    def _hand_over(self, path: Path, ledger: Ledger) -> Iterator[Taken]:
        self.beat()
        try:
            found = path.lstat()
            if ledger.known(self.name, _key(path)):
                self._put_away(path, withheld=why_withheld(found, self._max_bytes) is not None)
                return
            content = read_safely(path, self._max_bytes)
        except FileNotFoundError:
            return  # a mail program moved it from new/ to cur/; the next poll finds it there
        except (UnsafeFileError, ChangedFileError) as unsafe:
            yield self._arrival(path, found, _header_of(path, found), withheld=str(unsafe))
        except OSError as error:
            raise TransientError(f"cannot read a message in {path.parent}: {error.strerror}") from error
        else:
            yield self._arrival(path, found, content)

    def _arrival(
        self, path: Path, found: os.stat_result, content: bytes, *, withheld: str | None = None
    ) -> Taken:
        if withheld:
            self._log.warning("message_withheld", key=_key(path), reason=withheld)
        return Taken(
            source=self.name,
            channel=Channel.EMAIL,
            key=_key(path),
            name=f"mail {_key(path).partition('.')[0]}",
            content=content,
            received_at=datetime.fromtimestamp(found.st_mtime, UTC),
            same_arrival_key=_key(path) if withheld else same_mail_key(content),
            withheld=withheld,
        )

    def _put_away(self, path: Path, *, withheld: bool) -> None:
        place = self._settings.folder / (".TooLarge" if withheld else ".Processed")
        with explained("make", place):
            for box in ("tmp", "new", "cur"):
                make_folder(place / box)
        move_aside(path, place / "cur", names_like(path.name, f"{os.getpid():x}"))


def _key(path: Path) -> str:
    return safe_name(path.name.partition(":")[0])


def _header_of(path: Path, found: os.stat_result) -> bytes:
    """The headers of a message that is not read whole; nothing of what is no ordinary file."""
    if not stat.S_ISREG(found.st_mode):
        return b""
    with explained("read a message in", path.parent), path.open("rb") as file:
        return header_block(file.read(HEADER_LIMIT))
