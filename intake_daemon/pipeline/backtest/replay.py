"""Decisions of the rules as they are stored, each with the case it was made on, one after the other."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from intake_daemon.model import Case, Decision
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.store.requests import DecisionRow, RequestRow

STEP = 500  #: rows in memory at a time


class Apart(StrEnum):
    """Why a request is counted apart from the others."""

    PERSON = "a person decided"
    ATTACHED = "attached paper"


@dataclass(frozen=True)
class Span:
    """Which requests: received from one day to another, both included, as the facility counts days.

    Args:
        first: replay what was known when a request was first decided on, instead of what was known last.
    """

    since: date
    until: date
    zone: ZoneInfo
    first: bool = False

    @property
    def weeks(self) -> float:
        """How many weeks it is long."""
        return ((self.until - self.since).days + 1) / 7

    def begins(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.since, time(), self.zone)

    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time(), self.zone)


class Replay(NamedTuple):
    """One stored decision of the rules with all that they were told.

    Args:
        recorded: what was decided then.
        rebuilt: the case was not kept and was put together from the request as it stands now.
    """

    reference: str
    received_at: datetime
    decided_at: datetime
    recorded: Decision
    rule_set: str
    case: Case
    apart: Apart | None
    rebuilt: bool


class Lost(NamedTuple):
    """A request that cannot be replayed: its case was not kept, and what it was made of is gone."""

    reference: str


#: Puts together the case of a decision (by its id) that was made before cases were kept; None: it cannot be.
Rebuild = Callable[[Session, int], Case | None]


def how_many(session: Session, span: Span) -> int:
    """How many requests a replay will come by."""
    return session.scalar(select(func.count()).select_from(_chosen(span).subquery())) or 0


def replays(session: Session, span: Span, rebuild: Rebuild) -> Iterator[Replay | Lost]:
    """Every request of a span that rules have decided on, in the order they came; few rows in memory at a time."""
    query = _chosen(span).order_by(RequestRow.id).execution_options(yield_per=STEP)
    for row in session.execute(query):
        kept = kept_case(row.case)
        case = kept or rebuild(session, row.id)
        session.expunge_all()  # what was rebuilt from is not needed any more
        if case is None:
            yield Lost(row.reference)
            continue
        yield Replay(
            reference=row.reference,
            received_at=row.received_at,
            decided_at=row.decided_at,
            recorded=Decision(row.decision),
            rule_set=row.rule_set,
            case=case,
            apart=_apart(row.person is not None, row.attached_to is not None),
            rebuilt=kept is None,
        )


def kept_case(content: bytes | None) -> Case | None:
    """The case kept with a decision; None when there is none, or one that cannot be understood (any more)."""
    if content is None:
        return None
    try:
        return unpack(Case, content)
    except (ValidationError, zlib.error):
        return None


def _apart(by_person: bool, attached: bool) -> Apart | None:
    if attached:
        return Apart.ATTACHED
    return Apart.PERSON if by_person else None


def _chosen(
    span: Span,
) -> Select[int, str, datetime, datetime, str, str, bytes | None, str | None, int | None]:
    """One decision of the rules a request: the last or the first, with who made the one that stands."""
    pick = func.min if span.first else func.max
    ours = (
        select(pick(DecisionRow.id))
        .where(DecisionRow.request_id == RequestRow.id, DecisionRow.person.is_(None))
        .correlate(RequestRow)
        .scalar_subquery()
    )
    stands = aliased(DecisionRow)
    person = (
        select(func.max(stands.person))
        .where(stands.request_id == RequestRow.id, stands.superseded_by.is_(None))
        .correlate(RequestRow)
        .scalar_subquery()
    )
    return (
        select(
            DecisionRow.id,
            RequestRow.reference,
            RequestRow.received_at,
            DecisionRow.decided_at,
            DecisionRow.decision,
            DecisionRow.rule_set,
            DecisionRow.case,
            person.label("person"),
            RequestRow.attached_to,
        )
        .select_from(RequestRow)
        .join(DecisionRow, DecisionRow.id == ours)
        .where(RequestRow.received_at >= span.begins(), RequestRow.received_at < span.ends())
    )


def case_of_request(session: Session, request: RequestRow, rebuild: Rebuild) -> tuple[Case, bool]:
    """What the rules were told last of a request, and whether it had to be put together anew.

    Raises:
        RefusedError: the rules have not decided on it, or what they were told is no longer there.
    """
    query = select(DecisionRow).where(DecisionRow.request_id == request.id, DecisionRow.person.is_(None))
    row = session.scalars(query.order_by(DecisionRow.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise RefusedError(f"the rules have not decided on {request.reference}")
    kept = kept_case(row.case)
    case = kept or rebuild(session, row.id)
    if case is None:
        raise RefusedError(f"what was read of {request.reference} is no longer there")
    return case, kept is None
