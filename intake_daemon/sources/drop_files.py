"""Safe handling of files that anybody may have put into a drop folder.

Nothing here trusts a name: what counts is what the opened file itself says (`fstat`), and a file is only
read after it has been renamed into a folder of ours. Risks that remain: a writer on another machine (NFS,
SMB) that still has the file open cannot be seen from here, only its traces (size and time); somebody with
write access to the folder can replace a file by another between two looks, which then is read instead.
"""

import contextlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST_NAME = 200  #: bytes of a name we make, so that a suffix still fits into 255


class Signature(NamedTuple):
    """What changes when a file is written to or replaced."""

    device: int
    inode: int
    size: int
    modified: int  #: nanoseconds


class UnsafeFileError(Exception):
    """A file must not be read; the message says why."""


class ChangedFileError(Exception):
    """A file was written to while it was read."""


def signature(found: os.stat_result) -> Signature:
    """The signature of a file from its stat."""
    return Signature(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def why_not_a_document(found: os.stat_result) -> str | None:
    """Why a directory entry that is no ordinary file is not taken, in words; None for an ordinary file.

    Args:
        found: its own stat, not that of what a link points to.
    """
    for test, kind in (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
    ):
        if test(found.st_mode):
            return f"{kind} is not taken: put the file itself there"
    return None


def read_safely(path: Path, limit: int) -> bytes:
    """The content of an ordinary file with one name and at most `limit` bytes.

    Raises:
        UnsafeFileError: it is something else.
        ChangedFileError: it was written to meanwhile.
        OSError: it cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if reason := why_withheld(before, limit):
            raise UnsafeFileError(reason)
        content = file.read(limit + 1)
        if signature(os.fstat(descriptor)) != signature(before) or len(content) != before.st_size:
            raise ChangedFileError(path.parent.name)
    return content


def why_withheld(found: os.stat_result, limit: int) -> str | None:
    """Why a file's content is not handed over, in words; None when nothing speaks against it."""
    if not stat.S_ISREG(found.st_mode):
        return "it is no ordinary file"
    if found.st_nlink > 1:
        return "the file has a second name (hard link), through which it could change: put a copy there"
    if found.st_size > limit:
        return f"the file has {found.st_size} bytes, more than the {limit} that are read"
    return None


def open_for_writing(wanted: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which of these files (device, inode) some process on this machine has open for writing.

    Best effort: processes of other users are only seen by root or with CAP_SYS_PTRACE.
    """
    return {file for file in _written_files() if file in wanted} if wanted else set()


def _written_files() -> Iterator[tuple[int, int]]:
    for process in os.listdir("/proc"):
        if not process.isdigit():
            continue
        # A process may end, or belong to somebody else: either way there is nothing to learn from it.
        with contextlib.suppress(OSError):
            for number in os.listdir(f"/proc/{process}/fd"):
                with contextlib.suppress(OSError):
                    if file := _written_file(process, number):
                        yield file


def _written_file(process: str, number: str) -> tuple[int, int] | None:
    # The mode of the link under fd/ says how the file is open: its owner's write bit is set for writing.
    if not os.lstat(f"/proc/{process}/fd/{number}").st_mode & stat.S_IWUSR:
        return None
    found = os.stat(f"/proc/{process}/fd/{number}")
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def safe_name(name: str) -> str:
    """A file name fit for a database, a log and any file system: valid text, no control characters, short."""
    text = os.fsencode(name).decode("utf-8", "replace")
    clean = "".join(
        "_" if unicodedata.category(letter)[0] == "C" or letter == "/" else letter for letter in text
    )
    stem, dot, ending = clean.rpartition(".")
    if not stem or len(ending.encode()) > 20:
        stem, dot, ending = clean, "", ""
    room = LONGEST_NAME - len((dot + ending).encode())
    shortened = stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
    return shortened.lstrip(".") or "unnamed"


def names_like(name: str, token: str) -> Iterator[str]:
    """Names to try for a file that may meet another of the same name: its own, then with `token` in it."""
    clean = safe_name(name)
    yield clean
    stem, dot, ending = clean.rpartition(".")
    for number in range(1000):
        mark = f"~{token}" + (f"-{number}" if number else "")
        yield f"{stem}{mark}{dot}{ending}" if stem else f"{clean}{mark}"
