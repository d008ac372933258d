"""The parent's end of the line to a zygote: starts it, sends jobs, waits for answers, ends it."""

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from itertools import count
from pathlib import Path

from intake_daemon.errors import ConfigError
from parsers.child.words import Ended, Job, Ready
from parsers.options import Context, ReadOptions

_LARGEST_MESSAGE = 1 << 20
_LARGEST_ANSWER = 512 << 20
_INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TESSDATA_PREFIX")
_END_PATIENCE = 5.0  # seconds


class Gone(Exception):  # noqa: N818 - a state, told to `Readers` only
    """The zygote has died; the job may be given to another."""


class Line:
    """One zygote and the jobs it has in hand.

    Args:
        options: how to read.

    Raises:
        ConfigError: the zygote says what is not installed.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._numbers = count(1)
        self._waiting: dict[int, Future[Ended]] = {}
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno())
        self._greet(options)
        self._listener = threading.Thread(target=self._listen, name="reading-results", daemon=True)
        self.alive = True
        self._listener.start()

    def ask(self, work: str, source: int, context: Context) -> tuple[bytes, Ended]:
        """Have a child work and return what it wrote and how it ended.

        Args:
            work: "read", "understand" or "learn".
            source: descriptor of the input; stays the caller's to close.
            context: what is known besides.

        Raises:
            Gone: the zygote died before the child was done.
        """
        ours, theirs = os.pipe2(os.O_CLOEXEC)
        done: Future[Ended] = Future()
        try:
            self._send(
                Job.model_validate({"id": next(self._numbers), "work": work, "context": context}),
                source,
                theirs,
                done,
            )
        except OSError as error:
            os.close(ours)
            raise Gone from error
        finally:
            os.close(theirs)
        with os.fdopen(ours, "rb") as answers:
            raw = answers.read(_LARGEST_ANSWER)
        return raw, done.result()

    def close(self) -> None:
        """End the zygote, which ends its children, and wait until it is gone."""
        with suppress(OSError):  # it may have gone by itself
            self._socket.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(_END_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        self._socket.close()

    def _greet(self, options: ReadOptions) -> None:
        self._socket.send(options.model_dump_json().encode())
        message = self._socket.recv(_LARGEST_MESSAGE)
        ready = Ready.model_validate_json(message) if message else Ready(config_error=_SILENT)
        if ready.config_error is not None:
            self._socket.close()
            self._process.wait()
            raise ConfigError(ready.config_error)

    def _send(self, job: Job, source: int, sink: int, done: "Future[Ended]") -> None:
        with self._lock:
            if not self.alive:
                raise OSError("the zygote is gone")
            self._waiting[job.id] = done
            socket.send_fds(self._socket, [job.model_dump_json().encode()], [source, sink])

    def _listen(self) -> None:
        """Hand each child's end to the thread that waits for it, until the zygote is gone."""
        while message := self._receive():
            ended = Ended.model_validate_json(message)
            with self._lock:
                done = self._waiting.pop(ended.id)
            done.set_result(ended)
        with self._lock:
            self.alive = False
            orphans, self._waiting = self._waiting, {}
        for orphan in orphans.values():
            orphan.set_exception(Gone())

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(_LARGEST_MESSAGE)
        except OSError:
            return b""


_SILENT = "The process that reads documents could not start; try `python -c 'import parsers.child.zygote'`."


def _start(descriptor: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "parsers.child.zygote", str(descriptor)],
        env=_environment(),
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # libraries quote documents in their complaints
    )


def _environment() -> dict[str, str]:
    """Return what the zygote inherits: where programs and data are, and nothing secret."""
    import parsers

    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    home = Path(next(iter(parsers.__path__))).parent
    # More threads would make Tesseract slower on small machines and must not exist when the zygote forks.
    single = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **single, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(home)}
