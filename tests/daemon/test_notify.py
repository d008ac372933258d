import socket
import time
from pathlib import Path

from intake_daemon.notify import Notifier


def test_a_listener_that_does_not_listen_holds_nobody_up(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        notifier = Notifier({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        began = time.monotonic()
        for _ in range(2000):  # more than the kernel keeps for one that does not read
            notifier.alive()

        assert time.monotonic() - began < 30
        assert listener.recv(100) == b"WATCHDOG=1"
