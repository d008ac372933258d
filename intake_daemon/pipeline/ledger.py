"""What sources may ask of the store: how far a folder was read, and whether something is known."""

from sqlalchemy import Engine

from intake_daemon.pipeline.take import is_known
from intake_daemon.store.arrivals import CheckpointRow
from intake_daemon.store.database import reading


class StoreLedger:
    """Answers the sources' questions from the tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def checkpoint(self, source: str, folder: str) -> tuple[int, int] | None:
        """The (uidvalidity, uid) last committed for a mail folder; None at the first poll ever."""
        with reading(self._engine) as session:
            row = session.get(CheckpointRow, (source, folder))
            return (row.uidvalidity, row.uid) if row else None

    def known(self, source: str, key: str) -> bool:
        """Whether an arrival with this key has been committed."""
        with reading(self._engine) as session:
            return is_known(session, source, key)
