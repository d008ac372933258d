"""How a source goes through what lies before it: one that fails stops no other."""

from collections.abc import Callable, Iterable, Iterator

from intake_daemon.errors import TransientError
from intake_daemon.model import Taken

Attempt = Callable[[], Iterator[Taken]]  #: hands over one thing: none, one or more arrivals


def in_turn(attempts: Iterable[Attempt]) -> Iterator[Taken]:
    """Hand over everything that can be.

    Raises:
        TransientError: the first that an attempt met, when all have been made.
    """
    trouble: TransientError | None = None
    for attempt in attempts:
        try:
            yield from attempt()
        except TransientError as error:
            trouble = trouble or error
    if trouble:
        raise trouble
