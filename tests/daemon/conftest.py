"""An installed daemon for every test, ended with it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.daemon_process import DaemonProcess, installation

DROP = """
[[drop]]
name = "fax"
folder = "@FOLDER@/drop"
settle_seconds = 0.2
empty_seconds = 0.5
scan_seconds = 1
"""

MAILDIR = """
[[maildir]]
name = "mail"
folder = "@FOLDER@/Maildir"
poll_seconds = 0.3
"""

Install = Callable[..., DaemonProcess]


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """Makes an installation with a drop folder and a Maildir, or with other sources."""
    with ExitStack() as stack:

        def make(**given: Any) -> DaemonProcess:
            folder = tmp_path / f"site-{len(list(tmp_path.iterdir()))}"
            for part in ("drop", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
                (folder / part).mkdir(parents=True)
            given.setdefault("sources", DROP + MAILDIR)
            return stack.enter_context(contextmanager(installation)(folder, **given))

        yield make
