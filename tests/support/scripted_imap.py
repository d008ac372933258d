"""An IMAP server that says what a test tells it to, for words that no server here would say."""

import socket
import threading
import time
from collections.abc import Mapping
from types import TracebackType


class ScriptedImap:
    """Answers each command with a canned line; only "{tag}" in it is replaced.

    Args:
        answers: answers by command; what is not in it gets "{tag} OK done".
    """

    host = "127.0.0.1"

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self.logins: list[float] = []  #: moments of LOGIN commands, on the monotonic clock

    def __enter__(self) -> "ScriptedImap":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, client.makefile("rwb", buffering=0) as lines:
            lines.write(b"* OK scripted\r\n")
            for line in lines:
                tag, command, *_ = line.decode().split()
                if command == "LOGIN":
                    self.logins.append(time.monotonic())
                answer = self._answers.get(command, self._usual(command))
                lines.write(answer.replace("{tag}", tag).encode() + b"\r\n")
                if command == "LOGOUT" or "* BYE" in answer:
                    return

    def _usual(self, command: str) -> str:
        if command == "CAPABILITY":
            return "* CAPABILITY IMAP4rev1\r\n{tag} OK done"
        return "{tag} OK done"
