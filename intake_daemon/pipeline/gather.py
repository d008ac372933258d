"""Keeping a request's fields: what its own paper says, what attached papers add, what people corrected over both."""

from functools import partial
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake_daemon.model import Fields, FieldValue, Understanding
from intake_daemon.pipeline.alone import is_complete
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.draft import draft_of
from intake_daemon.pipeline.family import attached_to
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.together import Dispute, Held, Paper, Together, together
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import FieldRow, RequestRow


class Gathered(NamedTuple):
    """The fields as they stand now, which of them are others than before, and what two papers dispute."""

    fields: Fields
    changed: tuple[str, ...]
    disputes: tuple[Dispute, ...]


def gather(session: Session, services: Services, request: RequestRow) -> Gathered:
    """Bring the fields of a request up to date with all its papers."""
    found, kept = papers_together(session, services, request), _by_people(session, request)
    wanted = {name: held for name, held in found.held.items() if name not in kept}
    changed = _store(session, services, request, wanted)
    return Gathered(fields_of(session, request.id), changed, _open(found, kept))


def disputes_of(session: Session, services: Services, request: RequestRow) -> tuple[Dispute, ...]:
    """What the papers of a request dispute and no person has settled."""
    return _open(papers_together(session, services, request), _by_people(session, request))


def _open(found: Together, settled: set[str]) -> tuple[Dispute, ...]:
    return tuple(dispute for dispute in found.disputes if dispute.name not in settled)


def _by_people(session: Session, request: RequestRow) -> set[str]:
    query = select(FieldRow.name).where(FieldRow.request_id == request.id, FieldRow.person.is_not(None))
    return set(session.scalars(query))


def papers_together(session: Session, services: Services, request: RequestRow) -> Together:
    """What the papers of a request say; an attached one has but its own, the others are its first's."""
    own = Paper(request.reference, request.arrival_id, _as_read(session, request))
    if request.attached_to is not None:
        return together(own, (), services.policy.rules.policy.confidence.needed)
    later = [_paper(session, services, row) for row in attached_to(session, request)]
    return together(own, later, services.policy.rules.policy.confidence.needed)


def _as_read(session: Session, request: RequestRow) -> Fields:
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    understanding = unpack(Understanding, arrival.understanding or b"")
    if request.ordinal > len(
        understanding.requests
    ):  # an earlier reading found it: its fields are what is left
        rows = select(FieldRow).where(
            FieldRow.request_id == request.id, FieldRow.arrival_id == request.arrival_id
        )
        return {row.name: FieldValue.model_validate(row.content) for row in session.scalars(rows)}
    return draft_of(request, understanding).fields


def _paper(session: Session, services: Services, request: RequestRow) -> Paper:
    """An attached paper: as read, with what people corrected on it."""
    by_people = select(FieldRow).where(FieldRow.request_id == request.id, FieldRow.person.is_not(None))
    corrected = {row.name: FieldValue.model_validate(row.content) for row in session.scalars(by_people)}
    fields = {**_as_read(session, request), **corrected}
    complete = partial(is_complete, session, services, request, fields)
    return Paper(request.reference, request.arrival_id, fields, complete)


def _store(
    session: Session, services: Services, request: RequestRow, wanted: dict[str, Held]
) -> tuple[str, ...]:
    """Write what differs from what is stored; return its names."""
    session.flush()
    query = select(FieldRow).where(FieldRow.request_id == request.id, FieldRow.person.is_(None))
    stored = {row.name: row for row in session.scalars(query)}
    gone = sorted(stored.keys() - wanted.keys())
    if gone:
        session.execute(delete(FieldRow).where(FieldRow.request_id == request.id, FieldRow.name.in_(gone)))
    changed = [name for name in sorted(wanted) if _is_other(stored.get(name), wanted[name])]
    for name in changed:
        session.merge(_row(services, request, name, wanted[name]))
    session.flush()
    return (*gone, *changed)


def _is_other(row: FieldRow | None, held: Held) -> bool:
    return row is None or row.arrival_id != held.arrival_id or row.content != _content(held.field)


def _row(services: Services, request: RequestRow, name: str, held: Held) -> FieldRow:
    return FieldRow(
        request_id=request.id,
        arrival_id=held.arrival_id,
        name=name,
        state=held.field.state,
        confidence=held.field.confidence,
        content=_content(held.field),
        set_at=services.clock(),
    )


def _content(field: FieldValue) -> dict[str, object]:
    return field.model_dump(mode="json", exclude_defaults=True)
