"""Which files in a drop folder are complete: seen, left alone for a while, and open for writing nowhere.

The kernel's notices (inotify) only make things quicker; every scan looks at the whole folder, because
notices get lost and network file systems send none.
"""

import contextlib
import fnmatch
import os
import stat
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from inotify_simple import INotify, flags  # type: ignore[import-untyped]  # it ships no types

from intake_daemon.sources.drop_files import Signature, open_for_writing, signature, why_not_a_document
from intake_daemon.sources.settings import DropSettings

log = structlog.get_logger(__name__)

_ARRIVALS = flags.CREATE | flags.MOVED_TO | flags.CLOSE_WRITE
_WATCHED = _ARRIVALS | flags.MODIFY | flags.DELETE_SELF | flags.MOVE_SELF | flags.ONLYDIR


@dataclass
class Sighting:
    """One file as it was last seen.

    Args:
        since: when it last changed, on the monotonic clock.
        first_seen: when it was first seen, aware, UTC.
    """

    signature: Signature
    since: float
    first_seen: datetime


@dataclass(frozen=True)
class Scan:
    """What one look at the folder gave: complete files, and entries that are not to be taken, with why."""

    complete: list[tuple[Path, datetime]]
    strange: list[tuple[Path, str]]


class DropWatch:
    """Watches one folder. `scan` raises OSError when the folder cannot be read."""

    def __init__(self, settings: DropSettings) -> None:
        self._settings = settings
        self._sightings: dict[str, Sighting] = {}
        self._notices: INotify | None = None
        self._watched: tuple[int, int] | None = None  # device and inode of the folder the notices are about
        self._log = log.bind(source=settings.name)

    def scan(self) -> Scan:
        """Look at every file in the folder."""
        self._watch()
        now = time.monotonic()
        strange: list[tuple[Path, str]] = []
        present: dict[str, Sighting] = {}
        for entry in sorted(os.scandir(self._settings.folder), key=lambda entry: entry.name):
            if self._is_ignored(entry.name):
                continue
            with contextlib.suppress(FileNotFoundError):
                found = entry.stat(follow_symlinks=False)
                if reason := why_not_a_document(found):
                    strange.append((Path(entry.path), reason))
                elif stat.S_ISREG(found.st_mode):
                    present[entry.name] = self._sighting(entry.name, signature(found), now)
        self._sightings = present
        return Scan(self._complete(now), strange)

    def forget(self, name: str) -> None:
        """A file of this name that comes now is a new one."""
        self._sightings.pop(name, None)

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait for a notice, or for a file to have been left alone long enough; True when there is one."""
        end = time.monotonic() + seconds
        while not stop.is_set() and (left := end - time.monotonic()) > 0:
            if self._something_came(min(left, 0.5), stop):
                return True
            now = time.monotonic()
            if any(self._due(sighting) <= now for sighting in self._sightings.values()):
                return True
        return False

    def close(self) -> None:
        """Let go of the kernel's notices."""
        notices, self._notices, self._watched = self._notices, None, None
        if notices is not None:
            notices.close()

    def _is_ignored(self, name: str) -> bool:
        return name.startswith(".") or any(
            fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in self._settings.ignore
        )

    def _sighting(self, name: str, now_is: Signature, now: float) -> Sighting:
        before = self._sightings.get(name)
        if before is None or before.signature.inode != now_is.inode:
            return Sighting(now_is, now, datetime.now(UTC))
        if before.signature != now_is:
            before.signature, before.since = now_is, now
        return before

    def _due(self, sighting: Sighting) -> float:
        """From when on, on the monotonic clock, a file counts as complete if it does not change again."""
        empty = sighting.signature.size == 0
        return sighting.since + (self._settings.empty_seconds if empty else self._settings.settle_seconds)

    def _complete(self, now: float) -> list[tuple[Path, datetime]]:
        due = {name: seen for name, seen in self._sightings.items() if self._due(seen) <= now}
        busy = open_for_writing({(seen.signature.device, seen.signature.inode) for seen in due.values()})
        for seen in due.values():
            if (seen.signature.device, seen.signature.inode) in busy:
                seen.since = now
        folder = self._settings.folder
        return [(folder / name, seen.first_seen) for name, seen in due.items() if self._due(seen) <= now]

    def _watch(self) -> None:
        """Ask the kernel for notices about the folder, again when it is another one under the same name."""
        found = os.stat(self._settings.folder)
        if self._watched == (found.st_dev, found.st_ino):
            return
        self.close()
        self._watched = (found.st_dev, found.st_ino)
        try:
            self._notices = INotify()
            self._notices.add_watch(self._settings.folder, _WATCHED)
        except OSError as error:
            self._log.warning("no_notices", why=error.strerror, action="the folder is only scanned")
            if self._notices is not None:
                self._notices.close()
                self._notices = None

    def _something_came(self, seconds: float, stop: threading.Event) -> bool:
        """Read notices; a file that is being written to starts its waiting time anew."""
        if self._notices is None:
            stop.wait(seconds)
            return False
        came = False
        for event in self._notices.read(timeout=int(seconds * 1000), read_delay=20):
            seen = self._sightings.get(event.name)
            if seen is not None and event.mask & (flags.MODIFY | flags.CLOSE_WRITE):
                seen.since = time.monotonic()
            came = came or (bool(event.mask & _ARRIVALS) and not self._is_ignored(event.name))
            came = came or bool(event.mask & (flags.DELETE_SELF | flags.MOVE_SELF | flags.Q_OVERFLOW))
        return came
