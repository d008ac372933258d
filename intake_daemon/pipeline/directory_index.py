"""The directory in the match index: an entry is found by its keys, though a name or number was misread."""

import hashlib
from collections.abc import Callable

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from intake_daemon.matching.bounds import Limits, choose
from intake_daemon.matching.directory import Asked, Known
from intake_daemon.matching.directory_keys import keys_of_asked, keys_of_entry
from intake_daemon.pipeline.index import hashed
from intake_daemon.store import match_index
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.directory import DetailKind, DirectoryRow
from intake_daemon.store.match_index import MatchFormRow, MatchKeyRow, MatchRecordRow, Subject

LIMITS = Limits(full=60, judged=100)
EDITION = 1  #: raise it when entries must be indexed anew for a reason that the sample does not show

_SAMPLE = Known(
    entry=0,
    names=("St. Mary's Hosp. of Dayton, Inc.", "Brennan & Sinclair LLP", "KPM"),
    people=("Dr. María José O'Neill-García, Esq.",),
    numbers=("+15035550100", "+442079460000"),
    emails=("records@whitfield.example",),
    domains=("whitfield.example",),
)


def known_of(row: DirectoryRow) -> Known:
    """An entry as the matcher sees it."""
    names = (row.organization, *row.values(DetailKind.OTHER_NAME))
    return Known(
        entry=row.id,
        names=tuple(name for name in names if name),
        people=row.values(DetailKind.PERSON),
        numbers=(*row.values(DetailKind.PHONE), *row.values(DetailKind.FAX)),
        emails=row.values(DetailKind.EMAIL),
        domains=row.values(DetailKind.DOMAIN),
        shared=frozenset(row.shared),
    )


def index_entry(session: Session, secret: bytes, row: DirectoryRow) -> None:
    """Put an entry into the index that is not in it."""
    match_index.put(session, Subject.REQUESTOR, row.id, hashed(secret, keys_of_entry(known_of(row))), b"")


def forget_entry(session: Session, secret: bytes, row: DirectoryRow) -> None:
    """Take an entry out of the index; it must still say what it said when it was put in."""
    match_index.remove(session, Subject.REQUESTOR, row.id, hashed(secret, keys_of_entry(known_of(row))))


def find_entries(session: Session, secret: bytes, asked: Asked) -> list[Known]:
    """The entries to compare with whoever asks: a bounded number, those that share most keys first."""
    hashes = hashed(secret, keys_of_asked(asked))
    if not hashes:
        return []
    sharing = match_index.sharing(session, Subject.REQUESTOR, hashes, limit=LIMITS.read)
    chosen = choose(sharing, LIMITS).ids
    query = select(DirectoryRow).where(DirectoryRow.active, DirectoryRow.id.in_(chosen))
    return [known_of(row) for row in session.scalars(query)] if chosen else []


def form() -> str:
    """A digest of how entries are keyed: entries keyed otherwise must be indexed anew."""
    keys = "\n".join((str(EDITION), *keys_of_entry(_SAMPLE)))
    return hashlib.sha256(keys.encode()).hexdigest()[:16]


def rebuild_directory(engine: Engine, secret: bytes, beat: Callable[[], None] = lambda: None) -> int:
    """Index the whole directory anew if its keys were made otherwise, or never; return how many entries.

    Args:
        beat: called when something was done, so that whoever waits sees that it moves.
    """
    with reading(engine) as session:
        if _is_current(session):
            return 0
    with transaction(engine) as session:
        for table in (MatchKeyRow, MatchRecordRow):
            session.execute(delete(table).where(table.subject == Subject.REQUESTOR))
        rows = session.scalars(select(DirectoryRow).where(DirectoryRow.active)).all()
        for row in rows:
            index_entry(session, secret, row)
        session.merge(MatchFormRow(subject=Subject.REQUESTOR, form=form(), built_to=None))
    if rows:
        beat()
    return len(rows)


def _is_current(session: Session) -> bool:
    row = session.get(MatchFormRow, Subject.REQUESTOR)
    return row is not None and row.form == form()
