from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.base import Moment
from intake_daemon.store.database import (
    NEWEST,
    alembic_config,
    migrate,
    open_engine,
    schema_is_current,
    transaction,
)
from intake_daemon.store.schema import metadata


def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return kind != "table" or name in metadata.tables


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})

        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)

    assert schema_is_current(engine)


def test_the_newest_migration_is_the_one_that_looking_expects() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [NEWEST]


def test_tables_of_another_version_are_not_current(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    assert not schema_is_current(engine)


def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    assert not schema_is_current(engine)


def test_sqlite_keeps_commits_on_disk(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'intake.db'}")
    with engine.connect() as connection:
        journal = connection.execute(text("PRAGMA journal_mode")).scalar()
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar()

    assert (journal, synchronous) == ("wal", 2)


@pytest.mark.parametrize("url", ["mysql://localhost/intake", "not a url"])
def test_another_kind_of_database_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigError, match="database: "):
        open_engine(url)


def arrival(received_at: datetime) -> ArrivalRow:
    return ArrivalRow(
        source="drop",
        key="one",
        channel="fax",
        name="one.tif",
        sha256="0" * 64,
        size=1,
        same_arrival_key="one",
        received_at=received_at,
        taken_at=received_at,
        state="received",
    )


def test_moments_come_back_in_utc(engine: Engine) -> None:
    chicago = timezone(timedelta(hours=-6))
    with transaction(engine) as session:
        session.add(arrival(datetime(2026, 3, 1, 18, 0, tzinfo=chicago)))
    with transaction(engine) as session:
        assert session.get_one(ArrivalRow, 1).received_at == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        Moment().process_bind_param(datetime(2026, 3, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001


def impatiently_delete(engine: Engine, source: str) -> None:
    event.listen(engine, "connect", lambda connection, _entry: connection.execute("PRAGMA busy_timeout = 50"))
    with transaction(engine) as session:
        session.execute(text("DELETE FROM checkpoint WHERE source = :s"), {"s": source})


def test_a_locked_database_is_a_transient_error_that_shows_no_value(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'intake.db'}"
    holder, waiter = open_engine(url), open_engine(url)
    migrate(holder)
    with holder.connect() as held:
        held.execute(text("DELETE FROM checkpoint"))
        with pytest.raises(TransientError, match="database is locked") as caught:
            impatiently_delete(waiter, "secret value")

    assert "secret value" not in str(caught.value)
