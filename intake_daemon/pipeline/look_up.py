"""Whether the same was asked before, by what a request says, and what became of it.

Values in doubt neither join nor keep apart by themselves: what only a doubtful value says goes to a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_daemon.matching.filed import Filed
from intake_daemon.matching.judge import MatchPolicy
from intake_daemon.matching.judge import match as match_records
from intake_daemon.model import Decision, Earlier, Fields, Kind, Match, Outcome, Relation
from intake_daemon.pipeline.candidates import find_candidates, incoming_record
from intake_daemon.pipeline.doubtful import Incoming, any_doubted, compare, doubted, with_fields
from intake_daemon.pipeline.family import SAME_AGAIN, root_of, times_asked
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.requests import RequestRow, Status
from rules import RuleSet

#: Closed without an answer, and nothing against asking again: what comes again is judged by itself.
GIVEN_UP = frozenset({"no_reply", "duplicate", "answered", "ignored"})


class Recognised(NamedTuple):
    """What a request is to those we have, and what became of the one that it is the same as."""

    match: Match | None = None
    earlier: Earlier | None = None


@dataclass(frozen=True)
class Means:
    """What looking up takes: the secret of the index, the rules in force, the day of a moment where we are."""

    match_key: bytes
    rules: RuleSet
    local_day: Callable[[datetime], date]


@dataclass(frozen=True)
class Asked:
    """A request that is looked for among those we have.

    Args:
        leave_out: ids of requests not to be compared: of the same paper, or said by a person to be others.
        before: id of a request that is decided again, compared with those that were here before it.
    """

    fields: Fields
    received_at: datetime
    leave_out: frozenset[int] = field(default_factory=frozenset)
    before: int | None = None


def look_up(session: Session, means: Means, asked: Asked) -> Recognised:
    """Find out whether the same was asked before; an open request for it comes before a closed one."""
    incoming = incoming_record(asked.fields, asked.received_at)
    found = find_candidates(
        session, means.match_key, incoming, leave_out=set(asked.leave_out), before=asked.before
    )
    rows = _rows(session, [candidate.id for candidate in found])
    found = [candidate for candidate in found if not _is_no_request(rows[candidate.id])]
    rows = {candidate.id: rows[candidate.id] for candidate in found}
    policy = means.rules.matching.among(session.scalar(select(func.max(RequestRow.id))) or 0)
    closed = {reference for reference, row in rows.items() if row.status == Status.CLOSED}
    given_up = {reference for reference in closed if rows[reference].closure_reason in GIVEN_UP}

    def compared(passed_over: set[str]) -> Match:
        left = [candidate for candidate in found if candidate.id not in passed_over]
        return _compare(session, means, policy, asked, left, rows)

    if closed:
        match = compared(closed)
        if match.outcome is Outcome.DUPLICATE:
            return _again(session, means, asked, match, rows)
    match = compared(given_up)
    if match.outcome is not Outcome.NEW and match.of is not None:
        return _again(session, means, asked, match, rows)
    return Recognised(_new(compared(set()), rows) if given_up else match)


def _is_no_request(row: RequestRow) -> bool:
    """Whether a message asked for no records and went to people: a request is never the same as it."""
    return row.decision == Decision.ROUTE and row.kind == Kind.OTHER


def _compare(
    session: Session,
    means: Means,
    policy: MatchPolicy,
    asked: Asked,
    candidates: Sequence[Filed],
    rows: dict[str, RequestRow],
) -> Match:
    """Compare as written; once more without values in doubt where there are any."""
    confidence = means.rules.policy.confidence
    left = [rows[candidate.id] for candidate in candidates]
    if not doubted(asked.fields, confidence) and not any_doubted(
        session, [row.id for row in left], confidence
    ):
        return match_records(incoming_record(asked.fields, asked.received_at), candidates, policy)
    return compare(Incoming(asked.fields, asked.received_at), with_fields(session, left), confidence, policy)


def _rows(session: Session, references: Sequence[str]) -> dict[str, RequestRow]:
    rows: dict[str, RequestRow] = {}
    for start in range(0, len(references), 500):  # SQLite takes a limited number of parameters
        query = select(RequestRow).where(RequestRow.reference.in_(references[start : start + 500]))
        rows |= {row.reference: row for row in session.scalars(query)}
    return rows


def _again(
    session: Session, means: Means, asked: Asked, match: Match, rows: dict[str, RequestRow]
) -> Recognised:
    """The same once more: counted from the first ask, however often it came in between."""
    of = rows[match.of or ""]
    root = root_of(session, of)
    if root.id in asked.leave_out or root.id == asked.before:
        root = of
    others = [row for row in rows.values() if row.id != root.id]
    before = times_asked(session, root, others, before=asked.before)
    earlier = _earlier(session, means, root, before + 1)
    if _answered_long_ago(means, root, asked) and match.outcome is Outcome.DUPLICATE:
        return Recognised(_as_new(match, (f"the same was asked before and answered on {earlier.closed_on}",)))
    late = timedelta(days=means.rules.policy.repeat_after_days)
    relation = match.relation
    if relation in SAME_AGAIN:
        relation = Relation.REPEAT if asked.received_at - root.received_at > late else Relation.RESEND
    return Recognised(match.model_copy(update={"of": root.reference, "relation": relation}), earlier)


def _answered_long_ago(means: Means, root: RequestRow, asked: Asked) -> bool:
    if root.closure_reason != "fulfilled" or root.closed_at is None:
        return False
    limit = timedelta(days=means.rules.policy.answered_lately_days)
    return asked.received_at - root.closed_at > limit


def _new(match: Match, rows: dict[str, RequestRow]) -> Match:
    """A new request, though one that was given up may have asked for the same."""
    if match.outcome is Outcome.NEW or match.of is None:
        return match
    return _as_new(match, (f"the same was asked before and closed: {rows[match.of].closure_reason}",))


def _as_new(match: Match, words: tuple[str, ...]) -> Match:
    relation = Relation.NEW_FOR_PATIENT if match.patient_of else Relation.NEW
    return match.model_copy(
        update={"outcome": Outcome.NEW, "relation": relation, "of": None, "because": (*words, *match.because)}
    )


def _earlier(session: Session, means: Means, root: RequestRow, times: int) -> Earlier:
    closed = root.status == Status.CLOSED and root.closed_at is not None
    return Earlier(
        reference=root.reference,
        asked_on=means.local_day(root.received_at),
        times=times,
        closed_on=means.local_day(root.closed_at) if closed and root.closed_at else None,
        closed_as=root.closure_reason if closed else None,
        closed_by=_closed_by(session, root) if closed else None,
    )


def _closed_by(session: Session, root: RequestRow) -> str | None:
    query = select(AuditRow.actor).where(AuditRow.request_id == root.id, AuditRow.action == "request.closed")
    return session.scalars(query.order_by(AuditRow.seq.desc())).first()
