"""Looking at referrals for people: lists with the late ones first, and figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.store.queries_requests import patients_of
from intake_daemon.store.referrals import ReferralRow, ReferralStatus
from intake_daemon.store.requests import FieldRow, RequestRow, Status

BANDS = ((2, "0-2 days"), (7, "3-7 days"), (14, "8-14 days"), (30, "15-30 days"))
OLDER = "over 30 days"
FULFILLED = "fulfilled"  #: the closing reason of a referral whose visit took place
ON_TIME = "nothing delays it"


class ListedReferral(NamedTuple):
    """A referral in a list, with what staff need to find the chart and to know whom to call."""

    referral: ReferralRow
    request: RequestRow
    patient: str
    service: str
    late: bool  #: the day to look again has passed


class Figures(NamedTuple):
    """What became of referrals; days are calendar days.

    Args:
        received: how many came in since the first day.
        completed: of these, closed as fulfilled.
        closed_otherwise: of these, closed for another reason.
        open: every open one, whenever it came in.
        late: of the open ones, those past the day to look again.
        median_days_to_outreach: from receipt to the first step out of `new`; None: none was taken.
        longest_days_to_outreach: the same, the longest.
        not_reached: open ones on which no such step was taken yet.
        by_age: open ones by days since receipt.
        by_delay: open ones by the reason they wait for.
    """

    received: int
    completed: int
    closed_otherwise: int
    open: int
    late: int
    median_days_to_outreach: float | None
    longest_days_to_outreach: int | None
    not_reached: int
    by_age: dict[str, int]
    by_delay: dict[str, int]


def referrals(
    session: Session, today: date, *, status: str | None = None, late: bool = False, closed_too: bool = False
) -> list[ListedReferral]:
    """Referrals: the late ones first, the longest late on top, then by priority and by the day to look again.

    Args:
        status: only those that stand so; None: all.
        late: only those whose day to look again has passed.
        closed_too: closed ones as well.
    """
    rows = _rows(session)
    if status:
        rows = [pair for pair in rows if pair[0].status == status]
    elif not closed_too:
        rows = [pair for pair in rows if is_open(*pair)]
    ids = [request.id for _, request in rows]
    names, services = patients_of(session, ids), _values(session, ids, "referral.service")
    listed = [
        ListedReferral(
            row, request, names.get(request.id, ""), services.get(request.id, ""), is_late(row, today)
        )
        for row, request in rows
    ]
    return sorted((one for one in listed if one.late or not late), key=_order)


def _rows(session: Session) -> list[tuple[ReferralRow, RequestRow]]:
    query = select(ReferralRow, RequestRow).join(RequestRow, RequestRow.id == ReferralRow.request_id)
    return [(row, request) for row, request in session.execute(query.order_by(ReferralRow.request_id))]


def is_open(row: ReferralRow, request: RequestRow) -> bool:
    """Whether a referral is still to be worked on; one whose paper was filed with another request is not."""
    return row.status != ReferralStatus.CLOSED and request.status != Status.CLOSED


def is_late(row: ReferralRow, today: date) -> bool:
    """Whether the day to look again has passed."""
    return row.follow_up_on is not None and row.follow_up_on < today


def _order(one: ListedReferral) -> tuple[bool, date, int, int]:
    day = one.referral.follow_up_on or date.max
    return (not one.late, day if one.late else date.min, one.request.priority, one.request.id)


def _values(session: Session, ids: Sequence[int], name: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):  # SQLite takes a limited number of parameters
        query = select(FieldRow).where(
            FieldRow.name == name, FieldRow.request_id.in_(ids[start : start + 500])
        )
        found |= {row.request_id: str(row.content.get("value") or "") for row in session.scalars(query)}
    return found


def figures(session: Session, today: date, since: date) -> Figures:
    """What became of referrals that came in on or after a day, and how the open ones stand today."""
    rows = _rows(session)
    came = [pair for pair in rows if pair[0].came_on >= since]
    open_now = [pair for pair in rows if is_open(*pair)]
    done = [request for row, request in came if not is_open(row, request)]
    waits = [(row.outreach_on - row.came_on).days for row, _ in came if row.outreach_on]
    completed = sum(request.closure_reason == FULFILLED for request in done)
    return Figures(
        received=len(came),
        completed=completed,
        closed_otherwise=len(done) - completed,
        open=len(open_now),
        late=sum(is_late(row, today) for row, _ in open_now),
        median_days_to_outreach=float(median(waits)) if waits else None,
        longest_days_to_outreach=max(waits, default=None),
        not_reached=sum(row.outreach_on is None for row, _ in open_now),
        by_age=_by_age((today - row.came_on).days for row, _ in open_now),
        by_delay=dict(sorted(Counter(row.delay_reason or ON_TIME for row, _ in open_now).items())),
    )


def _by_age(days: Iterable[int]) -> dict[str, int]:
    counted = Counter(next((name for most, name in BANDS if age <= most), OLDER) for age in days)
    return {name: counted[name] for name in [*(name for _, name in BANDS), OLDER]}
