import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from intake_daemon.store import audit
from intake_daemon.store.database import transaction


def write(engine: Engine, count: int) -> None:
    with transaction(engine) as session:
        for number in range(count):
            audit.append(
                session, "arrival.received", actor="daemon", arrival_id=number, detail={"size": number}
            )


def unprotected(engine: Engine, statement: str) -> None:
    """Change the table as somebody would who has the database itself."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
            connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def test_a_whole_chain_verifies(engine: Engine) -> None:
    write(engine, 5)

    with transaction(engine) as session:
        assert audit.verify_chain(session) == 5


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor = 'nobody'", "DELETE FROM audit_event"])
def test_the_table_refuses_changes(engine: Engine, statement: str) -> None:
    write(engine, 2)

    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "row", "what"),
    [
        ("UPDATE audit_event SET actor = 'nobody' WHERE seq = 3", 3, "was changed"),
        ("DELETE FROM audit_event WHERE seq = 2", 2, "is missing"),
        ("UPDATE audit_event SET previous = hash WHERE seq = 4", 4, "does not follow"),
    ],
)
def test_the_first_broken_row_is_named(engine: Engine, statement: str, row: int, what: str) -> None:
    write(engine, 5)
    unprotected(engine, statement)

    with transaction(engine) as session, pytest.raises(audit.BrokenChainError, match=what) as caught:
        audit.verify_chain(session)

    assert caught.value.seq == row


def write_and_fail(engine: Engine) -> None:
    with transaction(engine) as session:
        audit.append(session, "arrival.read", actor="daemon")
        raise RuntimeError("the stage failed")


def test_a_rolled_back_event_leaves_no_gap(engine: Engine) -> None:
    write(engine, 1)
    with pytest.raises(RuntimeError, match="the stage failed"):
        write_and_fail(engine)
    write(engine, 1)

    with transaction(engine) as session:
        assert audit.verify_chain(session) == 2


def test_writers_at_the_same_time_keep_one_chain(engine: Engine) -> None:
    threads = [threading.Thread(target=write, args=(engine, 10)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with transaction(engine) as session:
        assert audit.verify_chain(session) == 60


details = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    ),
    max_size=4,
)


@given(detail=details)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_an_event_says_it_verifies_after_a_round_trip(engine: Engine, detail: audit.Detail) -> None:
    with transaction(engine) as session:
        audit.append(session, "any.thing", actor="daemon", detail=detail)
    with transaction(engine) as session:
        last = session.scalars(select(audit.AuditRow).order_by(audit.AuditRow.seq.desc())).first()

        assert last is not None
        assert audit.digest(last) == last.hash
