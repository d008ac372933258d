"""A database of the time before: the rules that decided last are in force, and the others are kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from intake_daemon.store.database import alembic_config, migrate, open_engine, transaction
from intake_daemon.store.rule_changes import RuleChangeRow, in_force, packed


@pytest.fixture(params=["sqlite", "postgresql"])
def old_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the version before left it."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        engine = open_engine(request.getfixturevalue("postgres"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    yield engine
    engine.dispose()


def keep(engine: Engine, version: str, day: int) -> None:
    statement = text(
        "INSERT INTO rule_set (version, content, loaded_at, loaded_by) VALUES (:v, :c, :t, 'daemon')"
    )
    values = {"v": version, "c": packed({"policy.yaml": version}), "t": datetime(2026, 3, day, tzinfo=UTC)}
    with engine.begin() as connection:
        connection.execute(statement, values)


def test_without_rules_nothing_is_in_force(old_engine: Engine) -> None:
    migrate(old_engine)

    with transaction(old_engine) as session:
        assert in_force(session) is None


def test_the_set_loaded_last_is_in_force_and_its_files_are_kept(old_engine: Engine) -> None:
    keep(old_engine, "a" * 64, 1)
    keep(old_engine, "b" * 64, 2)
    migrate(old_engine)

    with transaction(old_engine) as session:
        first, second = session.get_one(RuleChangeRow, 1), session.get_one(RuleChangeRow, 2)
        assert (first.version[0], first.state, first.ended_at) == (
            "a",
            "superseded",
            datetime(2026, 3, 2, tzinfo=UTC),
        )
        assert (second.version[0], second.state, second.ended_at) == ("b", "in_force", None)
        assert second.files == {"policy.yaml": "b" * 64}
        assert in_force(session) is second
