"""Leaving off in good order when somebody presses Ctrl-C: the first time asks, the second time ends."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from threading import Event
from types import FrameType


@contextlib.contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Give a question to ask between two pieces of work: whether to leave off."""
    asked = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, usual)

    usual = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, usual)
