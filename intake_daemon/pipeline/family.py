"""Requests that belong together: the first one, what was attached to it, and later asks for the same."""

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake_daemon.model import Match, Outcome, Relation
from intake_daemon.store.requests import DecisionRow, RequestRow

SAME_AGAIN = (Relation.RESEND, Relation.REPEAT)
LONGEST = 20  #: steps from a paper to its first; a circle cannot be made, and must not hang us if it is


def match_of(session: Session, request: RequestRow) -> Match | None:
    """What the decision that stands says the request is to others."""
    query = select(DecisionRow.match).where(
        DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None)
    )
    found = session.scalars(query).first()
    return Match.model_validate(found) if found else None


def holder_of(session: Session, request: RequestRow) -> RequestRow:
    """The request that an attached paper belongs to, also by way of another one; itself when it stands alone."""
    for _ in range(LONGEST):
        above = session.get(RequestRow, request.attached_to) if request.attached_to is not None else None
        if above is None:
            break
        request = above
    return request


def root_of(session: Session, request: RequestRow) -> RequestRow:
    """The request that an attached one, or a repeat of it, goes back to; itself when it is the first."""
    for _ in range(LONGEST):
        before = _one_back(session, request)
        if before is None or before.id == request.id:
            break
        request = before
    return request


def _one_back(session: Session, request: RequestRow) -> RequestRow | None:
    if request.attached_to is not None:
        return session.get(RequestRow, request.attached_to)
    match = match_of(session, request)
    if match is None or match.relation is not Relation.REPEAT or match.of is None:
        return None
    return session.scalars(select(RequestRow).where(RequestRow.reference == match.of)).one_or_none()


def attached_to(session: Session, request: RequestRow) -> list[RequestRow]:
    """Everything attached to a request, also by way of something attached, oldest first."""
    found: dict[int, RequestRow] = {}
    ask = [request.id]
    while ask:
        query = select(RequestRow).where(RequestRow.attached_to.in_(ask), RequestRow.id != request.id)
        new = [row for row in session.scalars(query) if row.id not in found]
        found |= {row.id: row for row in new}
        ask = [row.id for row in new]
    return [found[key] for key in sorted(found)]


def times_asked(
    session: Session, root: RequestRow, others: Iterable[RequestRow], *, before: int | None
) -> int:
    """How often a request was asked for before this time.

    Args:
        root: the first ask.
        others: open requests that may be asks for the same, as matching found them.
        before: id of the request that asks now; later ones are not counted. None: it has none yet.
    """
    candidates = {row.id: row for row in (*attached_to(session, root), *others)}
    again = (row for row in candidates.values() if row.id != root.id and (before is None or row.id < before))
    return 1 + sum(_asks_again(session, row, root) for row in again)


def _asks_again(session: Session, request: RequestRow, root: RequestRow) -> bool:
    match = match_of(session, request)
    return match is not None and match.relation in SAME_AGAIN and root_of(session, request).id == root.id


def link_patient(session: Session, request: RequestRow, match: Match | None) -> None:
    """Note whose patient a request surely is about, by the first request of that patient: all have one mark."""
    if match is None or match.patient_of is None or match.outcome is Outcome.REVIEW:
        return
    query = select(RequestRow).where(RequestRow.reference == match.patient_of)
    known = session.scalars(query).one_or_none()
    if known is None:
        return
    first = known.patient_of or holder_of(session, known).id
    if first != request.id and first not in request.apart_from:
        request.patient_of = first


def of_one_patient(session: Session, request: RequestRow) -> list[RequestRow]:
    """Other requests for the patient of this one, oldest first; what is attached to another is not one of them."""
    first = request.patient_of or request.id
    query = select(RequestRow).where(
        or_(RequestRow.patient_of == first, RequestRow.id == first),
        RequestRow.id != request.id,
        RequestRow.attached_to.is_(None),
    )
    return list(session.scalars(query.order_by(RequestRow.id)))
