"""The durable engine: DBOS workflows around the stages, and nothing else.

Our rows, our audit rows and the engine's checkpoint commit in one transaction, so a step is either done and
known to be done, or not done. Workflows are short; whatever waits for days is a row of ours plus delayed work.
The stages know nothing of this module: another engine would replace this file only.
"""

from collections.abc import Callable
from typing import Any, Literal

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, SQLAlchemyDatasource
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from intake_daemon.pipeline import decide as decide_stage
from intake_daemon.pipeline import deliver as deliver_stage
from intake_daemon.pipeline import read as read_stage
from intake_daemon.pipeline import remind as remind_stage
from intake_daemon.pipeline.park import park
from intake_daemon.pipeline.services import Services
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.database import open_workflow_engine

APPLICATION = "intake"
#: Pinned: left to itself the engine derives it from the code, and an upgrade would leave work behind for ever.
VERSION = "1"
ARRIVALS, OUTBOX = "arrivals", "outbox"
POLL_SECONDS = 0.5
SERIALIZER = DBOSPortableJSONSerializer()

#: States of a workflow in which nothing more happens by itself.
TERMINAL = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")

Step = Callable[[int, int], None]
Isolation = Literal["SERIALIZABLE", "READ COMMITTED"]

log = structlog.get_logger(__name__)


def arrival_workflow(arrival_id: int, run: int, attempt: int) -> str:
    """The id of the workflow that works on an arrival: the same work is never scheduled twice."""
    return f"arrival-{arrival_id}-r{run}-t{attempt}"


def deliver_workflow(message_id: int, attempt: int) -> str:
    """The id of the workflow that tries to send a message."""
    return f"deliver-{message_id}-t{attempt}"


class EngineSchedule:
    """Schedules workflows inside the caller's transaction. Needs the engine's tables, not a running engine."""

    def __init__(self, engine: Engine) -> None:
        url = engine.url.render_as_string(hide_password=False)
        self._engine = open_workflow_engine(url)
        self._client = DBOSClient(
            system_database_url=url,
            system_database_engine=self._engine,
            application_name=APPLICATION,
            serializer=SERIALIZER,
        )

    def process(self, session: Session, arrival_id: int, run: int, attempt: int) -> None:
        """Work on an arrival as soon as a worker is free."""
        identity = arrival_workflow(arrival_id, run, attempt)
        options = {
            "workflow_name": "process",
            "queue_name": ARRIVALS,
            "workflow_id": identity,
            "app_version": VERSION,
        }
        self._enqueue(session, options, arrival_id, run)

    def deliver(self, session: Session, message_id: int, attempt: int, *, delay: float = 0) -> None:
        """Try to send a message, `delay` seconds from now at the earliest."""
        identity = deliver_workflow(message_id, attempt)
        options = {"workflow_name": "deliver", "queue_name": OUTBOX, "workflow_id": identity}
        self._enqueue(session, _delayed(options, delay), message_id, attempt)

    def remind(self, session: Session, request_id: int, number: int, *, delay: float) -> None:
        """Look after an open question again in `delay` seconds."""
        identity = f"remind-{request_id}-{number}"
        options = {"workflow_name": "remind", "queue_name": OUTBOX, "workflow_id": identity}
        self._enqueue(session, _delayed(options, delay), request_id, number)

    def _enqueue(self, session: Session, options: dict[str, Any], *arguments: int) -> None:
        # The options are the engine's TypedDict; its keys depend on the kind of work.
        self._client.enqueue_in_transaction(session, options, *arguments)  # type: ignore[arg-type]

    def over(self, arrivals: list[tuple[int, int, int]]) -> set[int]:
        """Of (arrival, run, attempt), the arrivals whose work is over or was never scheduled."""
        return self._over({arrival_workflow(*work): work[0] for work in arrivals})

    def undelivered(self, messages: list[tuple[int, int]]) -> set[int]:
        """Of (message, attempt), the messages whose delivery is over or was never scheduled."""
        return self._over({deliver_workflow(*work): work[0] for work in messages})

    def _over(self, wanted: dict[str, int]) -> set[int]:
        under_way = {
            status.workflow_id
            for status in self._client.list_workflows(
                workflow_ids=list(wanted), load_input=False, load_output=False
            )
            if status.status not in TERMINAL
        }
        return {number for identity, number in wanted.items() if identity not in under_way}

    def close(self) -> None:
        """Let go of the client's connections; it leaves those of an engine it was given to us."""
        self._client.destroy()
        self._engine.dispose()


def _delayed(options: dict[str, Any], delay: float) -> dict[str, Any]:
    """Delayed work carries no version: what is due after an upgrade runs under the new code."""
    return {**options, "delay_seconds": delay} if delay > 0 else {**options, "app_version": VERSION}


class WorkEngine:
    """Runs the workflows on this node."""

    def __init__(self, services: Services) -> None:
        self._services = services
        DBOS(config=_settings(services))
        url = services.engine.url.render_as_string(hide_password=False)
        self._source = SQLAlchemyDatasource.create(url, engine=services.engine, serializer=SERIALIZER)
        self._register()

    def launch(self) -> None:
        """Take up what an earlier process left unfinished, and start working."""
        DBOS.launch()
        workers = self._services.config.reading.workers
        # More documents than readers may be in flight: the readers have their own limit, and those that need
        # no OCR overtake the ones that do.
        DBOS.register_queue(ARRIVALS, worker_concurrency=4 + 4 * workers, polling_interval_sec=POLL_SECONDS)
        DBOS.register_queue(OUTBOX, worker_concurrency=2, polling_interval_sec=2 * POLL_SECONDS)

    def stop(self, seconds: int) -> None:
        """Finish the workflows in hand, at most for `seconds`; what is left is taken up at the next start."""
        DBOS.destroy(workflow_completion_timeout_sec=seconds)

    def _register(self) -> None:
        services = self._services
        read = DBOS.step(name="read", retries_allowed=True, max_attempts=read_stage.MAX_ATTEMPTS + 1)(
            lambda arrival_id, run: read_stage.read(services, arrival_id, run)
        )
        decide = self._transaction("decide", lambda s, a, r: decide_stage.decide(s, services, a, r))
        give_up = self._transaction("give_up", lambda s, a, r: _give_up(s, services, a, r))
        deliver = DBOS.step(name="deliver_once")(lambda m, n: deliver_stage.deliver(services, m, n))
        remind = self._transaction("remind_once", lambda s, r, n: remind_stage.remind(s, services, r, n))

        @DBOS.workflow(name="process", max_recovery_attempts=50)
        def process(arrival_id: int, run: int) -> None:
            if not read(arrival_id, run):
                return
            try:
                decide(arrival_id, run)
            except OperationalError:
                raise  # the database's trouble and not the document's: the sweep starts it anew
            except Exception:
                log.exception("decision_failed", arrival=arrival_id, run=run)
                give_up(arrival_id, run)

        @DBOS.workflow(name="deliver", max_recovery_attempts=50)
        def deliver_message(message_id: int, attempt: int) -> None:
            deliver(message_id, attempt)

        @DBOS.workflow(name="remind", max_recovery_attempts=50)
        def remind_of(request_id: int, number: int) -> None:
            remind(request_id, number)

    def _transaction(self, name: str, stage: Callable[[Session, int, int], None]) -> Step:
        """A stage as a step whose rows and checkpoint commit together."""
        sqlite = self._services.engine.dialect.name == "sqlite"
        isolation: Isolation = "SERIALIZABLE" if sqlite else "READ COMMITTED"

        def step(first: int, second: int) -> None:
            stage(self._source.sql_session(), first, second)

        return self._source.transaction(name=name, isolation_level=isolation)(step)


def _settings(services: Services) -> DBOSConfig:
    url = services.engine.url.render_as_string(hide_password=False)
    return DBOSConfig(
        name=APPLICATION,
        system_database_url=url,
        system_database_engine=open_workflow_engine(url),
        executor_id=services.config.node_name,
        application_version=VERSION,
        serializer=SERIALIZER,
        log_level="WARNING",
        # Nothing of ours waits for notifications; the thread only has to notice a stop soon.
        notification_listener_polling_interval_sec=1.0,
        scheduler_polling_interval_sec=3600.0,
    )


def _give_up(session: Session, services: Services, arrival_id: int, run: int) -> None:
    arrival = session.get_one(ArrivalRow, arrival_id)
    if arrival.run == run:
        park(session, services, arrival, "bug", "the decision failed; the log has the traceback")
