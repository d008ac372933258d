"""Records in memory, found by their keys: what `match` uses on files, as the store does with its table."""

from collections.abc import Iterable

from intake_daemon.matching.bounds import Limits, choose
from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.keys import keys_of
from intake_daemon.matching.record import Record


class Index:
    """Finds the stored records that share a key with an incoming one, under the same limits as the store.

    Args:
        records: the stored records.
        limits: how many may be found.
    """

    def __init__(self, records: Iterable[Record] = (), *, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._filed: list[Filed] = []
        self._by_key: dict[str, list[int]] = {}
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        return len(self._filed)

    def add(self, record: Record) -> None:
        """Take one more record in."""
        place, of = len(self._filed), filed(record)
        self._filed.append(of)
        for key in keys_of(of.normal):
            self._by_key.setdefault(key, []).append(place)

    def candidates(self, record: Record) -> tuple[Filed, ...]:
        """The stored records to compare with this one, those that share most keys first."""
        return self.sharing(filed(record))

    def sharing(self, of: Filed) -> tuple[Filed, ...]:
        """The same for a record that was normalised already."""
        newest = [self._by_key.get(key, [])[: -self._limits.read - 1 : -1] for key in keys_of(of.normal)]
        return tuple(self._filed[place] for place in choose(newest, self._limits).ids)
