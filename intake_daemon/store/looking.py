"""A look at the database during which the database itself refuses every change."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from intake_daemon.store.database import reading


@contextlib.contextmanager
def only_looking(engine: Engine) -> Iterator[Session]:
    """One consistent view of the database; whatever tries to write in it fails.

    Raises:
        TransientError: the database cannot be reached.
    """
    with reading(engine) as session:
        if engine.dialect.name == "postgresql":
            session.execute(text("SET TRANSACTION READ ONLY"))
            yield session
            return
        session.execute(text("PRAGMA query_only = ON"))
        try:
            yield session
        finally:
            session.execute(text("PRAGMA query_only = OFF"))
