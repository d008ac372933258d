"""What a source of arrivals is, and what it asks of the store.

The promise between a source and its caller:

1. `poll` hands over arrivals one by one; nothing at the source has changed yet.
2. The caller stores the bytes, the arrival row and `Taken.checkpoint` in one commit.
3. Only then it calls `stored`, and the source moves or flags the original.

A crash before 2 leaves the original to be handed over again. A crash between 2 and 3 leaves an original
whose key the ledger knows: the next poll finishes step 3 and hands nothing over.

What cannot be handed over whole (larger than the limit, or a message the server cannot deliver) is still
handed over: `Taken.withheld` says why, `Taken.content` has at most its headers, and a person gets to see
it. Nothing is passed over in silence.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from intake_daemon.model import Taken
from intake_daemon.sources.settings import DropSettings, MailboxSettings, MaildirSettings

__all__ = ["DropSettings", "Ledger", "MailboxSettings", "MaildirSettings", "Source"]


class Ledger(Protocol):
    """What has been stored already; the store answers."""

    def checkpoint(self, source: str, folder: str) -> tuple[int, int] | None:
        """The (uidvalidity, uid) last committed for a mail folder; None at the first poll ever."""

    def known(self, source: str, key: str) -> bool:
        """Whether an arrival with this `Taken.key` has been committed."""


class Source(Protocol):
    """One place that arrivals come from. Used by one thread, except for `abandon`.

    Args:
        beat: called by `poll` while it works on something long, to show that work goes on; the runner sets it.
    """

    beat: Callable[[], None]

    @property
    def name(self) -> str:
        """Its name in the configuration."""

    @property
    def poll_seconds(self) -> float:
        """How long at most between two polls, whatever `wait` says."""

    def poll(self, ledger: Ledger) -> Iterator[Taken]:
        """Hand over what is new, one at a time.

        Raises:
            TransientError: the place cannot be reached now; what was handed over so far stands.
        """

    def stored(self, taken: Taken) -> None:
        """Tidy up the original of an arrival that has been committed. May be called twice.

        Raises:
            TransientError: not done; the next poll will do it.
        """

    def refused(self, what: Taken | Path, reason: str) -> None:
        """Set aside an original that cannot be taken, with the reason, where a person finds it."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until something new may be there; True if so, False when the time is over or `stop` is set.

        Raises:
            TransientError: the place cannot be reached any more.
        """

    def abandon(self) -> None:
        """Make whatever blocks in another thread fail soon; for a stop that must not take long."""

    def close(self) -> None:
        """Let go of connections and watches. Never raises; the source may be polled again."""
