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

from intake_daemon.assemble import assemble, dismantle
from intake_daemon.config import Config
from intake_daemon.engine import EngineSchedule, WorkEngine
from intake_daemon.errors import TransientError
from intake_daemon.logging import log_crashes
from intake_daemon.model import Taken
from intake_daemon.notify import Notifier
from intake_daemon.pipeline.ledger import StoreLedger
from intake_daemon.pipeline.rule_sets.following import Follower
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
    services = assemble(config, follow=True, beat=notifier.starting)
    try:
        _run_engine(services, signals, notifier)
    finally:
        dismantle(services)
    log.info("stopped")


def _run_engine(services: Services, signals: Signals, notifier: Notifier) -> None:
    sources = _open(services)
    engine = WorkEngine(services)
    engine.launch()
    _record(services, "daemon.started", {"four_eyes": services.config.rule_changes.four_eyes})
    for source in sources:
        source.runner.start()
    follower = Follower(services)
    status = Status(f"watching {len(sources)} source(s)", follower, notifier)
    notifier.ready(status.words)
    for trouble in follower.troubles:
        log.warning("rules_warning", problem=trouble.words, fix=trouble.fix)
    log.info("started", sources=len(sources), rule_set=services.policy.rules.version[:12])
    try:
        _watch(services, sources, signals, status)
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


class Status:
    """What is told of the daemon as a whole; in it, what is not as it should be with the rules.

    Args:
        usual: the words when all is well.
        follower: keeps the rules in step.
    """

    def __init__(self, usual: str, follower: Follower, notifier: Notifier) -> None:
        self._usual, self._follower, self.notifier = usual, follower, notifier

    @property
    def words(self) -> str:
        """One line for `systemctl status`."""
        return "; ".join((self._usual, *(trouble.words for trouble in self._follower.troubles)))

    def follow(self) -> None:
        """Keep the rules in step, and tell when something came of it."""
        if self._follower.tick():
            self.notifier.status(self.words)

    def reload(self) -> None:
        """Look at rules and texts now; what has mistakes, or waits for somebody, leaves all as it is."""
        self.notifier.reloading()
        self._follower.tick(reload=True)
        log.info("reloaded", rule_set=self._follower.version[:12])
        self.notifier.ready(self.words)


def _open(services: Services) -> list[Watched]:
    ledger = StoreLedger(services.engine)
    config = services.config
    sources = open_sources(config.sources, max_bytes=config.max_arrival_mb << 20, state_dir=config.state_dir)
    return [Watched(source, services, ledger) for source in sources]


def _watch(services: Services, sources: list[Watched], signals: Signals, status: "Status") -> None:
    swept = 0.0
    while not signals.stop.wait(TICK_SECONDS):
        if all(source.well for source in sources):
            status.notifier.alive()
        if signals.reload.is_set():
            signals.reload.clear()
            status.reload()
        else:
            status.follow()
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
