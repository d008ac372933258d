"""A clinic for every test, on SQLite and on PostgreSQL; whatever a test does, the books must balance after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from support.clinic import Clinic, configuration
from support.postgres import running_postgres

from intake_daemon.store.database import open_engine
from parsers.readers import Readers


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    with Readers(configuration(Path("/nonexistent")).reading.options(), workers=1) as readers:
        yield readers


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture
def clinic(tmp_path: Path, readers: Readers) -> Iterator[Clinic]:
    clinic = Clinic(tmp_path, readers)
    yield clinic
    clinic.check()
    clinic.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_clinic(request: pytest.FixtureRequest, tmp_path: Path, readers: Readers) -> Iterator[Clinic]:
    """For what hangs on the database: transactions, locks, scheduling."""
    database = ""
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres")
        _empty(database)
    clinic = Clinic(tmp_path, readers, database=database)
    yield clinic
    clinic.check()
    clinic.close()


def _empty(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for schema in ("public", "dbos"):
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
