"""A configured office for tests of the command line: real database, real stages, no daemon running beside.

`receive` stores an arrival with what reading it would have given, `take_in` really reads a drawn paper; `work`
does what the daemon's workers would do with everything that waits.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.assemble import assemble, dismantle
from intake_daemon.cli import cli
from intake_daemon.config import load
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
from intake_daemon.store.database import transaction
from intake_daemon.store.requests import RequestRow

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


class Office:
    """One configuration with its database, and the command line on it.

    Args:
        folder: an empty folder for everything.
        delivery: further keys of [delivery], as TOML.
        more: further tables, as TOML.
    """

    def __init__(self, folder: Path, *, delivery: str = "", more: str = "") -> None:
        self.config = folder / "intake.toml"
        self.drop = folder / "drop"
        self.drop.mkdir()
        text = CONFIG.format(state=folder / "state", drop=self.drop, delivery=delivery, more=more)
        self.config.write_text(text)
        with self.services():
            pass  # the first opening makes the database

    def call(self, *arguments: str) -> Result:
        """Run one command of the command line."""
        return CliRunner().invoke(cli, ["--config", str(self.config), *arguments], prog_name="intake-daemon")

    def said(self, *arguments: str) -> str:
        """What a command prints; fails when it fails."""
        result = self.call(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *arguments: str) -> Any:
        """The JSON document that a command prints."""
        return json.loads(self.said(*arguments, "--json"))

    @contextmanager
    def services(self) -> Iterator[Services]:
        services = assemble(load(self.config))
        try:
            yield services
        finally:
            dismantle(services)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A look into the database."""
        with self.services() as services, transaction(services.engine) as session:
            yield session

    def receive(
        self, understanding: Understanding, *, name: str = "paper", envelope: Envelope | None = None
    ) -> int:
        """Take in an arrival that reads like this, and decide on it; returns its number."""
        with self.services() as services:
            arrival_id = _taken(services, name, name.encode(), Channel.EMAIL if envelope else Channel.FAX)
            with transaction(services.engine) as session:
                arrival = session.get_one(ArrivalRow, arrival_id)
                keep(session, arrival, Reading(envelope=envelope), understanding)
            _work(services)
            return arrival_id

    def take_in(self, file: str) -> int:
        """Take in a drawn paper, read it and decide on it; returns its number."""
        with self.services() as services:
            channel = Channel(EXPECTED[file]["channel"])
            arrival_id = _taken(services, file, (CORPUS / file).read_bytes(), channel)
            _work(services)
            return arrival_id

    def take_unreadable(self) -> int:
        """Take in a file that no parser can read; it ends up parked. Returns its number."""
        with self.services() as services:
            arrival_id = _taken(services, "broken.pdf", b"%PDF-1.7\nnothing of a PDF follows", Channel.FAX)
            _work(services)
            return arrival_id

    def work(self) -> None:
        """Do what the daemon's workers would do with everything that waits."""
        with self.services() as services:
            _work(services)

    def reference(self, arrival_id: int) -> str:
        """The reference of the only request of an arrival."""
        with self.session() as session:
            query = select(RequestRow.reference).where(RequestRow.arrival_id == arrival_id)
            return session.scalars(query).one()


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
        values = {**request["fields"], **{name.replace("__", "."): value for name, value in changes.items()}}
        drafts.append(
            RequestDraft(kind=Kind(request["kind"]), pages=tuple(request["pages"]), fields=_fields(values))
        )
    return Understanding(
        intents=(IntentGuess(intent=Intent(entry["intent"]), confidence=0.99),),
        language=entry["language"],
        requests=tuple(drafts),
    )


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
