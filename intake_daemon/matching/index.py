"""Records in memory, found by their keys: what `match` uses on files, as the store does with its table."""

from collections.abc import Iterable

from intake_daemon.matching.features import Features, features
from intake_daemon.matching.keys import keys_of
from intake_daemon.matching.record import Record

FULL = 300  # candidates from one key; a key that gives more tells little and costs much


class Index:
    """Finds the stored records that share a key with an incoming one.

    A key that is over-full (the fax number of a copy service and a common period) is split by the
    patient's initials and year of birth, and passed over where even that leaves too many.

    Args:
        records: the stored records.
        full: how many records one key may give.
    """

    def __init__(self, records: Iterable[Record] = (), *, full: int = FULL) -> None:
        self._full = full
        self._records: list[Record] = []
        self._by_key: dict[str, list[int]] = {}
        self._split: set[str] = set()
        for record in records:
            self.add(record)

    def __len__(self) -> int:
        return len(self._records)

    def add(self, record: Record) -> None:
        """Take one more record in."""
        place = len(self._records)
        self._records.append(record)
        normal = features(record)
        for key in keys_of(normal):
            self._put(self._tightened(key, normal) if key in self._split else key, place)

    def candidates(self, record: Record) -> tuple[Record, ...]:
        """The stored records that share a key with this one, in the order they were added."""
        normal = features(record)
        found: set[int] = set()
        for key in keys_of(normal):
            narrow = self._tightened(key, normal) if key in self._split else key
            places = self._by_key.get(narrow, ())
            if len(places) <= self._full:
                found.update(places)
        return tuple(self._records[place] for place in sorted(found))

    def _put(self, key: str, place: int) -> None:
        places = self._by_key.setdefault(key, [])
        # One past the limit marks the key as over-full; more would only cost memory.
        if len(places) <= self._full:
            places.append(place)
        if len(places) > self._full and "~" not in key:
            self._break_up(key)

    def _break_up(self, key: str) -> None:
        self._split.add(key)
        for place in self._by_key.pop(key):
            self._put(self._tightened(key, features(self._records[place])), place)

    def _tightened(self, key: str, normal: Features) -> str:
        person = normal.person
        year = person.birth.year[-2:] if person.birth else ""
        initials = "".join(sorted((person.first[:1], person.last[:1])))
        return f"{key}~{initials}{year}"
