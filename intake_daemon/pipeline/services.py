"""What the stages need from the outside, made once at start and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.durable import BlobStore
from outbox.render import Templates
from parsers.readers import Readers
from rules import RuleSet


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Policy:
    """The rules and texts in force; swapped as one when they are reloaded."""

    rules: RuleSet
    templates: Templates


class Schedule(Protocol):
    """Puts work for later into the caller's transaction: it exists if and only if that commits."""

    def process(self, session: Session, arrival_id: int, run: int, attempt: int) -> None:
        """Work on an arrival as soon as a worker is free."""

    def deliver(self, session: Session, message_id: int, attempt: int, *, delay: float = 0) -> None:
        """Try to send a message, `delay` seconds from now at the earliest."""

    def remind(self, session: Session, request_id: int, number: int, *, delay: float) -> None:
        """Look after an open question again in `delay` seconds."""


@dataclass
class Services:
    """The outside world of the stages."""

    config: Config
    engine: Engine
    blobs: BlobStore
    readers: Readers
    match_key: bytes
    schedule: Schedule
    _policy: Policy
    clock: Callable[[], datetime] = utc_now
    _swap: Lock = field(default_factory=Lock)

    @property
    def policy(self) -> Policy:
        """The rules and texts in force now; work that looks more than once pins them first."""
        with self._swap:
            return self._policy

    def change_policy(self, policy: Policy) -> None:
        """Put other rules and texts in force, from the next document on."""
        with self._swap:
            self._policy = policy

    def pinned(self) -> "Services":
        """The same with the rules and texts of this moment: what one document is decided by, whatever comes."""
        return replace(self, _policy=self.policy, _swap=Lock())

    def local_day(self, moment: datetime) -> date:
        """The day of a moment as the facility counts days."""
        return moment.astimezone(self.config.facility.zone).date()
