"""Files that have been taken out of a drop folder and are not yet stored.

    .claimed/GROUP/.lock            held for as long as the process that owns the group lives
    .claimed/GROUP/CLAIM/fax.tif    one file; CLAIM begins with the moment the file was first seen

A file is claimed by renaming it into a folder of its own, so of several nodes that watch one drop exactly
one gets it, and the claim's name makes its key and its time of arrival survive a crash. When a process
dies the kernel frees its lock, and any other adopts its claims.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from intake_daemon.durable import claim, explained, make_folder, sync_folder

_MOMENT = "%Y%m%dT%H%M%S%fZ"
_LOCK = ".lock"


class Claim(NamedTuple):
    """One file of ours: unique id, where it lies, and when it was first seen (aware, UTC)."""

    id: str
    path: Path
    first_seen: datetime


class Claims:
    """The claims on one drop folder. Failures are `TransientError`."""

    def __init__(self, drop: Path) -> None:
        self._base = drop / ".claimed"
        self._group: Path | None = None
        self._lock = -1

    def take(self, path: Path, first_seen: datetime) -> Claim | None:
        """Claim a file; None when somebody else was faster."""
        group = self._own_group()
        name = f"{first_seen.astimezone(UTC).strftime(_MOMENT)}-{secrets.token_hex(3)}"
        with explained("claim a file in", self._base):
            (group / name).mkdir(mode=0o700)
            sync_folder(group)
        taken = claim(path, group / name)
        if taken is None:
            (group / name).rmdir()
            return None
        return Claim(name, taken, first_seen)

    def waiting(self) -> list[Claim]:
        """Our claims, oldest first, with those of processes that have died."""
        group = self._own_group()
        with explained("look into", self._base):
            for orphan in self._orphans(group):
                self._adopt(orphan, group)
            return [found for place in sorted(group.iterdir()) if (found := _claim_in(place))]

    def find(self, claim_id: str) -> Claim | None:
        """One of our claims by its id; None when it is done with."""
        return _claim_in(self._own_group() / claim_id)

    def forget(self, done: Claim) -> None:
        """Remove what is left of a claim whose file has been moved on."""
        with contextlib.suppress(OSError):
            done.path.parent.rmdir()

    def close(self) -> None:
        """Give up the group; claims that are left in it are there for the next process."""
        group, self._group = self._group, None
        if group is None:
            return
        with contextlib.suppress(OSError):
            if not any(place.name != _LOCK for place in group.iterdir()):
                (group / _LOCK).unlink()
                group.rmdir()
        os.close(self._lock)

    def _own_group(self) -> Path:
        if self._group is not None and not self._group.is_dir():
            self.close()
        while self._group is None:
            group = self._base / secrets.token_hex(8)
            with explained("claim files in", self._base):
                make_folder(group)
                lock = os.open(group / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if _locked(lock):
                self._group, self._lock = group, lock
            else:
                os.close(lock)  # somebody took it for an orphan in the instant before it was locked
        return self._group

    def _orphans(self, own: Path) -> Iterator[Path]:
        return (place for place in self._base.iterdir() if place != own and (place / _LOCK).is_file())

    def _adopt(self, orphan: Path, group: Path) -> None:
        """Move a dead process's claims into our group; nothing happens when it lives."""
        lock = os.open(orphan / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        try:
            if not _locked(lock):
                return
            for place in orphan.iterdir():
                if place.is_dir():
                    os.rename(place, group / place.name)
            sync_folder(group)
            (orphan / _LOCK).unlink()
            orphan.rmdir()
        except FileNotFoundError:
            return  # another node adopts the same orphan
        finally:
            os.close(lock)


def _locked(descriptor: int) -> bool:
    """Try to get the lock. It belongs to the process, not to children that inherit the descriptor."""
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _claim_in(place: Path) -> Claim | None:
    """The claim in a folder; an empty folder is what a crash between two steps leaves, and is removed."""
    moment, dash, _ = place.name.rpartition("-")
    if not dash or not place.is_dir():
        return None
    files = list(place.iterdir())
    if not files:
        with contextlib.suppress(OSError):
            place.rmdir()
        return None
    return Claim(place.name, files[0], datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC))
