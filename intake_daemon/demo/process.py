"""The daemon as a process of its own, as systemd would start it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake_daemon.demo.place import Place
from intake_daemon.errors import TransientError

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
    socket_path = place.root / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener, place.log.open("ab") as log:
        listener.bind(str(socket_path))
        listener.settimeout(1.0)
        started = time.monotonic()
        process = subprocess.Popen(
            command(place, "run", "--log-json"),
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NOTIFY_SOCKET": str(socket_path)},
        )
        try:
            _wait_until_ready(listener, process, place.log)
            yield time.monotonic() - started
        finally:
            _stop(process)
            socket_path.unlink()


def _wait_until_ready(listener: socket.socket, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if b"READY=1" in listener.recv(4096):
                return
        except TimeoutError:
            continue
    raise TransientError(f"the daemon did not start; see {log}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
