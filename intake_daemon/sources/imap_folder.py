"""How far one mail folder has been read: what is open, what failed, and which checkpoint is true."""

import time
from collections import Counter

TRIES = 5  #: polls in which fetching one message must fail before it is handed over without its content
PATIENCE = 3600.0  #: seconds for which it must have failed as well, since a bad line fails often but not long


class FolderProgress:
    """What this process knows of one folder; a restart may forget all of it."""

    def __init__(self, name: str, uidvalidity: int) -> None:
        self.name = name
        self.uidvalidity = uidvalidity
        self.highest = 0  #: highest UID listed so far
        self.open: set[int] = set()  #: UIDs listed, and not yet stored
        self.failures: Counter[int] = Counter()  #: failed fetches by UID
        self.failing_since: dict[int, float] = {}  #: moment of the first of them, on the monotonic clock
        self.swept = False  #: what is below the checkpoint has been looked at on this connection

    def key(self, uid: int) -> str:
        """The key of an arrival: folder, UIDVALIDITY and UID."""
        return f"{self.name}/{self.uidvalidity}/{uid}"

    def in_order(self) -> list[int]:
        """Open UIDs, those that never failed first: a damaged message must not hold up the others."""
        return sorted(self.open, key=lambda uid: (self.failures[uid], uid))

    def checkpoint_after(self, uid: int) -> tuple[str, int, int]:
        """The checkpoint that is true once `uid` is stored: everything up to it is done."""
        others = self.open - {uid}
        return self.name, self.uidvalidity, min(others) - 1 if others else self.highest

    def gives_up(self, uid: int, patience: float) -> bool:
        """Whether fetching this message has failed often enough, for long enough."""
        since = self.failing_since.get(uid)
        return since is not None and self.failures[uid] >= TRIES and time.monotonic() - since >= patience

    def count_failure(self, uid: int) -> None:
        """Remember that fetching this message failed."""
        self.failures[uid] += 1
        self.failing_since.setdefault(uid, time.monotonic())

    def forgive(self, uid: int) -> None:
        """Forget its failures, since it has been fetched."""
        del self.failures[uid]
        self.failing_since.pop(uid, None)
