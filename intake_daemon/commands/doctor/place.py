"""The state folder: is it ours, closed to others, and is there room?"""

import getpass
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.keys import SIZE

STATE, DISK, KEY = "state folder", "disk", "match key"
LITTLE_SHARE, LITTLE_BYTES = 0.10, 2 * 1024**3
TOO_LITTLE_BYTES = 200 * 1024**2


def check_state_folder(config: Config) -> Iterator[Result]:
    """It exists, we may write there, and nobody else may read patients' papers in it."""
    folder = config.state_dir
    if not folder.is_dir():
        yield fail(
            STATE,
            f"{folder} does not exist",
            "`intake-daemon init` makes it, or: install -d -m 700 " + str(folder),
        )
        return
    facts = folder.stat()
    if not os.access(folder, os.W_OK | os.X_OK):
        yield fail(
            STATE, f"{getpass.getuser()} cannot write to {folder}", f"chown {getpass.getuser()} {folder}"
        )
    elif facts.st_mode & (stat.S_IRWXO):
        yield fail(STATE, f"{folder} is open to every user of this machine", f"chmod o-rwx {folder}")
    elif facts.st_uid != os.getuid():
        yield warn(
            STATE,
            f"{folder} belongs to another user than {getpass.getuser()}",
            "run doctor as the daemon's user, or its answers are about yours: sudo -u USER intake-daemon doctor",
        )
    else:
        yield ok(STATE, f"{folder} is ours alone")


def check_disk(config: Config) -> Iterator[Result]:
    """There is room for documents: a full disk stops intake (nothing is lost, nothing comes in)."""
    folder = _nearest(config.state_dir)
    usage = shutil.disk_usage(folder)
    said = f"{usage.free / 1024**3:.1f} GiB free of {usage.total / 1024**3:.1f}"
    fix = f"free some space on the disk of {folder}, or move state_dir to a larger one"
    if usage.free < TOO_LITTLE_BYTES:
        yield fail(DISK, said, fix)
    elif usage.free < LITTLE_BYTES and usage.free < usage.total * LITTLE_SHARE:
        yield warn(DISK, said, fix)
    else:
        yield ok(DISK, said)


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def check_key(config: Config) -> Iterator[Result]:
    """The key of the match table is there and closed to others."""
    path = config.state_dir / "match.key"
    if not path.exists():
        yield warn(
            KEY, f"{path} does not exist yet", "the first run makes it; after a restore, put the old one back"
        )
        return
    try:
        _usable(path)
    except ConfigError as error:
        yield fail(KEY, str(error), f"chown it to the daemon's user and: chmod 600 {path}")
    else:
        yield ok(KEY, f"{path} is there and closed to others")


def _usable(path: Path) -> None:
    try:
        size = len(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    if size != SIZE:
        raise ConfigError(f"{path} is not a key of {SIZE} bytes; restore it from the backup")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"{path} can be read by other users")
