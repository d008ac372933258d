"""Writes that survive a crash: nothing is called stored before the disk has it.

The only module that calls fsync. A file is written beside its final place, flushed, renamed, and then
the folder is flushed too, since a rename lives in the folder and not in the file. A reader therefore
sees the whole file or none; what a crash leaves behind is a hidden `.*.tmp`, which `BlobStore.sweep`
removes.

Every failure is a `TransientError` that names what, where and what to do.
"""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import structlog

from intake_daemon.errors import TransientError

log = structlog.get_logger(__name__)

_WHAT_TO_DO = {
    errno.ENOSPC: "the disk is full: free some space or enlarge it",
    errno.EDQUOT: "the disk quota is used up: raise it or free some space",
    errno.EFBIG: "the file is larger than this process may write: raise LimitFSIZE",
    errno.EACCES: "permission denied: let the daemon's user read and write there",
    errno.EPERM: "not permitted: let the daemon's user read and write there",
    errno.EROFS: "the file system is read-only: check the disk and mount it writable",
    errno.ENOENT: "it does not exist: create it or mount it again",
    errno.ESTALE: "the network file system lost it: mount it again",
    errno.EIO: "the disk reports an error: check it at once",
    errno.EXDEV: "both folders must be on one file system",
}


def as_transient(error: OSError, doing: str, where: Path) -> TransientError:
    """Turn a failed file operation into words for the operator, with what to do about it."""
    fix = _WHAT_TO_DO.get(error.errno or 0, f"{os.strerror(error.errno or 0)}: check the disk")
    return TransientError(f"cannot {doing} {where}: {fix}")


@contextmanager
def explained(doing: str, where: Path) -> Iterator[None]:
    """Raise `TransientError` for any OSError inside; `doing` is the verb in "cannot <doing> <where>"."""
    try:
        yield
    except OSError as error:
        raise as_transient(error, doing, where) from error


def sync_folder(folder: Path) -> None:
    """Flush a folder, so that the names in it survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, mode: int = 0o700) -> None:
    """Create a folder and those above it, each flushed into its parent; one that exists is left as it is."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        with suppress(FileExistsError):
            place.mkdir(mode=mode)
        sync_folder(place.parent)


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a whole file, replacing what was there; after the return it survives a power cut.

    Raises:
        TransientError: the disk is full, read-only, gone ...; `path` is then as it was before.
    """
    unfinished = path.with_name(f".{secrets.token_hex(8)}.tmp")
    with explained("write a file into", path.parent):  # the file's own name may be a patient's
        try:
            _write_and_flush(unfinished, content, mode)
            os.rename(unfinished, path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise
        sync_folder(path.parent)


def _write_and_flush(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def claim(path: Path, into: Path) -> Path | None:
    """Take a file for ourselves by renaming it into `into`, an existing folder on the same file system.

    Of several processes that try, exactly one gets it.

    Returns:
        Its new path, or None when it is gone because somebody else was faster.

    Raises:
        TransientError: the folder cannot be written, or lies on another file system.
    """
    with explained("take a file into", into):
        try:
            os.rename(path, into / path.name)
        except FileNotFoundError:
            if into.is_dir():
                return None
            raise
        sync_folder(into)
        sync_folder(path.parent)
    return into / path.name


def move_aside(path: Path, folder: Path, names: Iterator[str]) -> Path:
    """Move a file into `folder` under the first of `names` that is free there, and flush both folders.

    An existing file is never overwritten: the name is first reserved by an empty file, which only one
    process can create, and the rename then replaces that.

    Raises:
        TransientError: the folder cannot be written, or lies on another file system.
    """
    with explained("move a file into", folder):
        make_folder(folder)
        target = _reserve(folder, names)
        try:
            os.rename(path, target)
        except OSError:
            target.unlink()
            raise
        sync_folder(folder)
        sync_folder(path.parent)
    return target


def _reserve(folder: Path, names: Iterator[str]) -> Path:
    for name in names:
        with suppress(FileExistsError):
            os.close(os.open(folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            return folder / name
    raise FileExistsError(errno.EEXIST, "every name is taken", str(folder))


class BlobStore:
    """Documents by the SHA-256 of their bytes: written once, never changed, readable by the daemon only.

    Args:
        root: folder of the store; blobs lie at `root/ab/cd/abcd...`.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes) -> str:
        """Store bytes and return their SHA-256 in hex; after the return they survive a power cut.

        Bytes that are there already are read back and compared; a damaged copy is replaced.

        Raises:
            TransientError: the disk is full, read-only, gone ...; no half file is left.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        with explained("store a document under", self._root):
            make_folder(path.parent)
            if self._holds(path, content):
                # The process that wrote it may have died between the rename and the folder's flush.
                sync_folder(path.parent)
                return sha256
        write_durably(path, content)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the blob of this SHA-256 lies, whether it is there or not."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob for reading.

        Raises:
            TransientError: it cannot be read; the store may not be mounted.
        """
        path = self.path(sha256)
        with explained("read", path):
            return path.open("rb")

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def sweep(self, *, older_than: float = 3600.0) -> int:
        """Remove what killed writers left behind, if older than so many seconds; returns how many."""
        limit = time.time() - older_than
        swept = 0
        for path in self._root.glob("??/??/.*.tmp"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < limit:
                    path.unlink()
                    swept += 1
        return swept

    def _holds(self, path: Path, content: bytes) -> bool:
        try:
            stored = path.read_bytes()
        except FileNotFoundError:
            return False
        if stored != content:
            log.error("stored_document_damaged", sha256=path.name, action="written again from the source")
        return stored == content
