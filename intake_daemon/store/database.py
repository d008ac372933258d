"""Opening the database: one engine for our tables and the workflow engine's, and the schema migrations.

SQLite runs in WAL mode with synchronous=FULL: a commit is on disk when it returns, and readers do not wait
for the writer. Our transactions begin IMMEDIATE: whatever they read stays true until they commit, and two writers
queue up instead of failing half-way. What only reads says so (`reading`) and holds nobody up.
Values are kept out of database errors (hide_parameters): they may be a patient's.
"""

import contextlib
import importlib.resources
import threading
from collections.abc import Iterator
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from intake_daemon.errors import ConfigError, TransientError

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

NEWEST = "0008"  #: the last migration; said here too, so that looking does not load Alembic
BUSY_SECONDS = 30

_migrating = threading.Lock()  # Alembic's context is a module-wide proxy


def open_engine(url: str, *, pool_size: int = 20) -> Engine:
    """Make the engine for a SQLite or PostgreSQL URL.

    Raises:
        ConfigError: the URL is not one of the two.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise ConfigError("database: not a URL; write sqlite:////var/lib/intake-daemon/intake.db") from error
    if backend == "sqlite":
        engine = _open_sqlite(url, pool_size)
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if backend == "postgresql":
        return create_engine(
            _with_psycopg(url), pool_size=pool_size, pool_pre_ping=True, hide_parameters=True
        )
    raise ConfigError(f"database: {backend} is not supported; use sqlite or postgresql")


def _with_psycopg(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def open_workflow_engine(url: str) -> Engine:
    """Make a second engine on the same database for the workflow engine's own bookkeeping.

    It is written for Python's usual handling of transactions: a lock is taken with the first write only.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return open_engine(url)
    engine = _open_sqlite(url, 20)
    event.listen(engine, "connect", _lock_with_first_write)
    return engine


def _open_sqlite(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url, pool_size=pool_size, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}
    )
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _leave_transactions_to_us(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None


def _lock_with_first_write(connection: SqliteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = "IMMEDIATE"


def _begin_sqlite(connection: Connection) -> None:
    kind = "DEFERRED" if connection.get_execution_options().get("reads_only") else "IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN {kind}")


@contextlib.contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back when it raises.

    Raises:
        TransientError: the database cannot be reached, is locked, or its disk is full.
    """
    with Session(engine, expire_on_commit=False) as session:
        try:
            with session.begin():
                yield session
        except OperationalError as error:
            raise TransientError(
                f"database: {_plain(error)}; check the disk, the lock and the server"
            ) from error


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One consistent view of the database for something that writes nothing.

    Raises:
        TransientError: the database cannot be reached.
    """
    with transaction(engine.execution_options(reads_only=True)) as session:
        yield session


def _plain(error: OperationalError) -> str:
    """The driver's own words, without the statement and its values (they may hold patient data)."""
    return str(error.orig).splitlines()[0] if error.orig else "not available"


def migrate(engine: Engine) -> None:
    """Bring our tables to the newest schema. Safe to call at every start."""
    from alembic import command  # a quarter of a second that commands which only look need not wait

    with _migrating, engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def schema_is_current(engine: Engine) -> bool:
    """Say whether `migrate` would have nothing to do."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        stamped = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(stamped) == [NEWEST]


def alembic_config() -> "AlembicConfig":
    """Where Alembic finds our migrations."""
    from alembic.config import Config as AlembicConfig

    config = AlembicConfig()
    folder = importlib.resources.files("intake_daemon.store") / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
