"""A clinic with a Maildir, a drop folder and a mail server that takes what it sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.daemon_process import DaemonProcess, installation
from support.house_rules import house_rules
from support.smtp_sink import SmtpSink

SOURCES = """
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"

[[drop]]
name = "fax"
folder = "@FOLDER@/drop"
settle_seconds = 0.2
scan_seconds = 1

[[maildir]]
name = "mail"
folder = "@FOLDER@/Maildir"
poll_seconds = 0.3
"""


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def daemon(tmp_path: Path, sink: SmtpSink) -> Iterator[DaemonProcess]:
    for part in ("drop", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (tmp_path / part).mkdir(parents=True)
    rules = house_rules(tmp_path)
    with contextmanager(installation)(
        tmp_path, sources=SOURCES.format(port=sink.port), top=f'rules = "{rules}"'
    ) as daemon:
        yield daemon
