"""Runs the daemon and kills it, once, at a named point: `python killed_at.py POINT --config FILE run`.

The function at the point is real and stays as it is; before or after its call the process ends as by a power cut.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from alembic import command
from dbos._sys_db import SystemDatabase

from intake_daemon import assemble, daemon, folder_swap
from intake_daemon.cli import main
from intake_daemon.durable import BlobStore
from intake_daemon.pipeline import consider, decide, deliver, read, remind
from intake_daemon.pipeline.rule_sets import applying, taking_up
from intake_daemon.sources import drop, maildir
from intake_daemon.sources.drop_claims import Claims
from intake_daemon.store import audit
from parsers.readers import Readers

Wrap = Callable[[], None]


def die() -> None:
    """End this process with nothing in between."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, when: Callable[..., bool] = lambda *args, **named: True) -> Wrap:
    """Die instead of the call; `when` is asked with its arguments."""

    def install() -> None:
        real = getattr(owner, name)

        @wraps(real)
        def fatal(*args: Any, **named: Any) -> Any:
            if when(*args, **named):
                die()
            return real(*args, **named)

        setattr(owner, name, fatal)

    return install


def after(owner: Any, name: str, when: Callable[..., bool] = lambda *args, **named: True) -> Wrap:
    """Die when the call has returned; `when` is asked with its arguments."""

    def install() -> None:
        real = getattr(owner, name)

        @wraps(real)
        def fatal(*args: Any, **named: Any) -> Any:
            result = real(*args, **named)
            if when(*args, **named):
                die()
            return result

        setattr(owner, name, fatal)

    return install


def _of_decision(_self: object, result: Any, *_more: object, **_named: object) -> bool:
    """Our rows of a decision are committed; the workflow engine is about to note that the step is done."""
    return str(result["function_name"]) == "decide"


POINTS: dict[str, Wrap] = {
    "migrated-uncommitted": after(command, "upgrade"),
    "migrated": after(assemble, "migrate"),
    "claimed": after(Claims, "take"),
    "bytes-stored": after(BlobStore, "put"),
    "arrival-uncommitted": after(audit, "append", lambda session, action, **_: action == "arrival.received"),
    "taken": after(daemon, "take"),
    "mail-moved": after(maildir, "move_aside"),
    "fax-moved": after(drop, "move_aside"),
    "reading-began": before(Readers, "read"),
    "reading-ended": before(read, "keep"),
    "pages-uncommitted": after(read, "keep"),
    "parking-uncommitted": after(read, "park"),
    "pages-stored": before(decide, "decide"),
    "acted": after(consider, "act"),
    "absorbed": after(consider, "complete"),
    "decision-uncommitted": after(decide, "decide"),
    "decision-committed": before(SystemDatabase, "record_operation_result", _of_decision),
    "delivery-begins": before(deliver, "deliver"),
    "before-sending": before(deliver, "send"),
    "accepted": after(deliver, "send"),
    "answer-uncommitted": after(deliver, "_record"),
    "reminding": after(remind, "remind"),
    "stopping": before(daemon, "_drain"),
    "rules-announced": before(applying, "_put"),
    "rules-half-written": after(folder_swap, "_give"),
    "rules-written": before(folder_swap, "exchange"),
    "rules-swapped": after(folder_swap, "exchange"),
    "rules-in-force-uncommitted": after(taking_up, "bring_into_force"),
}


if __name__ == "__main__":
    POINTS[sys.argv.pop(1)]()
    main()
