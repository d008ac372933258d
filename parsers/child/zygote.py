"""The process that is kept ready to read: it loads everything once and forks a child for each document.

Started by `parsers.readers` as `python -m parsers.child.zygote DESCRIPTOR`, with one end of a socket pair. It
runs a single thread, so that a fork finds nothing half done. The zygote itself never looks at a document.
"""

import gc
import os
import selectors
import signal
import socket
import sys
import time
from dataclasses import dataclass

from intake_daemon.errors import ConfigError
from parsers.child.words import Ended, Job, Ready
from parsers.limits import Limits
from parsers.options import ReadOptions
from parsers.reading import PageReader

LARGEST_MESSAGE = 1 << 20


@dataclass
class _Child:
    job: int
    pid: int
    deadline: float  #: by the monotonic clock
    late: bool = False


class Zygote:
    """Forks children, watches their time, tells the parent when they are gone.

    Args:
        parent: socket (SOCK_SEQPACKET) to the process that wants documents read.
        reader: ready to read.
        limits: what one child may use.
    """

    def __init__(self, parent: socket.socket, reader: PageReader, limits: Limits) -> None:
        self._parent = parent
        self._reader = reader
        self._limits = limits
        self._children: dict[int, _Child] = {}  # by the descriptor that tells of their end
        self._selector = selectors.DefaultSelector()
        self._selector.register(parent, selectors.EVENT_READ)

    def serve(self) -> None:
        """Work until the parent closes its end; then no child is left."""
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._parent:
                    if not self._take_job():
                        self._kill_all()
                        return
                else:
                    self._bury(key.fd)
            self._kill_late()

    def _take_job(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._parent, LARGEST_MESSAGE, 2)
        if not message:
            return False
        job = Job.model_validate_json(message)
        source, sink = descriptors
        self._fork(job, source, sink)
        os.close(source)
        os.close(sink)
        return True

    def _fork(self, job: Job, source: int, sink: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._be_child(job, source, sink)
        watch = os.pidfd_open(pid)
        self._children[watch] = _Child(job.id, pid, time.monotonic() + self._limits.seconds)
        self._selector.register(watch, selectors.EVENT_READ)

    def _be_child(self, job: Job, source: int, sink: int) -> None:
        """Do the job and leave without ever returning to the zygote's loop, whatever happens."""
        status = 1
        try:
            os.setsid()
            self._parent.close()
            from parsers.child.work import do

            do(job, source, sink, self._reader, self._limits)
            status = 0
        finally:
            os._exit(status)

    def _bury(self, watch: int) -> None:
        child = self._children.pop(watch)
        self._selector.unregister(watch)
        os.close(watch)
        _, status, usage = os.wait4(child.pid, 0)
        _kill_group(child.pid)
        code = os.waitstatus_to_exitcode(status)
        late = child.late or code == -signal.SIGXCPU
        ended = Ended(id=child.job, status=code, late=late, peak_mb=usage.ru_maxrss // 1024)
        self._parent.send(ended.model_dump_json().encode())

    def _kill_late(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.deadline <= now and not child.late:
                child.late = True
                _kill_group(child.pid)
                os.kill(child.pid, signal.SIGKILL)

    def _kill_all(self) -> None:
        for child in self._children.values():
            _kill_group(child.pid)
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)

    def _patience(self) -> float | None:
        """Seconds until the next child is late; None when none is running."""
        deadlines = [child.deadline for child in self._children.values() if not child.late]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None


def _kill_group(pid: int) -> None:
    """Kill what a child started itself (the program tesseract)."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _load(options: ReadOptions) -> PageReader:
    """Load all that children need, so that each of them finds it in memory."""
    import cv2

    from parsers.child.work import rehearse

    cv2.setNumThreads(0)
    reader = PageReader(options)
    reader.warm_up()
    rehearse(reader)
    gc.collect()
    gc.freeze()
    return reader


def main(descriptor: int) -> None:
    """Load, report, serve.

    Args:
        descriptor: number of the inherited socket.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the socket
    parent = socket.socket(fileno=descriptor)
    options = ReadOptions.model_validate_json(parent.recv(LARGEST_MESSAGE))
    try:
        reader = _load(options)
    except ConfigError as error:
        parent.send(Ready(config_error=str(error)).model_dump_json().encode())
        return
    parent.send(Ready().model_dump_json().encode())
    Zygote(parent, reader, options.limits).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
