"""A clinic without a running engine: real database, real files, real reading, stages called one by one.

Time stands still unless a test moves it. `take` hands an arrival over as a source would, `work` does what the
engine's workers would do with everything that waits, `settle` puts in what a perfect reading would have given.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from support.cases import complete_access, complete_authorization, present

import rules
from intake_daemon.assemble import prepare_database
from intake_daemon.config import Config
from intake_daemon.durable import BlobStore
from intake_daemon.engine import EngineSchedule
from intake_daemon.errors import UnreadableDocument
from intake_daemon.keys import match_key
from intake_daemon.model import (
    Channel,
    FieldValue,
    Intent,
    IntentGuess,
    Kind,
    RequestDraft,
    Taken,
    Understanding,
)
from intake_daemon.pipeline.decide import decide
from intake_daemon.pipeline.deliver import deliver
from intake_daemon.pipeline.read import MAX_ATTEMPTS, keep, read, reading_context
from intake_daemon.pipeline.services import Policy, Services
from intake_daemon.pipeline.sweep import sweep
from intake_daemon.pipeline.take import Taking, take
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.base import Base
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.queries_reconcile import reconcile
from intake_daemon.store.requests import DecisionRow, ExceptionRow, RequestRow
from outbox.render import Templates
from parsers.readers import Readers

NOON = datetime(2026, 11, 5, 17, 0, tzinfo=UTC)  #: noon in New York

Row = TypeVar("Row", bound=Base)


class Clinic:
    """One clinic in a folder of its own.

    Args:
        readers: shared by many clinics, since starting them takes longer than most tests.
        database: URL; empty: SQLite in the folder.
        changes: settings by their table, over the usual ones.
    """

    def __init__(
        self, folder: Path, readers: Readers, *, database: str = "", **changes: dict[str, object]
    ) -> None:
        self.now = NOON
        self.config = configuration(folder, database=database, **changes)
        engine = prepare_database(self.config)
        self.schedule = EngineSchedule(engine)
        self.services = Services(
            config=self.config,
            engine=engine,
            blobs=BlobStore(self.config.state_dir / "documents"),
            readers=readers,
            match_key=match_key(self.config.state_dir),
            schedule=self.schedule,
            _policy=shipped_policy(),
            clock=lambda: self.now,
        )
        self._keys = count(1)

    def close(self) -> None:
        """Let go of the database."""
        self.schedule.close()
        self.services.engine.dispose()

    def take(self, content: bytes, *, channel: Channel = Channel.EMAIL, **given: object) -> Taking:
        """Hand an arrival over as a source would."""
        number = next(self._keys)
        facts: dict[str, object] = {
            "source": "mail" if channel is Channel.EMAIL else "fax",
            "channel": channel,
            "key": f"key-{number}",
            "name": f"arrival {number}",
            "content": content,
            "received_at": self.now,
            "same_arrival_key": f"same-{number}",
        }
        return take(self.services, Taken.model_validate({**facts, **given}))

    def work(self) -> None:
        """Read and decide on everything that waits."""
        for arrival_id, run in self._waiting():
            if self._read(arrival_id, run):
                self.decide(arrival_id)

    def receive(self, content: bytes, **given: object) -> ArrivalRow:
        """Take one arrival in and work on it to its outcome."""
        self.take(content, **given)  # type: ignore[arg-type]
        self.work()
        return self.arrivals()[-1]

    def settle(self, content: bytes, understanding: Understanding, **given: object) -> RequestRow:
        """Take one arrival in that says just this, decide on it, and return its last request."""
        self.take(content, **given)  # type: ignore[arg-type]
        arrival = self.arrivals()[-1]
        context = reading_context(self.services, arrival)
        read_as, _ = self.services.readers.read(self.services.blobs.path(arrival.sha256), context)
        with transaction(self.services.engine) as session:
            keep(session, session.get_one(ArrivalRow, arrival.id), read_as, understanding)
        self.decide(arrival.id)
        return self.requests()[-1]

    def decide(self, arrival_id: int) -> None:
        """Decide on one arrival that was read."""
        with self.session() as session:
            decide(session, self.services, arrival_id, session.get_one(ArrivalRow, arrival_id).run)

    def deliver(self) -> None:
        """Try to send everything that is ready."""
        for message in self.messages(state=MessageState.READY):
            deliver(self.services, message.id, message.scheduled)

    def sweep(self) -> int:
        """Look for stranded work and overdue exceptions, as the daemon does every half minute."""
        return sweep(self.services, self.schedule)

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)

    def use_rules(self, **changes: object) -> None:
        """Decide by a policy with other figures from now on."""
        policy = self.services.policy
        figures = policy.rules.policy.model_copy(update=changes)
        self.services.change_policy(replace(policy, rules=replace(policy.rules, policy=figures)))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction."""
        with transaction(self.services.engine) as session:
            yield session

    def arrivals(self) -> list[ArrivalRow]:
        """All arrivals, oldest first."""
        return self._all(ArrivalRow)

    def requests(self) -> list[RequestRow]:
        """All requests, oldest first."""
        return self._all(RequestRow)

    def messages(self, **having: object) -> list[MessageRow]:
        """All messages, oldest first."""
        return self._all(MessageRow, **having)

    def decisions(self, request: RequestRow) -> list[DecisionRow]:
        """The decisions on one request, oldest first."""
        return self._all(DecisionRow, request_id=request.id)

    def exceptions(self, **having: object) -> list[ExceptionRow]:
        """What waits for a person, oldest first."""
        return self._all(ExceptionRow, resolved_at=None, **having)

    def actions(self) -> list[str]:
        """The words of the audit, oldest first."""
        with reading(self.services.engine) as session:
            return [row.action for row in audit.rows(session)]

    def events(self, action: str) -> list[AuditRow]:
        """The rows of the audit with one word."""
        with reading(self.services.engine) as session:
            return list(
                session.scalars(select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.seq))
            )

    def request(self, reference: str) -> RequestRow:
        """One request as it stands now."""
        with reading(self.services.engine) as session:
            return session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one()

    def check(self) -> None:
        """The audit chain holds, and every arrival, decision and message is accounted for."""
        with reading(self.services.engine) as session:
            audit.verify_chain(session)
            assert reconcile(session).breaks == ()

    def _waiting(self) -> list[tuple[int, int]]:
        query = select(ArrivalRow.id, ArrivalRow.run).where(
            ArrivalRow.state.in_((ArrivalState.RECEIVED, ArrivalState.READ))
        )
        with reading(self.services.engine) as session:
            return [(row.id, row.run) for row in session.execute(query.order_by(ArrivalRow.id))]

    def _read(self, arrival_id: int, run: int) -> bool:
        """As the engine does: a try that failed is made again."""
        for _ in range(MAX_ATTEMPTS):
            try:
                return read(self.services, arrival_id, run)
            except UnreadableDocument:
                continue
        return read(self.services, arrival_id, run)

    def _all(self, table: type[Row], **having: object) -> list[Row]:
        with reading(self.services.engine) as session:
            return list(session.scalars(select(table).filter_by(**having).order_by(table.id)))  # type: ignore[attr-defined]


@cache
def shipped_policy() -> Policy:
    """The rules and texts as shipped; loading them once is enough."""
    return Policy(rules=rules.load(rules.SHIPPED), templates=Templates.load())


def configuration(folder: Path, *, database: str = "", **changes: dict[str, object]) -> Config:
    """A clinic's configuration: messages leave by themselves unless `delivery` says otherwise."""
    facility: dict[str, object] = {
        "name": "Cedar Hollow Medical Center",
        "phone": "(614) 555-0100",
        "email": "records@cedarhollow.example",
    }
    delivery: dict[str, object] = {
        "mode": "send",
        "from_address": "records@cedarhollow.example",
        "trusted_authserv_ids": ["mx.cedarhollow.example"],
    }
    rest = {name: table for name, table in changes.items() if name not in ("facility", "delivery")}
    content: dict[str, object] = {
        "state_dir": folder / "state",
        "database": database,
        "facility": {**facility, **changes.get("facility", {})},
        "delivery": {**delivery, **changes.get("delivery", {})},
        **rest,
    }
    return Config.model_validate(content)


#: On every complete authorization here: who asks, and that it is for us.
ASKED_OF_US = {
    "requestor.organization": present("Larkspur Mutual"),
    "requestor.fax": present("+15035550134"),
    "authorization.discloser": present("Cedar Hollow Medical Center"),
}


def authorization(**changes: FieldValue) -> Understanding:
    """A complete authorization, with some fields otherwise; dots are written as two underscores."""
    fields = {**complete_authorization(), **ASKED_OF_US}
    return _understood(Kind.THIRD_PARTY_AUTHORIZATION, fields, changes)


def access(**changes: FieldValue) -> Understanding:
    """A patient's own complete request, with some fields otherwise."""
    return _understood(Kind.PATIENT_ACCESS, complete_access(), changes)


def answer(reference: str | None = None, **fields: FieldValue) -> Understanding:
    """An answer to our question that brings some fields."""
    draft = RequestDraft(kind=Kind.OTHER, pages=(1,), fields=_named(fields))
    return Understanding(
        intents=(IntentGuess(intent=Intent.CLARIFICATION_REPLY, confidence=0.99),),
        requests=(draft,),
        reference=reference,
    )


def saying(intent: Intent, reference: str | None = None) -> Understanding:
    """A message that wants something other than records."""
    return Understanding(
        intents=(IntentGuess(intent=intent, confidence=0.99),),
        requests=(RequestDraft(kind=Kind.OTHER, pages=(1,), fields={}),),
        reference=reference,
    )


def _understood(kind: Kind, fields: dict[str, FieldValue], changes: dict[str, FieldValue]) -> Understanding:
    return Understanding(
        intents=(IntentGuess(intent=Intent.RECORDS_REQUEST, confidence=0.99),),
        requests=(RequestDraft(kind=kind, pages=(1,), fields={**fields, **_named(changes)}),),
    )


def _named(fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    return {name.replace("__", "."): value for name, value in fields.items()}
