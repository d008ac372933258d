"""Building the match index anew when it was written in another form, or never: after an upgrade.

It happens before anything is taken in, or re-sends would go unrecognised in between. Each step commits with the id
it has come to, so that a start that was interrupted goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence

import structlog
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from intake_daemon.matching.filed import form
from intake_daemon.matching.record import Record
from intake_daemon.model import Fields, FieldValue
from intake_daemon.pipeline import index
from intake_daemon.pipeline.candidates import request_record
from intake_daemon.pipeline.decide import lock_matching
from intake_daemon.pipeline.patient_index import stored_patients
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.match_index import MatchFormRow, MatchKeyRow, MatchRecordRow, Subject
from intake_daemon.store.requests import FieldRow, RequestRow

STEP = 500  #: subjects in one transaction

log = structlog.get_logger(__name__)

#: Gives the next subjects above an id with their records, lowest first; none when there are no more.
Source = Callable[[Session, int, int], Sequence[tuple[int, Record]]]


def index_is_current(engine: Engine, subject: Subject = Subject.REQUEST) -> bool:
    """Say whether the index is whole and in the form of this version."""
    with reading(engine) as session:
        row = session.get(MatchFormRow, subject)
        return row is not None and row.form == form() and row.built_to is None


def rebuild_requests(engine: Engine, secret: bytes, beat: Callable[[], None] = lambda: None) -> int:
    """Build the index of requests anew if it must be; return how many were put in."""
    return rebuild(engine, secret, Subject.REQUEST, stored_requests, beat)


def rebuild_patients(engine: Engine, secret: bytes, beat: Callable[[], None] = lambda: None) -> int:
    """Build the index of the clinic's patients anew if it must be; return how many entries were put in."""
    return rebuild(engine, secret, Subject.PATIENT, stored_patients, beat)


def rebuild(
    engine: Engine, secret: bytes, subject: Subject, source: Source, beat: Callable[[], None] = lambda: None
) -> int:
    """Build the index of one kind of subject anew if it was written in another form, or not to its end.

    Args:
        beat: called after each step that did something, so that whoever waits sees that it moves.
    """
    if index_is_current(engine, subject):
        return 0
    log.info("match_index_rebuilding", subject=subject.name.lower())
    done = 0
    for count in _steps(engine, secret, subject, source):
        done += count
        if count:
            beat()
    log.info("match_index_rebuilt", subject=subject.name.lower(), entries=done)
    return done


def _steps(engine: Engine, secret: bytes, subject: Subject, source: Source) -> Iterator[int]:
    with transaction(engine) as session:
        _begin(session, subject)
    while True:
        with transaction(engine) as session:
            count = _step(session, secret, subject, source)
        if count is None:
            return
        yield count


def _begin(session: Session, subject: Subject) -> None:
    """Go on with what was begun in this form; else clear what there is of another."""
    lock_matching(session)
    row = session.get(MatchFormRow, subject)
    if row is not None and row.form == form():
        return
    for table in (MatchKeyRow, MatchRecordRow):
        session.execute(delete(table).where(table.subject == subject))
    session.merge(MatchFormRow(subject=subject, form=form(), built_to=0))


def _step(session: Session, secret: bytes, subject: Subject, source: Source) -> int | None:
    state = session.get_one(MatchFormRow, subject, with_for_update=True)
    if state.built_to is None:
        return None
    entries = source(session, state.built_to, STEP)
    for id, record in entries:
        index.put(session, secret, subject, id, record)
    state.built_to = entries[-1][0] if entries else None
    return len(entries)


def stored_requests(session: Session, above: int, count: int) -> list[tuple[int, Record]]:
    """The next requests that stand by themselves, with their fields as they are now."""
    query = (
        select(RequestRow)
        .where(RequestRow.id > above, RequestRow.attached_to.is_(None))
        .order_by(RequestRow.id)
        .limit(count)
    )
    requests = session.scalars(query).all()
    fields = _fields(session, [request.id for request in requests])
    return [(request.id, request_record(request, fields.get(request.id, {}))) for request in requests]


def _fields(session: Session, ids: Sequence[int]) -> dict[int, Fields]:
    found: dict[int, dict[str, FieldValue]] = {}
    for row in session.scalars(select(FieldRow).where(FieldRow.request_id.in_(ids))):
        found.setdefault(row.request_id, {})[row.name] = FieldValue.model_validate(row.content)
    return dict(found)
