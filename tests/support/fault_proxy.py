"""A TCP proxy for tests that hurts connections: cuts, resets, stalls or damages them at a chosen place."""

import select
import socket
import struct
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """What shall happen, once, to what the server sends.

    Args:
        kind: "cut" ends the connection (FIN), "reset" breaks it (RST), "stall" says nothing more but keeps
            it open, "flip" damages one byte.
        after: so many bytes from the server are let through first.
        once_seen: the count starts when the client has sent this text (plain-text sessions only).
    """

    kind: Literal["cut", "reset", "stall", "flip"]
    after: int
    once_seen: bytes = b""


class FaultProxy:
    """Forwards a free loopback port to `target`, for the time of a `with`.

    Set `fault` at any time; it strikes one connection and is then gone.
    """

    host = "127.0.0.1"

    def __init__(self, target: int) -> None:
        self._target = target
        self._pairs: list[_Pair] = []
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self.fault: Fault | None = None
        self.accepted = 0
        self.lines_up = 0  #: lines the client has sent

    def __enter__(self) -> "FaultProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_all()

    def cut_all(self) -> None:
        """End every open connection."""
        for pair in list(self._pairs):
            pair.end()

    def take_fault(self) -> Fault | None:
        """The fault, which is then used up."""
        fault, self.fault = self.fault, None
        return fault

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            try:
                server = socket.create_connection((self.host, self._target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            pair = _Pair(self, client, server)
            self._pairs.append(pair)
            pair.start()


class _Pair:
    """One connection through the proxy: a thread each way."""

    def __init__(self, proxy: FaultProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._said = b""  # by the client, kept only to look for `once_seen`
        self._passed = 0  # bytes from the server since the fault was armed
        self._stalled = False
        self._broken = False

    def start(self) -> None:
        for way in (self._up, self._down):
            threading.Thread(target=way, daemon=True).start()

    def end(self) -> None:
        for end in (self._client, self._server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _up(self) -> None:
        while data := self._hear_client():
            self._said = (self._said + data)[-4096:]
            self._proxy.lines_up += data.count(b"\n")
            if not _send(self._server, data):
                break
        self._client.close()
        self._server.close()

    def _hear_client(self) -> bytes:
        # Never blocked in recv(): a socket that some thread waits on is not really closed by close().
        while not self._broken:
            if select.select([self._client], [], [], 0.05)[0]:
                return _receive(self._client)
        return b""

    def _down(self) -> None:
        while data := _receive(self._server):
            if not _send(self._client, self._hurt(data)):
                break
        if self._broken:
            # A linger time of nought makes close() send RST instead of FIN.
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif not self._stalled:
            self.end()

    def _hurt(self, data: bytes) -> bytes:
        """What is let through of `data`; b"" ends this way."""
        fault = self._proxy.fault
        if fault is None or fault.once_seen not in self._said:
            return data
        self._passed += len(data)
        if self._passed < fault.after:
            return data
        keep = len(data) - (self._passed - fault.after)
        self._proxy.take_fault()
        if fault.kind == "flip":
            return data[: keep - 1] + bytes([data[keep - 1] ^ 0x10]) + data[keep:]
        _send(self._client, data[:keep])
        self._stalled = fault.kind == "stall"
        self._broken = fault.kind == "reset"
        return b""


def _receive(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _send(end: socket.socket, data: bytes) -> bool:
    try:
        end.sendall(data)
    except OSError:
        return False
    return bool(data)
