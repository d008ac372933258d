"""Opening a database that must be there already, for commands that look at it."""

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.store.database import open_engine, schema_is_current


def open_existing(url: str) -> Engine:
    """Open a database whose tables are the ones this version knows.

    Raises:
        ConfigError: there is no database, or its tables are those of another version.
        TransientError: it cannot be reached.
    """
    engine = open_engine(url)
    missing = missing_file(url)
    if missing:
        raise ConfigError(
            f"{missing}: there is no database yet; `intake-daemon init` or the first run makes it"
        )
    try:
        current = schema_is_current(engine)
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
        raise TransientError(f"database: {reason}; check file, server and permissions") from error
    if not current:
        raise ConfigError(
            "the database's tables are those of another version; start the daemon once, or run init"
        )
    return engine


def missing_file(url: str) -> Path | None:
    """The file of a SQLite URL when it is not there; None for every other case."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    path = Path(parsed.database)
    return None if path.exists() else path
