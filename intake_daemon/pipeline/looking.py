"""Services for work that only looks at the store: nothing can be scheduled with them, and no reader is started."""

from typing import Never

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.durable import BlobStore
from intake_daemon.keys import match_key
from intake_daemon.pipeline.services import Policy, Services
from outbox.render import Templates
from parsers.readers import Readers
from rules import RuleSet


class NothingIsScheduled:
    """A schedule that takes no work: whoever only looks has none to give."""

    def process(self, session: Session, arrival_id: int, run: int, attempt: int) -> Never:
        """Refuse."""
        raise self._refusal()

    def deliver(self, session: Session, message_id: int, attempt: int, *, delay: float = 0) -> Never:
        """Refuse."""
        raise self._refusal()

    def remind(self, session: Session, request_id: int, number: int, *, delay: float) -> Never:
        """Refuse."""
        raise self._refusal()

    @staticmethod
    def _refusal() -> RuntimeError:
        return RuntimeError("nothing is scheduled by work that only looks")


def looking(config: Config, engine: Engine, rules: RuleSet) -> Services:
    """Services to look at a store with, judging by the rules given.

    Raises:
        ConfigError: the message texts or the key are wrong.
    """
    return Services(
        config=config,
        engine=engine,
        blobs=BlobStore(config.state_dir / "documents"),
        readers=Readers(config.read_options, workers=1, ready=False),
        match_key=match_key(config.state_dir),
        schedule=NothingIsScheduled(),
        _policy=Policy(rules=rules, templates=Templates.load(config.templates)),
    )
