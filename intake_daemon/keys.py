"""The secret key under which match keys are hashed, kept in a file beside the database, never in it."""

import secrets
from pathlib import Path

from intake_daemon.durable import write_durably
from intake_daemon.errors import ConfigError

SIZE = 32


def match_key(state_dir: Path) -> bytes:
    """Read the key, or make it at the first start.

    Raises:
        ConfigError: the file is there but is not a key, or cannot be read or written.
    """
    path = state_dir / "match.key"
    try:
        key = path.read_bytes() if path.exists() else _make(path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; the daemon's user must own state_dir") from error
    if len(key) != SIZE:
        raise ConfigError(f"{path}: is not a key of {SIZE} bytes; restore it from the backup of state_dir")
    return key


def _make(path: Path) -> bytes:
    key = secrets.token_bytes(SIZE)
    write_durably(path, key)
    return key
