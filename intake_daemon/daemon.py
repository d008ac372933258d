"""The daemon: one thread a source, the engine's workers, and this loop that watches over them.

Nothing is announced to systemd before configuration, rules, texts and database have been checked. The watchdog
is fed only while every source's own loop shows signs of life, so a stuck one is noticed and restarted.
"""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import FrameType

import structlog

from intake_daemon.assemble import assemble, dismantle, replace_policy
from intake_daemon.config import Config
from intake_daemon.engine import EngineSchedule, WorkEngine
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.logging import log_crashes
from intake_daemon.model import Taken
from intake_daemon.notify import Notifier
from intake_daemon.pipeline.ledger import StoreLedger
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.sweep import sweep
from intake_daemon.pipeline.take import take
from intake_daemon.sources.open import open_sources
from intake_daemon.sources.runner import SourceRunner
from intake_daemon.sources.source import Source
from intake_daemon.store import audit
from intake_daemon.store.database import transaction

SWEEP_SECONDS = 30.0
TICK_SECONDS = 1.0
STUCK_SECONDS = 400.0  #: longer than any wait in a source's loop; after that it counts as stuck
DRAIN_SECONDS = 60

log = structlog.get_logger(__name__)


@dataclass
class Signals:
    """What the operating system asked for."""

    stop: threading.Event = field(default_factory=threading.Event)
    reload: threading.Event = field(default_factory=threading.Event)

    def install(self) -> None:
        """Listen to SIGTERM, SIGINT (stop) and SIGHUP (reload)."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, self._on_stop)
        signal.signal(signal.SIGHUP, self._on_reload)

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop.set()

    def _on_reload(self, _number: int, _frame: FrameType | None) -> None:
        self.reload.set()


def run(config: Config) -> None:
    """Run until SIGTERM or SIGINT.

    Raises:
        ConfigError: something is wrong that a person must mend first; nothing was started.
    """
    signals, notifier = Signals(), Notifier()
    signals.install()
    log_crashes()
    services = assemble(config, beat=notifier.starting)
    try:
        _run_engine(services, signals, notifier)
    finally:
        dismantle(services)
    log.info("stopped")


def _run_engine(services: Services, signals: Signals, notifier: Notifier) -> None:
    sources = _open(services)
    engine = WorkEngine(services)
    engine.launch()
    _record(services, "daemon.started")
    for source in sources:
        source.runner.start()
    notifier.ready(f"watching {len(sources)} source(s)")
    log.info("started", sources=len(sources), rule_set=services.policy.rules.version[:12])
    try:
        _watch(services, sources, signals, notifier)
    finally:
        notifier.stopping()
        _drain(services, sources, engine)


class Watched:
    """One source's runner and when it last showed a sign of life."""

    def __init__(self, source: Source, services: Services, ledger: StoreLedger) -> None:
        self._beaten = time.monotonic()
        self._services = services
        self.runner = SourceRunner(source, ledger, take=self._take, beat=self._beat)

    def _beat(self) -> None:
        self._beaten = time.monotonic()

    def _take(self, taken: Taken) -> None:
        result = take(self._services, taken)
        log.info("taken", source=taken.source, channel=taken.channel, size=len(taken.content), result=result)

    @property
    def well(self) -> bool:
        """Whether its loop is moving."""
        return self.runner.alive and time.monotonic() - self._beaten < STUCK_SECONDS


def _open(services: Services) -> list[Watched]:
    ledger = StoreLedger(services.engine)
    config = services.config
    sources = open_sources(config.sources, max_bytes=config.max_arrival_mb << 20, state_dir=config.state_dir)
    return [Watched(source, services, ledger) for source in sources]


def _watch(services: Services, sources: list[Watched], signals: Signals, notifier: Notifier) -> None:
    swept = 0.0
    while not signals.stop.wait(TICK_SECONDS):
        if all(source.well for source in sources):
            notifier.alive()
        if signals.reload.is_set():
            signals.reload.clear()
            _reload(services, notifier, len(sources))
        if time.monotonic() - swept > SWEEP_SECONDS:
            swept = time.monotonic()
            _sweep(services)


def _sweep(services: Services) -> None:
    schedule = services.schedule
    assert isinstance(schedule, EngineSchedule)  # noqa: S101 - the daemon's schedule is always the engine's
    try:
        done = sweep(services, schedule)
    except TransientError as error:
        log.warning("sweep_failed", problem=str(error))
        return
    except Exception:  # an isolation boundary: taking in must not end because looking after old work fails
        log.exception("sweep_failed")
        return
    if done:
        log.info("swept", items=done)


def _reload(services: Services, notifier: Notifier, sources: int) -> None:
    """Put the rules and texts on disk in force, or keep those in force and say why."""
    notifier.reloading()
    try:
        policy = replace_policy(services, "daemon")
    except (ConfigError, TransientError) as error:
        log.error("reload_refused", problem=str(error), kept=services.policy.rules.version[:12])  # noqa: TRY400
        _record(services, "rules.refused", {"kept": services.policy.rules.version})
        notifier.ready(f"watching {sources} source(s); the last reload was refused, see the log")
        return
    log.info("reloaded", rule_set=policy.rules.version[:12])
    notifier.ready(f"watching {sources} source(s)")


def _drain(services: Services, sources: list[Watched], engine: WorkEngine) -> None:
    """Take nothing new, finish the work in hand, leave the rest for the next start."""
    with ThreadPoolExecutor(max_workers=max(1, len(sources))) as pool:
        list(pool.map(lambda source: source.runner.stop(), sources))
    engine.stop(DRAIN_SECONDS)
    _record(services, "daemon.stopped")


def _record(services: Services, action: str, detail: audit.Detail | None = None) -> None:
    """Put an event of the daemon itself into the audit; its work goes on when that cannot be done now."""
    facts = {"node": services.config.node_name, **(detail or {})}
    try:
        with transaction(services.engine) as session:
            audit.append(session, action, actor="daemon", detail=facts)
    except TransientError as error:
        log.error("not_audited", action=action, problem=str(error))  # noqa: TRY400
