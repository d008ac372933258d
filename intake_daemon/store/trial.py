"""A transaction for trying something out."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.orm import Session


@contextlib.contextmanager
def trial(engine: Engine) -> Iterator[Session]:
    """One transaction that is always rolled back: the real stages run in it and leave nothing behind."""
    with Session(engine, expire_on_commit=False) as session:
        session.begin()
        try:
            yield session
        finally:
            session.rollback()
