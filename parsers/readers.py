"""Reads documents in processes that can be killed, so that no document can hang or bring down the service."""

import json
import os
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Channel, Reading, Understanding
from parsers.child.line import Gone, Line
from parsers.child.words import Answer, Ended
from parsers.known.learn import Learned
from parsers.options import Context, ReadOptions

_TRIES = 2  # a document whose zygote died is tried once more: another document's fault is not its own
_MEMORY_SUSPECTED = 0.75  # of the limit: a child that a signal ended above this ran out of memory


class Readers:
    """Reads documents, `workers` at a time. Safe to use from many threads.

    Args:
        options: how to read; its limits hold for each document.
        workers: how many documents are read at the same time.
        ready: start the process that reads at once, so that what is missing is known now; else with the first
            document.

    Raises:
        ConfigError: the OCR engine or its language data are not installed.
    """

    def __init__(self, options: ReadOptions, workers: int, *, ready: bool = True) -> None:
        self._options = options
        self._free = threading.BoundedSemaphore(workers)
        self._starting = threading.Lock()
        self._closed = False
        self._line: Line | None = Line(options) if ready else None

    def read(self, path: Path, context: Context) -> tuple[Reading, Understanding]:
        """Read one document and understand it.

        Raises:
            UnreadableDocument: for its own reasons, or TOO_SLOW, OUT_OF_MEMORY, CRASHED.
        """
        answer = self._ask("read", lambda: os.open(path, os.O_RDONLY | os.O_CLOEXEC), context)
        if answer.reading is None or answer.understanding is None:
            raise _crash()
        return answer.reading, answer.understanding

    def understand(self, reading: Reading, context: Context) -> Understanding:
        """Understand a reading anew, without its document.

        Raises:
            UnreadableDocument: TOO_SLOW, OUT_OF_MEMORY or CRASHED.
        """
        answer = self._ask("understand", lambda: _in_memory(reading), context)
        if answer.understanding is None:
            raise _crash()
        return answer.understanding

    def learn(self, path: Path) -> Learned:
        """Learn a blank form.

        Raises:
            UnreadableDocument: for its own reasons, or TOO_SLOW, OUT_OF_MEMORY, CRASHED.
        """
        nowhere = Context(channel=Channel.FAX, received_on=date(2000, 1, 1))
        answer = self._ask("learn", lambda: os.open(path, os.O_RDONLY | os.O_CLOEXEC), nowhere)
        if answer.learned is None:
            raise _crash()
        return answer.learned

    def close(self) -> None:
        """End all processes; documents being read are given up."""
        with self._starting:
            self._closed = True
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, work: str, open_source: Callable[[], int], context: Context) -> Answer:
        with self._free:
            for _ in range(_TRIES):
                source = open_source()
                try:
                    raw, ended = self._ready_line().ask(work, source, context)
                except Gone:
                    continue
                finally:
                    os.close(source)
                return self._judge(raw, ended)
        raise _crash()

    def _ready_line(self) -> Line:
        """Return the line to the zygote; a new zygote is started when the old one is gone."""
        with self._starting:
            if self._closed:
                raise RuntimeError("these readers are closed")
            if self._line is None or not self._line.alive:
                if self._line is not None:
                    self._line.close()
                self._line = Line(self._options)
            return self._line

    def _judge(self, raw: bytes, ended: Ended) -> Answer:
        limits = self._options.limits
        if ended.late:
            raise UnreadableDocument(
                Unreadable.TOO_SLOW, f"Reading took longer than {limits.seconds:g} seconds; open it by hand."
            )
        if ended.status != 0:
            if ended.peak_mb > _MEMORY_SUSPECTED * limits.memory_mb:
                raise UnreadableDocument(
                    Unreadable.OUT_OF_MEMORY,
                    f"Reading needed more than {limits.memory_mb} MB; open it by hand.",
                )
            raise _crash()
        answer = Answer.model_validate_json(raw)
        if answer.failure is not None:
            raise UnreadableDocument(answer.failure.kind, answer.failure.message)
        return answer


def _crash() -> UnreadableDocument:
    return UnreadableDocument(
        Unreadable.CRASHED, "The document brought its reader down; open it by hand, with care."
    )


def _in_memory(reading: Reading) -> int:
    descriptor = os.memfd_create("reading", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(json.dumps(reading.model_dump(mode="json")).encode())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
