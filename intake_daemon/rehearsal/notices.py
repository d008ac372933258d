"""The ear that systemd lends a service: what it says over its notification socket (sd_notify(3))."""

import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

_LOOK_SECONDS = 0.1


class Notices:
    """Listens to sd_notify(3) as systemd would.

    Args:
        path: where its socket is made; gone when it is closed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.messages: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.bind(str(path))
        self._socket.settimeout(0.2)
        self._closed = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def lines(self) -> list[str]:
        """Every assignment heard since the last `clear`."""
        return [line for message in list(self.messages) for line in message.splitlines()]

    def clear(self) -> None:
        """Forget what was heard."""
        self.messages.clear()

    def wait_until_ready(self, process: "subprocess.Popen[bytes]", seconds: float) -> bool:
        """Wait for READY=1; False when the process ended without it, or the time was up."""
        end = time.monotonic() + seconds
        while "READY=1" not in self.lines:
            if process.poll() is not None or time.monotonic() > end:
                return False
            time.sleep(_LOOK_SECONDS)
        return True

    def close(self) -> None:
        """Stop listening."""
        self._closed = True
        self._thread.join()
        self._socket.close()
        self.path.unlink(missing_ok=True)

    def _listen(self) -> None:
        while not self._closed:
            with suppress(TimeoutError):
                self.messages.append(self._socket.recv(4096).decode())
