"""Mode `dry_run`: what would have been sent, as files that any mail program opens."""

import os
import re
from pathlib import Path

from intake_daemon.errors import ConfigError


def write_dry_run(folder: Path, key: str, message: bytes) -> Path:
    """Write a message that would have been sent to `folder`; the same outbox row overwrites its own file.

    Args:
        key: the outbox row's key; what a file name cannot hold is replaced.

    Raises:
        ConfigError: the folder cannot be made or written.
    """
    path = folder / (re.sub(r"[^A-Za-z0-9._-]", "_", key).lstrip(".") + ".eml")
    partial = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.write_bytes(message)
        os.replace(partial, path)
    except OSError as error:
        raise ConfigError(f"delivery.dry_run_folder {folder} cannot be written: {error.strerror}") from error
    return path
