"""Runs the daemon with stages that stumble once each, over an error that quotes the document it was about.

`python stumbling.py --config FILE run`. The first call of each stage raises; every later one is the real one.
"""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from intake_daemon import daemon
from intake_daemon.cli import main
from intake_daemon.pipeline import consider, deliver, read

SAYINGS = Path(sys.argv.pop(1))  #: file with the words to quote


def stumble(owner: Any, name: str, kind: type[Exception]) -> None:
    """Let the first call fail with an error that says what no log may say."""
    real: Callable[..., Any] = getattr(owner, name)
    words = SAYINGS.read_text()
    left = [True]

    @wraps(real)
    def first_fails(*args: Any, **named: Any) -> Any:
        document = words  # a local variable with the document in it, as real stages have
        if left:
            left.clear()
            raise kind(document)
        return real(*args, **named)

    setattr(owner, name, first_fails)


if __name__ == "__main__":
    stumble(daemon, "take", ValueError)
    stumble(daemon, "sweep", KeyError)
    stumble(read, "keep", ValueError)
    stumble(consider, "act", RuntimeError)
    stumble(deliver, "send", LookupError)
    main()
