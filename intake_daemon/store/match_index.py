"""The tables by which earlier requests, patients and requestors are found again.

`match_key` holds keyed hashes, many for each subject; the secret stays outside the database. `match_record` holds
one row for each subject with all that a comparison needs, so that nobody has to read its fields one by one. Both
are written in the transaction of what they describe. A look-up reads a bounded number of rows, whatever is stored.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import BigInteger, SmallInteger
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.store.base import Base, Blob


class Subject(IntEnum):
    """What an entry of the index is about."""

    REQUEST = 0
    PATIENT = 1  #: of the clinic's own register
    REQUESTOR = 2  #: of the directory


class MatchKeyRow(Base):
    """A keyed hash by which a subject may be found again; the key file stays outside the database."""

    __tablename__ = "match_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)  #: eight bytes of it, signed
    subject: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class MatchRecordRow(Base):
    """One subject as it is compared."""

    __tablename__ = "match_record"
    __table_args__ = ({"sqlite_with_rowid": False},)

    subject: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    content: Mapped[bytes] = mapped_column(Blob)


class MatchFormRow(Base):
    """In which form the entries of one kind of subject were written: another form is built anew."""

    __tablename__ = "match_form"

    subject: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    form: Mapped[str]
    built_to: Mapped[int | None] = mapped_column(BigInteger)  #: id up to which it is built; None: all of it


@dataclass(frozen=True)
class _Statements:
    """The statements of one database; written out, since the way through an ORM costs more than they do."""

    put_key: str
    put_record: str
    remove_key: str
    remove_record: str
    record: str
    sharing: str  #: hashes, subject, before, limit → place (from 1) and ids of each hash that is shared
    records: str  #: subject, ids → id and content of each that stands by itself


_SQLITE = _Statements(
    put_key="INSERT INTO match_key (hash, subject, subject_id) VALUES (?, ?, ?)",
    put_record="INSERT INTO match_record (subject, subject_id, content) VALUES (?, ?, ?)",
    remove_key="DELETE FROM match_key WHERE hash = ? AND subject = ? AND subject_id = ?",
    remove_record="DELETE FROM match_record WHERE subject = ? AND subject_id = ?",
    record="SELECT content FROM match_record WHERE subject = ? AND subject_id = ?",
    sharing="""
        SELECT json_group_array(json_array(wanted.key + 1, json((
            SELECT json_group_array(subject_id) FROM (
                SELECT subject_id FROM match_key WHERE hash = wanted.value AND subject = ?2 AND subject_id < ?3
                ORDER BY subject_id DESC LIMIT ?4)))))
        FROM json_each(?1) AS wanted""",
    records="""
        SELECT subject_id, content FROM match_record
        WHERE subject = ?1 AND subject_id IN (SELECT value FROM json_each(?2)) AND NOT EXISTS (
            SELECT 1 FROM request WHERE ?1 = 0 AND request.id = subject_id AND attached_to IS NOT NULL)""",
)
_POSTGRESQL = _Statements(
    put_key=_SQLITE.put_key.replace("?", "%s"),
    put_record=_SQLITE.put_record.replace("?", "%s"),
    remove_key=_SQLITE.remove_key.replace("?", "%s"),
    remove_record=_SQLITE.remove_record.replace("?", "%s"),
    record=_SQLITE.record.replace("?", "%s"),
    sharing="""
        SELECT wanted.place, found.ids FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (hash, place)
        CROSS JOIN LATERAL (SELECT array_agg(subject_id) AS ids FROM (
            SELECT subject_id FROM match_key
            WHERE hash = wanted.hash AND subject = %s::smallint AND subject_id < %s::bigint
            ORDER BY subject_id DESC LIMIT %s) AS newest) AS found
        WHERE found.ids IS NOT NULL""",
    records="""
        SELECT subject_id, content FROM match_record
        WHERE subject = %s::smallint AND subject_id = ANY(%s::bigint[]) AND NOT EXISTS (
            SELECT 1 FROM request
            WHERE subject = 0 AND request.id = subject_id AND attached_to IS NOT NULL)""",
)
_NO_BOUND = 2**63 - 1


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _statements(session: Session) -> _Statements:
    return _SQLITE if _on_sqlite(session) else _POSTGRESQL


def _list(session: Session, numbers: Sequence[int]) -> str | list[int]:
    """A list as the database takes it in one parameter."""
    return json.dumps(numbers) if _on_sqlite(session) else list(numbers)


def put(session: Session, subject: Subject, id: int, hashes: Iterable[int], content: bytes) -> None:
    """Add one subject that is not in the index."""
    rows = [(key, int(subject), id) for key in sorted(set(hashes))]
    connection, statements = session.connection(), _statements(session)
    if rows:
        connection.exec_driver_sql(statements.put_key, rows)
    connection.exec_driver_sql(statements.put_record, (int(subject), id, content))


def remove(session: Session, subject: Subject, id: int, hashes: Iterable[int]) -> None:
    """Take one subject out; `hashes` are those it was put in with."""
    rows = [(key, int(subject), id) for key in sorted(set(hashes))]
    connection, statements = session.connection(), _statements(session)
    if rows:
        connection.exec_driver_sql(statements.remove_key, rows)
    connection.exec_driver_sql(statements.remove_record, (int(subject), id))


def content_of(session: Session, subject: Subject, id: int) -> bytes | None:
    """The record of one subject; None when it is not in the index."""
    row = session.connection().exec_driver_sql(_statements(session).record, (int(subject), id)).first()
    return bytes(row[0]) if row else None


def sharing(
    session: Session, subject: Subject, hashes: Sequence[int], *, limit: int, before: int | None = None
) -> list[list[int]]:
    """For each hash the ids that share it, newest first, at most `limit` of them.

    Args:
        before: only ids below this one; None for all.
    """
    bounds = (int(subject), _NO_BOUND if before is None else before, limit)
    rows = session.connection().exec_driver_sql(
        _statements(session).sharing, (_list(session, hashes), *bounds)
    )
    # SQLite gives everything in one value: a row costs more to fetch than what is in it.
    places = json.loads(rows.scalar_one()) if _on_sqlite(session) else [tuple(row) for row in rows]
    shared = dict(places)
    return [shared.get(place, []) for place in range(1, len(hashes) + 1)]


def contents(session: Session, subject: Subject, ids: Sequence[int]) -> dict[int, bytes]:
    """The records of these subjects by id; requests that are attached to another one are left out."""
    parameters = (int(subject), _list(session, ids))
    rows = session.connection().exec_driver_sql(_statements(session).records, parameters)
    return {row[0]: bytes(row[1]) for row in rows}
