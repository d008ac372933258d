"""The daemon with nothing to do: what it uses, and how soon it wakes."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.plain_mails import write_mails
from benchmarks.scene import Scene
from intake_daemon.demo.process import running_daemon
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.database import open_engine, reading

SECONDS = 30.0
SAMPLES = 8


@dataclass(frozen=True)
class Idle:
    """What was measured; `share` is of one core."""

    start_up: float
    seconds: float
    share: float
    memory_mb: float
    reaction: float


def measure_idle(scene: Scene) -> Idle:
    """Start, let it rest, measure, then send single mails and see when work on each began."""
    with running_daemon(scene.lay_out()) as start_up:
        engine = open_engine(f"sqlite:///{scene.root / 'state' / 'intake.db'}")
        time.sleep(3)
        before = _ticks(scene)
        time.sleep(SECONDS)
        used = (_ticks(scene) - before) / 100
        reactions = [_reaction(engine, scene, number) for number in range(SAMPLES)]
        memory = _memory(scene)
        engine.dispose()
    return Idle(start_up, SECONDS, used / SECONDS, memory, statistics.median(reactions))


def _processes(scene: Scene) -> list[Path]:
    """The daemon and everything below it."""
    daemon = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if str(scene.root / "intake.toml").encode() in _read(path)
    ]
    parents = {path.name for path in daemon}
    below = [path for path in Path("/proc").glob("[0-9]*") if _parent(path) in parents]
    return daemon + below


def _ticks(scene: Scene) -> int:
    """CPU ticks (1/100 s) of the daemon and its children, proc(5) fields 14 and 15."""
    return sum(sum(map(int, _stat(path)[11:13])) for path in _processes(scene))


def _memory(scene: Scene) -> float:
    pages = sum(int(_read(path / "statm").split()[1]) for path in _processes(scene))
    return pages * 4096 / 2**20


def _stat(process: Path) -> list[str]:
    return _read(process / "stat").decode().rpartition(")")[2].split()


def _parent(process: Path) -> str:
    fields = _stat(process)
    return fields[1] if len(fields) > 1 else ""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _reaction(engine: Engine, scene: Scene, number: int) -> float:
    """Seconds from a mail's arrival until reading it has begun."""
    time.sleep(0.3 + 0.1 * (number % 5))
    with reading(engine) as session:
        last = max(session.scalars(select(ArrivalRow.id)), default=0)
    began = time.monotonic()
    write_mails(scene.maildir, 1, first=number)
    while time.monotonic() - began < 30:
        with reading(engine) as session:
            tries = session.scalar(select(ArrivalRow.attempts).where(ArrivalRow.id > last))
        if tries:
            break
        time.sleep(0.01)
    return time.monotonic() - began
