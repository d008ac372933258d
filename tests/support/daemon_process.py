"""The daemon as a process of its own, with the ear that systemd would lend it, watched from outside.

Its state is looked up in the database, which is opened read-only and never by the daemon's own classes that write.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import create_engine, event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from intake_daemon.rehearsal.notices import Notices
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.base import Base
from intake_daemon.store.queries_reconcile import reconcile

ROOT = Path(__file__).parents[2]
CLINIC = """
state_dir = "{state}"

[facility]
name = "Cedar Hollow Medical Center"
phone = "(614) 555-0100"
email = "records@cedarhollow.example"

[delivery]
mode = "{mode}"
from_address = "records@cedarhollow.example"
trusted_authserv_ids = ["mx.cedarhollow.example"]
{delivery}

[reading]
processes = 1
{reading}

{sources}
"""

#: Starts a program that may not write where the modes of files forbid it, as root otherwise may.
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.getuid() == 0 else ()

Row = TypeVar("Row", bound=Base)
Found = TypeVar("Found")


class DaemonProcess:
    """One installation: folder, configuration, and at most one running daemon.

    Args:
        folder: an empty folder for everything.
        sources: tables of sources, as TOML; {folder} stands for the folder.
        more: tables to put before them, and keys outside any table.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sources: str = "",
        top: str = "",
        mode: str = "send",
        delivery: str = "",
        reading: str = "",
    ) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.config = folder / "intake.toml"
        self.log = folder / "daemon.log"
        self.notices = Notices(folder / "notify")
        self.process: subprocess.Popen[bytes] | None = None
        filled = CLINIC.format(
            state=self.state, mode=mode, delivery=delivery, reading=reading, sources=sources
        )
        self.config.write_text(f"{top}\n{filled}".replace("@FOLDER@", str(folder)))

    def start(
        self,
        *,
        ready: bool = True,
        seconds: float = 60.0,
        level: str = "INFO",
        wrapper: tuple[str, ...] = (),
        prefix: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        piped: bool = False,
    ) -> None:
        """Start the daemon; `ready` waits until it says READY=1.

        Args:
            wrapper: Python arguments in place of the plain module, such as a script that kills it somewhere.
            prefix: a program that starts it, such as one that takes rights away.
            piped: it writes its log into a pipe, as under systemd, and not into a file.
        """
        self.notices.clear()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(level=level, wrapper=wrapper, prefix=prefix),
                cwd=self.folder,
                env={**self.environment(), **(environment or {})},
                stdout=subprocess.PIPE if piped else log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if piped:
            threading.Thread(target=self._copy_output, args=(self.process.stdout,), daemon=True).start()
        if ready and not self.notices.wait_until_ready(self.process, seconds):
            raise AssertionError(f"the daemon is not ready after {seconds} s: {self.output()[-3000:]}")

    def command(
        self, *, level: str = "INFO", wrapper: tuple[str, ...] = (), prefix: tuple[str, ...] = ()
    ) -> list[str]:
        """The command line of the daemon."""
        program = [*prefix, sys.executable, *(wrapper or ("-m", "intake_daemon"))]
        return [*program, "--config", str(self.config), "run", "--log-json", "--log-level", level]

    def environment(self) -> dict[str, str]:
        """What systemd would give it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TESSDATA_PREFIX") if name in os.environ}
        own = {"PYTHONPATH": str(ROOT), "NOTIFY_SOCKET": str(self.notices.path), "OMP_THREAD_LIMIT": "1"}
        return {**kept, **own}

    def stop(self, seconds: float = 75.0) -> int:
        """Ask it to end, as systemd does, and give its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End it at once, as a power cut would; its children go with it."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def reload(self) -> None:
        """Ask it to read rules and texts again."""
        assert self.process is not None
        self.notices.clear()
        self.process.send_signal(signal.SIGHUP)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def ended(self, seconds: float = 60.0) -> int:
        """Wait until it has ended by itself; its exit status, minus the number of a signal."""
        assert self.process is not None
        return self.process.wait(seconds)

    def output(self) -> str:
        """All it wrote, over all starts."""
        return self.log.read_text(errors="replace")

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        """Log lines, all or those of one event."""
        lines = [json.loads(line) for line in self.output().splitlines() if line.startswith("{")]
        return [line for line in lines if name in (None, line.get("event"))]

    def wait(self, condition: Callable[[], Found], what: str, seconds: float = 60.0) -> Found:
        """Wait until something holds and give what it gave; fails with the end of the log."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            if time.monotonic() > end:
                tail = "\n".join(self.output().splitlines()[-15:])
                raise AssertionError(f"waited {seconds} s for the daemon {what}\n{tail}")
            time.sleep(0.1)
        return found

    def wait_for_outcomes(self, number: int, seconds: float = 90.0) -> None:
        """Wait until so many arrivals have their outcome and none is in work."""

        def settled() -> bool:
            states = Counter(arrival.state for arrival in self.rows(ArrivalRow))
            return states["decided"] + states["parked"] == sum(states.values()) == number

        self.wait(settled, f"to bring {number} arrivals to an outcome", seconds)

    def rows(self, table: type[Row], **having: object) -> list[Row]:
        """Rows of one table by id; none before the database is there."""
        if not self._database.exists():
            return []
        with self.look() as session:
            return list(
                session.scalars(select(table).filter_by(**having).order_by(*table.__table__.primary_key))
            )

    def actions(self) -> Counter[str]:
        """How often each word stands in the audit."""
        return Counter(row.action for row in self.rows(audit.AuditRow))

    def check(self) -> None:
        """The audit chain holds, and every arrival, decision and message is accounted for."""
        with self.look() as session:
            audit.verify_chain(session)
            assert reconcile(session).breaks == ()

    @contextmanager
    def look(self) -> Iterator[Session]:
        """A read-only look at its database."""
        engine = _read_only(self._database)
        try:
            with Session(engine) as session:
                yield session
        finally:
            engine.dispose()

    @contextmanager
    def running_daemon(self, **given: Any) -> Iterator["DaemonProcess"]:
        """The daemon from READY=1 until the end of the block, however that ends."""
        self.start(**given)
        try:
            yield self
        finally:
            self.end()

    def end(self) -> None:
        """Kill what still runs and stop listening."""
        if self.running:
            self.kill()

    def children(self) -> list["Child"]:
        """The processes that it started."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [Child(int(pid)) for file in listed for pid in file.read_text().split()]

    def _copy_output(self, pipe: IO[bytes]) -> None:
        with self.log.open("ab", buffering=0) as log, pipe:
            for line in pipe:
                log.write(line)

    @property
    def _database(self) -> Path:
        return self.state / "intake.db"


@dataclass(frozen=True)
class Child:
    """A process that the daemon started."""

    pid: int

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _read_only(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///file:{database}?mode=ro&uri=true", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _query_only(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    return engine


def installation(folder: Path, **given: Any) -> Iterator[DaemonProcess]:
    """An installation for a fixture; whatever still runs at the end is killed."""
    daemon = DaemonProcess(folder, **given)
    try:
        yield daemon
    finally:
        daemon.end()
        daemon.notices.close()
