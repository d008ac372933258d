"""Putting a whole folder in the place of another in one step: whoever looks sees all of the old or all of the new.

The new folder is written beside the old one and flushed, then the kernel exchanges the two names at once
(renameat2(2), RENAME_EXCHANGE). Killed at any moment, the old folder is there or the new one; what lies beside it
then is hidden, and removed by the next swap.
"""

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from intake_daemon.durable import as_transient, explained, make_folder, sync_folder, write_durably
from intake_daemon.errors import TransientError

AT_FDCWD = -100
RENAME_EXCHANGE = 2
UNABLE = (errno.ENOSYS, errno.EINVAL)


def write_folder(
    folder: Path, files: Mapping[str, str], *, mode: int = 0o755, file_mode: int = 0o644
) -> None:
    """Write files into a new folder.

    Args:
        files: content by path below the folder.

    Raises:
        TransientError: it cannot be written, or is there already and holds something.
    """
    with explained("make the folder", folder):
        make_folder(folder, mode=mode)
    if any(folder.iterdir()):
        raise TransientError(f"{folder} is not empty; name a folder that does not exist yet")
    for name, content in files.items():
        with explained("make a folder in", folder):
            make_folder((folder / name).parent, mode=mode)
        write_durably(folder / name, content.encode(), mode=file_mode)


def replace_files(folder: Path, files: Mapping[str, str], *, ours: Callable[[Path], bool]) -> None:
    """Let a folder hold these files in the place of all that are `ours`; what else lies there stays.

    Modes and owners stay as they are; what is new gets those of the folder it comes into.

    Args:
        ours: whether a path below the folder is one that `files` speaks for.

    Raises:
        TransientError: it cannot be done; the folder is as it was.
    """
    place = folder.resolve()  # a link stays a link
    sweep(place)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}.swap")
    with explained("write beside", place):
        try:
            _copy_what_stays(place, beside, ours)
            _write_all(place, beside, files)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    try:
        exchange(beside, place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync_folder(place.parent)
    sweep(place)


def sweep(place: Path) -> None:
    """Remove what earlier swaps left beside a folder."""
    for left in place.parent.glob(f".{place.name}.*.swap"):
        shutil.rmtree(left, ignore_errors=True)


def exchange(one: Path, other: Path) -> None:
    """Exchange two names of one folder in one step.

    Raises:
        TransientError: the file system cannot, or we may not.
    """
    library = ctypes.CDLL(None, use_errno=True)
    names = (os.fsencode(one), os.fsencode(other))
    if library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return
    number = ctypes.get_errno()
    if number in UNABLE:
        raise TransientError(
            f"cannot exchange {other}: its file system does not do that in one step; "
            "keep the rules on a local one (ext4, xfs, btrfs)"
        )
    if number == errno.EBUSY:
        raise TransientError(
            f"cannot exchange {other}: it is a mount point; mount the folder above it instead"
        )
    raise as_transient(OSError(number, os.strerror(number)), "exchange", other)


def _copy_what_stays(place: Path, beside: Path, ours: Callable[[Path], bool]) -> None:
    beside.mkdir(mode=0o700)
    for path in sorted(place.rglob("*")):
        below = path.relative_to(place)
        target = beside / below
        if path.is_dir() and not path.is_symlink():
            target.mkdir()
        elif not ours(below):
            shutil.copy2(path, target, follow_symlinks=False)
            _give(target, path)


def _write_all(place: Path, beside: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        target, before = beside / name, place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, content.encode())
        if before.is_file():
            _give(target, before)
        else:
            _give_as_new(target, _nearest(before.parent, place))
    for folder in sorted((path for path in beside.rglob("*") if path.is_dir()), reverse=True):
        _drop_if_emptied(folder, place / folder.relative_to(beside), place)
    _give(beside, place)
    sync_folder(beside)


def _drop_if_emptied(folder: Path, before: Path, place: Path) -> None:
    """A folder that held our files only goes with them; the others keep their rights."""
    if not any(folder.iterdir()) and before.is_dir() and any(before.iterdir()):
        folder.rmdir()
        return
    _give(folder, _nearest(before, place))
    sync_folder(folder)


def _nearest(folder: Path, place: Path) -> Path:
    """The folder itself, or the first above it that is there."""
    while not folder.is_dir() and folder != place:
        folder = folder.parent
    return folder


def _give_as_new(target: Path, folder: Path) -> None:
    """A new file belongs to whom its folder belongs to, and may be read by whom the folder may be entered by."""
    facts = folder.stat()
    _own(target, facts.st_uid, facts.st_gid)
    target.chmod(facts.st_mode & 0o666 | 0o600)


def _give(target: Path, before: Path) -> None:
    """The owner, group and mode of what stood there before."""
    facts = before.lstat()
    _own(target, facts.st_uid, facts.st_gid)
    if not target.is_symlink():
        target.chmod(facts.st_mode & 0o7777)


def _own(path: Path, owner: int, group: int) -> None:
    """Set owner and group where they differ; a group of ours is enough, since the daemon reads by its group."""
    facts = path.lstat()
    if (facts.st_uid, facts.st_gid) == (owner, group):
        return
    with suppress(PermissionError):
        os.chown(path, owner, group, follow_symlinks=False)
        return
    os.chown(path, -1, group, follow_symlinks=False)
