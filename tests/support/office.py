"""A configured office for tests of the command line: real database, real stages, no daemon running beside.

`receive` stores an arrival with what reading it would have given, `take_in` really reads a drawn paper; `work`
does what the daemon's workers would do with everything that waits.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from support.clinic import shipped_policy

from intake_daemon.assemble import prepare_database
from intake_daemon.cli import cli
from intake_daemon.commands.app import App
from intake_daemon.config import load
from intake_daemon.durable import BlobStore
from intake_daemon.engine import EngineSchedule
from intake_daemon.keys import match_key
from intake_daemon.model import (
    Address,
    Channel,
    Envelope,
    Fields,
    FieldValue,
    Intent,
    IntentGuess,
    Kind,
    Reading,
    RequestDraft,
    State,
    Taken,
    Understanding,
)
from intake_daemon.pipeline.decide import decide
from intake_daemon.pipeline.read import keep, read
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.take import take
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.database import open_engine, transaction
from intake_daemon.store.requests import RequestRow
from parsers.readers import Readers

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"
EXPECTED: dict[str, dict[str, Any]] = {
    entry["file"]: entry for entry in json.loads((CORPUS.parent / "expected.json").read_text())
}
DAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)

CONFIG = """
state_dir = "{state}"

[facility]
name = "Cedar Hollow Medical Center"
phone = "(555) 010-0199"
email = "records@cedarhollow.example"

[delivery]
from_address = "records@cedarhollow.example"
trusted_authserv_ids = ["mx.cedarhollow.example"]
{delivery}

[reading]
processes = 1

[[drop]]
name = "fax"
folder = "{drop}"
{more}
"""


class Desk(App):
    """The command line's view of an office whose parts are open already."""

    def __init__(self, config: Path, services: Services) -> None:
        super().__init__(config, named=True)
        self._services = services

    @property
    def services(self) -> Services:  # type: ignore[override]  # a plain property in place of a cached one
        return self._services

    @property
    def store(self) -> Engine:  # type: ignore[override]  # as above
        return self._services.engine


class Office:
    """One configuration with its database, and the command line on it.

    Args:
        folder: an empty folder for everything.
        readers: shared by many offices, since starting them takes longer than most tests.
        delivery: further keys of [delivery], as TOML.
        more: further tables, as TOML.
    """

    def __init__(self, folder: Path, readers: Readers, *, delivery: str = "", more: str = "") -> None:
        self.config = folder / "intake.toml"
        self.drop = folder / "drop"
        self.drop.mkdir()
        text = CONFIG.format(state=folder / "state", drop=self.drop, delivery=delivery, more=more)
        self.config.write_text(text)
        config = load(self.config)
        self._schedule = EngineSchedule(prepare_database(config))
        self.services = Services(
            config=config,
            engine=open_engine(config.database_url),
            blobs=BlobStore(config.state_dir / "documents"),
            readers=readers,
            match_key=match_key(config.state_dir),
            schedule=self._schedule,
            _policy=shipped_policy(),
        )

    def close(self) -> None:
        """Let go of the database."""
        self._schedule.close()
        self.services.engine.dispose()

    def call(self, *arguments: str) -> Result:
        """Run one command of the command line."""
        desk = Desk(self.config, self.services)
        return CliRunner().invoke(cli, list(arguments), obj=desk, prog_name="intake-daemon")

    def said(self, *arguments: str) -> str:
        """What a command prints; fails when it fails."""
        result = self.call(*arguments)
        assert result.exit_code == 0, f"{result.output}{result.exception!r}"
        return result.stdout

    def json(self, *arguments: str) -> Any:
        """The JSON document that a command prints."""
        return json.loads(self.said(*arguments, "--json"))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look into the database."""
        with transaction(self.services.engine) as session:
            yield session

    def receive(
        self, understanding: Understanding, *, name: str = "paper", envelope: Envelope | None = None
    ) -> int:
        """Take in an arrival that reads like this, and decide on it; returns its number."""
        arrival_id = _taken(self.services, name, name.encode(), Channel.EMAIL if envelope else Channel.FAX)
        with transaction(self.services.engine) as session:
            arrival = session.get_one(ArrivalRow, arrival_id)
            keep(session, arrival, Reading(envelope=envelope), understanding)
        _work(self.services)
        return arrival_id

    def take_in(self, file: str) -> int:
        """Take in a drawn paper, read it and decide on it; returns its number."""
        channel = Channel(EXPECTED[file]["channel"])
        arrival_id = _taken(self.services, file, (CORPUS / file).read_bytes(), channel)
        _work(self.services)
        return arrival_id

    def take_unreadable(self) -> int:
        """Take in a file that no parser can read; it ends up parked. Returns its number."""
        arrival_id = _taken(self.services, "broken.pdf", b"%PDF-1.7\nnothing of a PDF follows", Channel.FAX)
        _work(self.services)
        return arrival_id

    def take_withheld(self) -> None:
        """Take in the headers of a mail that was too large."""
        taken = Taken(
            source="mail",
            channel=Channel.EMAIL,
            key="large",
            name="mail 1",
            content=b"Subject: large\n\n",
            received_at=DAY,
            same_arrival_key="large",
            withheld="it has 300 MiB",
        )
        take(self.services, taken)

    def work(self) -> None:
        """Do what the daemon's workers would do with everything that waits."""
        _work(self.services)

    def reference(self, arrival_id: int) -> str:
        """The reference of the only request of an arrival."""
        with self.session() as session:
            query = select(RequestRow.reference).where(RequestRow.arrival_id == arrival_id)
            return session.scalars(query).one()


MakeOffice = Callable[..., Office]  #: makes an office with other settings


def _taken(services: Services, name: str, content: bytes, channel: Channel) -> int:
    taken = Taken(
        source="fax",
        channel=channel,
        key=name,
        name=name,
        content=content,
        received_at=DAY,
        same_arrival_key=name,
    )
    take(services, taken)
    with transaction(services.engine) as session:
        return session.scalars(select(ArrivalRow.id).where(ArrivalRow.key == name)).one()


def _work(services: Services) -> None:
    waiting = select(ArrivalRow.id, ArrivalRow.run).where(
        ArrivalRow.state.in_((ArrivalState.RECEIVED, ArrivalState.READ))
    )
    with transaction(services.engine) as session:
        todo = session.execute(waiting.order_by(ArrivalRow.id)).all()
    for arrival_id, run in todo:
        if read(services, arrival_id, run):
            with transaction(services.engine) as session:
                decide(session, services, arrival_id, run)


def truth(file: str, **changes: Any) -> Understanding:
    """A drawn paper understood without a mistake.

    Args:
        file: of the corpus.
        changes: fields that shall be otherwise, dots written as two underscores; None: empty on the paper.
    """
    entry = EXPECTED[file]
    drafts = []
    for request in entry["requests"]:
        changed = {name.replace("__", "."): value for name, value in changes.items()}
        values = {**_asker(request["fields"]), **request["fields"], **changed}
        drafts.append(
            RequestDraft(kind=Kind(request["kind"]), pages=tuple(request["pages"]), fields=_fields(values))
        )
    return Understanding(
        intents=(IntentGuess(intent=Intent(entry["intent"]), confidence=0.99),),
        language=entry["language"],
        requests=tuple(drafts),
    )


def _asker(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Whoever shall get the records asks for them."""
    asked = {name: fields.get(f"authorization.recipient.{name}") for name in ("organization", "phone", "fax")}
    return {f"requestor.{name}": value for name, value in asked.items() if value}


def _fields(values: Mapping[str, Any]) -> Fields:
    return {name: _field(value) for name, value in values.items()}


def _field(value: Any) -> FieldValue:
    if value is None or value is False:
        return FieldValue(state=State.ABSENT, confidence=0.99)
    return FieldValue.model_validate({"value": value, "state": State.PRESENT, "confidence": 0.99})


def proven_mail(sender: str) -> Envelope:
    """The headers of a mail whose sender our own mail server vouches for."""
    domain = sender.partition("@")[2]
    return Envelope(
        message_id=f"<question@{domain}>",
        sender=Address(address=sender),
        return_path=sender,
        authentication_results=(f"mx.cedarhollow.example; dmarc=pass header.from={domain}",),
    )
