"""The ear that systemd lends a service: what it says over its notification socket (sd_notify(3))."""

import socket
import threading
from contextlib import suppress
from pathlib import Path


class Notices:
    """Listens to sd_notify(3) as systemd would."""

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

    def close(self) -> None:
        """Stop listening."""
        self._closed = True
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._closed:
            with suppress(TimeoutError):
                self.messages.append(self._socket.recv(4096).decode())
