"""A ledger in memory that commits as the store does: an arrival and its checkpoint together."""

from dataclasses import dataclass, field

from intake_daemon.model import Taken


@dataclass
class MemoryLedger:
    arrivals: list[Taken] = field(default_factory=list)
    checkpoints: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def checkpoint(self, source: str, folder: str) -> tuple[int, int] | None:
        return self.checkpoints.get((source, folder))

    def known(self, source: str, key: str) -> bool:
        return any((taken.source, taken.key) == (source, key) for taken in self.arrivals)

    def commit(self, taken: Taken) -> None:
        """Store an arrival; a second one with the same key is a fault of the source."""
        if self.known(taken.source, taken.key):
            raise AssertionError(f"{taken.key} was handed over twice")
        self.arrivals.append(taken)
        if taken.checkpoint:
            folder, uidvalidity, uid = taken.checkpoint
            self.checkpoints[taken.source, folder] = (uidvalidity, uid)

    @property
    def contents(self) -> list[bytes]:
        return [taken.content for taken in self.arrivals]
