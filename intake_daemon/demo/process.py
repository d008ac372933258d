"""The daemon as a process of its own, as systemd would start it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from intake_daemon.demo.place import Place
from intake_daemon.errors import TransientError
from intake_daemon.rehearsal.notices import Notices

START_SECONDS = 60.0
STOP_SECONDS = 90.0


def command(place: Place, *arguments: str) -> list[str]:
    """The command line of this very installation, with the demonstration's configuration."""
    return [sys.executable, "-m", "intake_daemon", "--config", str(place.config), *arguments]


@contextmanager
def running_daemon(place: Place) -> Iterator[float]:
    """Start the daemon, wait until it says it is ready, and stop it at the end; gives the start-up seconds.

    Raises:
        TransientError: it did not become ready; its log says why.
    """
    with closing(Notices(place.root / "notify")) as notices, place.log.open("ab") as log:
        started = time.monotonic()
        process = subprocess.Popen(
            command(place, "run", "--log-json"),
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NOTIFY_SOCKET": str(notices.path)},
        )
        try:
            if not notices.wait_until_ready(process, START_SECONDS):
                raise TransientError(f"the daemon did not start; see {place.log}")
            yield time.monotonic() - started
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
