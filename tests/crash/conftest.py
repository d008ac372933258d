"""A clinic with a Maildir, a drop folder and a mail server that takes what it sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.daemon_process import DaemonProcess
from support.two_doors import two_doors

from intake_daemon.rehearsal.smtp_sink import SmtpSink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def daemon(tmp_path: Path, sink: SmtpSink) -> Iterator[DaemonProcess]:
    with two_doors(tmp_path, sink) as daemon:
        yield daemon
