"""The index of what can be found again: kept with the requests, bounded, and built anew after an upgrade."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session
from support.clinic import Clinic, authorization
from support.mails import OWN_RECORDS, mail
from support.match_records import PATIENT, REQUEST, asked

from intake_daemon.matching.bounds import Limits
from intake_daemon.matching.filed import filed
from intake_daemon.matching.index import Index
from intake_daemon.matching.record import Patient, Record, Requestor
from intake_daemon.model import Channel
from intake_daemon.pipeline import index, rebuild
from intake_daemon.pipeline.candidates import find_candidates
from intake_daemon.pipeline.relate import split
from intake_daemon.store.database import alembic_config, migrate, open_engine, transaction
from intake_daemon.store.match_index import MatchFormRow, MatchKeyRow, MatchRecordRow, Subject
from intake_daemon.store.requests import RequestRow

SECRET = b"a secret of thirty-two bytes, no."


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'intake.db'}")
    else:
        engine = open_engine(request.getfixturevalue("postgres"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    yield engine
    engine.dispose()


def ids(session: Session, record: Record, **how: object) -> list[str]:
    return [of.id for of in index.find(session, SECRET, Subject.REQUEST, record, **how)]  # type: ignore[arg-type]


def store(session: Session, *records: Record) -> None:
    for number, record in enumerate(records, 1):
        index.put(session, SECRET, Subject.REQUEST, number, record)


def people(count: int) -> list[Record]:
    """Requests of one firm for one period, about patients of whom only a first name was read."""
    return [
        REQUEST.model_copy(update={"id": f"R{n}", "patient": Patient(first="Mona")})
        for n in range(1, count + 1)
    ]


def test_what_was_put_in_is_found_with_all_that_is_compared(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as session:
        store(session, REQUEST)

        assert index.find(session, SECRET, Subject.REQUEST, asked()) == [filed(REQUEST)]
        assert index.find(session, b"another secret", Subject.REQUEST, asked()) == []


def test_putting_in_again_leaves_no_key_of_what_was_there_before(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as session:
        store(session, REQUEST)
        store(
            session,
            REQUEST.model_copy(update={"patient": Patient(last="Somebody"), "requestor": Requestor()}),
        )
        index.remove(session, SECRET, Subject.REQUEST, 1)

        assert session.scalar(select(func.count()).select_from(MatchKeyRow)) == 0
        assert session.scalar(select(func.count()).select_from(MatchRecordRow)) == 0


def test_the_table_and_the_index_in_memory_give_the_same_candidates(engine: Engine) -> None:
    migrate(engine)
    records = [*people(30), REQUEST, *people(5)]
    limits = Limits(full=20, judged=12)
    with transaction(engine) as session:
        store(session, *records)
        for wanted in (asked(), people(1)[0], Record(id="x", patient=PATIENT), Record(id="empty")):
            found = index.find(session, SECRET, Subject.REQUEST, wanted, limits=limits)

            assert list(Index(records, limits=limits).candidates(wanted)) == found


def test_an_equal_record_is_found_when_all_its_keys_are_full(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as session:
        store(session, *people(60))

        assert len(ids(session, people(1)[0], limits=Limits(full=10, judged=200))) == 10


def test_those_left_out_do_not_crowd_out_others(engine: Engine) -> None:
    migrate(engine)
    with transaction(engine) as session:
        store(session, *people(8))
        limits = Limits(full=3, judged=3)

        found = ids(session, people(1)[0], leave_out={4, 5, 6, 7, 8}, limits=limits)

    assert found == ["R3", "R2", "R1"]


def requests_in_the_index(clinic: Clinic) -> set[int]:
    with clinic.session() as session:
        return set(session.scalars(select(MatchRecordRow.subject_id)))


def test_a_request_that_is_attached_leaves_the_index_and_comes_back_when_split(either_clinic: Clinic) -> None:
    clinic = either_clinic
    first = clinic.settle(mail(OWN_RECORDS), authorization(), channel=Channel.EMAIL)
    again = clinic.settle(mail(OWN_RECORDS + " again"), authorization(), channel=Channel.EMAIL)
    assert again.attached_to == first.id
    assert requests_in_the_index(clinic) == {first.id}

    with clinic.session() as session:
        split(session, clinic.services, session.get_one(RequestRow, again.id), actor="clerk")

    assert requests_in_the_index(clinic) == {first.id, again.id}


def test_an_attached_request_is_no_candidate_though_it_were_in_the_index(either_clinic: Clinic) -> None:
    clinic = either_clinic
    first = clinic.settle(mail(OWN_RECORDS), authorization(), channel=Channel.EMAIL)
    again = clinic.settle(mail(OWN_RECORDS + " again"), authorization(), channel=Channel.EMAIL)
    secret = clinic.services.match_key
    with clinic.session() as session:
        index.put(session, secret, Subject.REQUEST, again.id, REQUEST)

        assert find_candidates(session, secret, asked(), leave_out=set()) == []
        assert first.attached_to is None


OLD_REQUEST = {
    "id": 1, "reference": "R-OLD1-OLD1", "arrival_id": 1, "ordinal": 1, "kind": "payment", "status": "new",
    "decision": "enqueue", "priority": 3, "received_at": datetime(2026, 3, 2, tzinfo=UTC), "next_step": "",
    "language": "en", "pages": "[1]", "apart_from": "[]", "created_at": datetime(2026, 3, 2, tzinfo=UTC),
}  # fmt: skip
OLD_ARRIVAL = {
    "id": 1, "source": "fax", "key": "1", "channel": "fax", "name": "1", "sha256": "0", "size": 1,
    "same_arrival_key": "1", "received_at": datetime(2026, 3, 2, tzinfo=UTC), "state": "decided",
    "taken_at": datetime(2026, 3, 2, tzinfo=UTC), "run": 1, "attempts": 1, "restarts": 0,
}  # fmt: skip


def make_old_database(engine: Engine) -> None:
    """A database as the first version left it, with one request in it."""
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        insert_old(connection, "arrival", OLD_ARRIVAL)
        insert_old(connection, "request", OLD_REQUEST)
        for name, value in (("first", PATIENT.first), ("last", PATIENT.last), ("dob", "1957-03-14")):
            insert_old(connection, "request_field", old_field(f"patient.{name}", str(value)))
        insert_old(connection, "match_key", {"hash": b"0123456789abcdef", "request_id": 1})


def old_field(name: str, value: str) -> dict[str, object]:
    content = f'{{"value": "{value}", "state": "present", "confidence": 0.99}}'
    facts = {"state": "present", "confidence": 0.99, "set_at": datetime(2026, 3, 2, tzinfo=UTC)}
    return {"request_id": 1, "name": name, "arrival_id": 1, "content": content, **facts}


def insert_old(connection: object, table: str, row: dict[str, object]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)  # type: ignore[attr-defined]  # noqa: S608


def test_an_index_of_an_older_version_is_built_anew_from_the_stored_fields(engine: Engine) -> None:
    make_old_database(engine)
    migrate(engine)
    assert not rebuild.index_is_current(engine)

    assert rebuild.rebuild_requests(engine, SECRET) == 1
    assert rebuild.index_is_current(engine)
    assert rebuild.rebuild_requests(engine, SECRET) == 0
    with transaction(engine) as session:
        assert ids(session, Record(id="new", patient=PATIENT)) == ["R-OLD1-OLD1"]


def records_from(count: int) -> rebuild.Source:
    def source(_session: Session, above: int, most: int) -> list[tuple[int, Record]]:
        return [(n, asked(f"R{n}")) for n in range(above + 1, count + 1)][:most]

    return source


def test_building_that_was_interrupted_goes_on_where_it_stopped(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(engine)
    monkeypatch.setattr(rebuild, "STEP", 2)

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        rebuild.rebuild(engine, SECRET, Subject.PATIENT, records_from(5), die)
    assert not rebuild.index_is_current(engine, Subject.PATIENT)

    assert rebuild.rebuild(engine, SECRET, Subject.PATIENT, records_from(5)) == 3
    with transaction(engine) as session:
        assert len(index.find(session, SECRET, Subject.PATIENT, asked())) == 5


def test_an_index_in_another_form_is_cleared_before_it_is_built(engine: Engine) -> None:
    migrate(engine)
    rebuild.rebuild(engine, SECRET, Subject.PATIENT, records_from(5))
    with transaction(engine) as session:
        session.get_one(MatchFormRow, Subject.PATIENT).form = "of another version"
        session.execute(text("UPDATE match_record SET content = :junk"), {"junk": b"unreadable"})

    assert rebuild.rebuild(engine, SECRET, Subject.PATIENT, records_from(3)) == 3
    with transaction(engine) as session:
        found = index.find(session, SECRET, Subject.PATIENT, asked())
        assert sorted(of.id for of in found) == ["R1", "R2", "R3"]
