"""Faxes and scans out of a folder into which a service or a machine puts files.

A file is complete when its size and time have not changed for `settle_seconds` and nobody on this machine
has it open for writing. It is then renamed into `.claimed/`, read, and handed over; once stored it moves to
`done/YYYY-MM-DD/`. What is not taken moves to `failed/`, with the reason in a text file beside it:

- Links, pipes, sockets and devices are nothing anybody means to fax. They are logged, not handed over.
- A file that is too large, has a second name, or cannot be read for an hour is handed over without its
  content (`Taken.withheld`), so that a person looks for it in `failed/`.

An empty file is waited for longer and then handed over as it is: what is empty is for the reader to say.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from intake_daemon.durable import as_transient, explained, move_aside, write_durably
from intake_daemon.errors import ConfigError
from intake_daemon.model import Channel, FaxFacts, Taken
from intake_daemon.sources.drop_claims import Claim, Claims
from intake_daemon.sources.drop_files import (
    ChangedFileError,
    UnsafeFileError,
    names_like,
    read_safely,
    safe_name,
    why_withheld,
)
from intake_daemon.sources.drop_watch import DropWatch, Scan
from intake_daemon.sources.fax_names import FaxNames
from intake_daemon.sources.in_turn import Attempt, in_turn
from intake_daemon.sources.settings import DropSettings
from intake_daemon.sources.source import Ledger

log = structlog.get_logger(__name__)

PATIENCE = timedelta(hours=1)  #: for which a claimed file may be unreadable before a person is told


class DropSource:
    """A drop folder as a `Source`; the key of an arrival is "claim/file name".

    Args:
        settings: the table [[drop]] of the configuration.
        max_bytes: larger files are handed over without their content and moved to failed/.
        state_dir: the daemon's own folder, which a drop must not overlap.

    Raises:
        ConfigError: the folder is no safe place for a drop.
    """

    def __init__(self, settings: DropSettings, *, max_bytes: int, state_dir: Path | None = None) -> None:
        check_folder(settings, state_dir)
        self.beat: Callable[[], None] = lambda: None
        self._settings = settings
        self._max_bytes = max_bytes
        self._watch = DropWatch(settings)
        self._claims = Claims(settings.folder)
        self._names = FaxNames(settings)
        self._complaints: set[str] = set()  # claims whose trouble has been logged
        self._log = log.bind(source=settings.name)

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        return self._settings.name

    @property
    def poll_seconds(self) -> float:
        """How long at most between two scans."""
        return self._settings.scan_seconds

    def poll(self, ledger: Ledger) -> Iterator[Taken]:
        """Hand over claims that a crash left, then every complete file; one that fails stops no other.

        Raises:
            TransientError: the folder is gone, not permitted, or on a full disk.
        """
        with explained("look into", self._settings.folder):
            scan = self._watch.scan()
        yield from in_turn(self._attempts(scan, ledger))

    def stored(self, taken: Taken) -> None:
        """Move a file that has been committed to done/, or to failed/ when it was withheld.

        Raises:
            TransientError: not done; the next poll will do it.
        """
        if claim := self._claims.find(taken.key.partition("/")[0]):
            self._put_away(claim, taken.withheld)

    def refused(self, what: Taken | Path, reason: str) -> None:
        """Move a file to failed/, with the reason beside it."""
        if isinstance(what, Taken):
            if claim := self._claims.find(what.key.partition("/")[0]):
                self._put_away(claim, reason)
            return
        moved = self._fail(what, reason, token=f"{datetime.now(UTC):%H%M%S}")
        self._log.warning("entry_refused", reason=reason, moved_to=str(moved.parent))

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait for something to do in the folder; True when there may be."""
        return self._watch.wait(seconds, stop)

    def abandon(self) -> None:
        """Nothing here blocks for long."""

    def close(self) -> None:
        """Let go of the kernel's notices and of the claims."""
        self._watch.close()
        self._claims.close()

    def _attempts(self, scan: Scan, ledger: Ledger) -> Iterator[Attempt]:
        for claim in self._claims.waiting():
            yield partial(self._hand_over, claim, ledger)
        for path, reason in scan.strange:
            yield partial(self._refuse, path, reason)
        for path, first_seen in scan.complete:
            yield partial(self._claim_and_hand_over, path, first_seen, ledger)

    def _refuse(self, path: Path, reason: str) -> Iterator[Taken]:
        self.refused(path, reason)
        yield from ()

    def _claim_and_hand_over(self, path: Path, first_seen: datetime, ledger: Ledger) -> Iterator[Taken]:
        claim = self._claims.take(path, first_seen)
        self._watch.forget(path.name)
        if claim is not None:
            yield from self._hand_over(claim, ledger)

    def _hand_over(self, claim: Claim, ledger: Ledger) -> Iterator[Taken]:
        """The arrival of a claim, if it can be read now; a claim that was stored before is only tidied up."""
        self.beat()
        key = f"{claim.id}/{safe_name(claim.path.name)}"
        if ledger.known(self.name, key):
            with explained("look at", claim.path.parent):
                reason = why_withheld(claim.path.lstat(), self._max_bytes)
            self._put_away(claim, reason)
            return
        try:
            yield self._arrival(claim, key, content=read_safely(claim.path, self._max_bytes))
        except UnsafeFileError as unsafe:
            yield self._arrival(claim, key, withheld=str(unsafe))
        except ChangedFileError:
            self._complain(claim, "it was written to while it was read")
        except OSError as error:
            why = str(as_transient(error, "read", claim.path.parent))
            self._complain(claim, why)
            if datetime.now(UTC) - claim.first_seen > PATIENCE:
                yield self._arrival(claim, key, withheld=why)

    def _complain(self, claim: Claim, why: str) -> None:
        """Log once that a file waits; it is tried again at every poll."""
        if claim.id not in self._complaints:
            self._complaints.add(claim.id)
            self._log.warning("file_waits", claim=claim.id, why=why)

    def _arrival(self, claim: Claim, key: str, *, content: bytes = b"", withheld: str | None = None) -> Taken:
        name = safe_name(claim.path.name)
        told = self._names.read(name, claim.first_seen)
        same = f"id:{told.facts.vendor_id}" if told.facts.vendor_id else f"name:{name}"
        return Taken(
            source=self.name,
            channel=Channel.FAX,
            key=key,
            name=name,
            content=content,
            received_at=told.received_at or claim.first_seen,
            same_arrival_key=key
            if withheld
            else same,  # without the bytes nothing else can be called the same
            fax=told.facts if told.facts != FaxFacts() else None,
            withheld=withheld,
        )

    def _put_away(self, claim: Claim, reason: str | None) -> None:
        if reason:
            self._fail(claim.path, reason, token=claim.id[-6:])
        else:
            day = claim.first_seen.astimezone(ZoneInfo(self._settings.time_zone)).date().isoformat()
            names = names_like(claim.path.name, claim.id[-6:])
            move_aside(claim.path, self._settings.folder / "done" / day, names)
        self._claims.forget(claim)
        self._complaints.discard(claim.id)

    def _fail(self, path: Path, reason: str, *, token: str) -> Path:
        moved = move_aside(path, self._settings.folder / "failed", names_like(path.name, token))
        write_durably(moved.with_name(f"{moved.name}.reason.txt"), f"{reason}\n".encode())
        return moved


def check_folder(settings: DropSettings, state_dir: Path | None) -> None:
    """Refuse a folder into which anybody could slip something, or which holds the daemon's own files.

    A folder that is missing is no mistake: a file system may be mounted later.

    Raises:
        ConfigError: with what to do.
    """
    folder = settings.folder
    if state_dir is not None and _overlap(folder, state_dir):
        raise ConfigError(
            f"drop {settings.name}: {folder} and state_dir {state_dir} must not lie in one another"
        )
    try:
        found = os.stat(folder)
    except OSError:
        return
    if not stat.S_ISDIR(found.st_mode):
        raise ConfigError(f"drop {settings.name}: {folder} is no folder")
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
        raise ConfigError(f"drop {settings.name}: everybody may write to {folder}; run: chmod o-w {folder}")


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one == other or one in other.parents or other in one.parents
