"""Errands: small jobs on one stored document, each done by a process of its own that can be killed.

An errand is a module under `parsers/child/` with a type of `Errand` that says what to do. `send` starts it, in the
parent; `run` is its main function, in the child. What is wrong with the document is said on the child's standard
output, as a `Failure`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Frozen
from parsers.child.confine import confine
from parsers.child.words import Failure
from parsers.options import ReadOptions

_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "PYTHONPATH", "OMP_THREAD_LIMIT", "TMPDIR"})


class Errand(Frozen):
    """What every errand knows: the document's file, and how documents are read."""

    source: Path
    options: ReadOptions


Job = TypeVar("Job", bound=Errand)


def send(module: str, job: Errand, *, seconds: float, doing: str) -> None:
    """Have a process do an errand, and wait for it.

    Args:
        module: the errand's module, such as `parsers.child.copy`.
        job: what to do.
        seconds: what it may take, beyond what reading a document may take.
        doing: what it does, for messages: "Copying".

    Raises:
        UnreadableDocument: what the errand says of the document, or that it took too much time or memory.
    """
    bounded = job.options.limits.model_copy(update={"seconds": job.options.limits.seconds + seconds})
    job = job.model_copy(update={"options": job.options.model_copy(update={"limits": bounded})})
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", module],
            input=job.model_dump_json(),
            capture_output=True,
            text=True,
            timeout=bounded.seconds,
            check=False,
            env={name: value for name, value in os.environ.items() if name in _KEPT},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(Unreadable.TOO_SLOW, f"{doing} the document takes too long.") from None
    if done.returncode != 0:
        raise _failure(done.stdout, doing)


def run(kind: type[Job], do: Callable[[Job], None]) -> int:
    """Take the job from standard input, confine this process, do the job; 1 when the document forbids it."""
    job = kind.model_validate_json(sys.stdin.read())
    confine(job.options.limits, may_write=True)
    try:
        do(job)
    except UnreadableDocument as error:
        print(Failure(kind=error.kind, message=str(error)).model_dump_json())
        return 1
    return 0


def _failure(said: str, doing: str) -> UnreadableDocument:
    try:
        failure = Failure.model_validate_json(said)
    except ValidationError:
        return UnreadableDocument(
            Unreadable.CRASHED, f"{doing} the document failed; open the original with care."
        )
    return UnreadableDocument(failure.kind, failure.message)
