"""Reconciling: does every document have its one outcome, every request its one decision, every mail its record?

The chain of the audit shows that nobody changed it. This shows that the tables still say what the audit says.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Exists, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import DecisionRow, RequestRow

IN_WORK = (ArrivalState.RECEIVED, ArrivalState.READ)


class Break(NamedTuple):
    """One thing that does not fit: which rule is broken, and by which row."""

    check: str
    what: str


class Balance(NamedTuple):
    """Documents by outcome, and everything that does not fit."""

    received: int
    decided: int
    parked: int
    in_work: int
    requests: int
    sent: int
    breaks: tuple[Break, ...]


def reconcile(session: Session) -> Balance:
    """Count outcomes and find what does not fit. The caller has one consistent view for all of it."""
    by_state = select(ArrivalRow.state, func.count()).group_by(ArrivalRow.state)
    states = dict[str, int](session.execute(by_state).all())
    breaks = tuple(found for check in CHECKS for found in check(session))
    return Balance(
        received=sum(states.values()),
        decided=states.get(ArrivalState.DECIDED, 0),
        parked=states.get(ArrivalState.PARKED, 0),
        in_work=sum(states.get(state, 0) for state in IN_WORK),
        requests=_count(session, select(func.count()).select_from(RequestRow)),
        sent=_count(session, select(func.count()).where(MessageRow.state == MessageState.SENT)),
        breaks=breaks,
    )


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0


def _documents_in_the_audit(session: Session) -> Iterator[Break]:
    """Every row of the audit about a document has its document, and every document its receipt in the audit."""
    lost = (
        select(AuditRow.arrival_id)
        .where(AuditRow.arrival_id.is_not(None), ~exists().where(ArrivalRow.id == AuditRow.arrival_id))
        .distinct()
    )
    yield from _breaks("documents", session.scalars(lost), "document {} is in the audit and not in the store")
    unheard = select(ArrivalRow.id).where(~_audited("arrival.received", ArrivalRow.id))
    yield from _breaks("documents", session.scalars(unheard), "document {} was never recorded as received")


def _documents_with_outcome(session: Session) -> Iterator[Break]:
    """A decided document has requests and its row in the audit, a parked one its reason and its row."""
    undecided = select(ArrivalRow.id).where(
        ArrivalRow.state == ArrivalState.DECIDED,
        or_(
            ~exists().where(RequestRow.arrival_id == ArrivalRow.id),
            ~_audited("arrival.decided", ArrivalRow.id),
        ),
    )
    yield from _breaks("outcomes", session.scalars(undecided), "document {} is decided without a decision")
    unparked = select(ArrivalRow.id).where(
        ArrivalRow.state == ArrivalState.PARKED,
        or_(ArrivalRow.problem_kind.is_(None), ~_audited("arrival.parked", ArrivalRow.id)),
    )
    yield from _breaks("outcomes", session.scalars(unparked), "document {} is parked without a reason")
    states = [str(state) for state in ArrivalState]
    strange = select(ArrivalRow.id).where(ArrivalRow.state.not_in(states))
    yield from _breaks("outcomes", session.scalars(strange), "document {} is in a state that there is not")


def _audited(action: str, arrival_id: InstrumentedAttribute[int]) -> Exists:
    return exists().where(and_(AuditRow.action == action, AuditRow.arrival_id == arrival_id))


def _one_standing_decision(session: Session) -> Iterator[Break]:
    """Every request has exactly one decision that no other supersedes, and says the same itself."""
    standing = (
        select(
            DecisionRow.request_id, func.count().label("number"), func.min(DecisionRow.decision).label("word")
        )
        .where(DecisionRow.superseded_by.is_(None))
        .group_by(DecisionRow.request_id)
        .subquery()
    )
    query = (
        select(RequestRow.reference)
        .outerjoin(standing, standing.c.request_id == RequestRow.id)
        .where(
            or_(
                func.coalesce(standing.c.number, 0) != 1,
                standing.c.word != RequestRow.decision,
            )
        )
    )
    yield from _breaks("decisions", session.scalars(query), "request {} does not have one standing decision")


def _superseded_by_later(session: Session) -> Iterator[Break]:
    """A decision is superseded by a later one of the same request."""
    later = aliased(DecisionRow)
    query = (
        select(DecisionRow.id)
        .join(later, later.id == DecisionRow.superseded_by)
        .where(or_(later.request_id != DecisionRow.request_id, later.id <= DecisionRow.id))
    )
    yield from _breaks(
        "decisions", session.scalars(query), "decision {} is superseded by one that is no later"
    )


def _sent_messages(session: Session) -> Iterator[Break]:
    """Every message that was sent or given by hand says so in the audit, and every sending there has its message."""
    told = (*_rows(session, "message.sent"), *_rows(session, "message.given"))
    sent = {row.detail.get("message") for row in told}
    rows = set(session.scalars(select(MessageRow.id).where(MessageRow.state == MessageState.SENT)))
    unheard = sorted(rows - sent)
    yield from _breaks("messages", unheard, "message {} is sent and the audit does not know")
    lost = sorted(number for number in sent - rows if isinstance(number, int))
    yield from _breaks("messages", lost, "message {} was sent by the audit and not by the outbox")


def _rows(session: Session, action: str) -> Iterable[AuditRow]:
    return session.scalars(select(AuditRow).where(AuditRow.action == action)).all()


def _breaks(check: str, found: Iterable[object], words: str) -> Iterator[Break]:
    for item in found:
        yield Break(check, words.format(item))


CHECKS: tuple[Callable[[Session], Iterator[Break]], ...] = (
    _documents_in_the_audit,
    _documents_with_outcome,
    _one_standing_decision,
    _superseded_by_later,
    _sent_messages,
)
