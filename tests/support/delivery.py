"""Putting mail into a Maildir and files into a drop folder the way mail servers and fax services do."""

import os
import time
from itertools import count
from pathlib import Path

_numbers = count(1)


def deliver(maildir: Path, content: bytes) -> None:
    """Deliver one message: written in tmp/, renamed into new/ (https://cr.yp.to/proto/maildir.html)."""
    name = f"{int(time.time())}.M{next(_numbers):06d}P{os.getpid()}.mx"
    written = maildir / "tmp" / name
    written.write_bytes(content)
    written.rename(maildir / "new" / name)


def drop(folder: Path, name: str, content: bytes) -> None:
    """Put one file into a drop folder, whole at once."""
    written = folder / f".{name}.upload"
    written.write_bytes(content)
    written.rename(folder / name)
