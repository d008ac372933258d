"""Searchable copies of stored documents, written by a process that can be killed."""

import os
import subprocess
import sys
from pathlib import Path

from pydantic import ValidationError

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.child.copy import CopyJob
from parsers.child.words import Failure
from parsers.options import ReadOptions

_PAGE_SECONDS = 20.0  #: more than recognising a page takes; the whole job may take this for every page


def copy_searchable(source: Path, target: Path, rotations: tuple[int, ...], options: ReadOptions) -> None:
    """Write a searchable PDF of a stored fax or scan.

    Args:
        source: the PDF or picture file.
        target: where the copy goes; an older one is replaced.
        rotations: for each page the degrees clockwise that turn it upright, as `Page.rotation` says.

    Raises:
        UnreadableDocument: it has no pages that can be shown, or copying it took too much time or memory.
    """
    seconds = options.limits.seconds + _PAGE_SECONDS * len(rotations)
    bounded = options.model_copy(update={"limits": options.limits.model_copy(update={"seconds": seconds})})
    job = CopyJob(source=source.absolute(), target=target.absolute(), rotations=rotations, options=bounded)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "parsers.child.copy"],
            input=job.model_dump_json(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env={name: value for name, value in os.environ.items() if name in _KEPT},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(Unreadable.TOO_SLOW, "Copying the document takes too long.") from None
    if done.returncode != 0:
        raise _failure(done.stdout)


_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "PYTHONPATH", "OMP_THREAD_LIMIT", "TMPDIR"})


def _failure(said: str) -> UnreadableDocument:
    try:
        failure = Failure.model_validate_json(said)
    except ValidationError:
        return UnreadableDocument(
            Unreadable.CRASHED, "Copying the document failed; open the original with care."
        )
    return UnreadableDocument(failure.kind, failure.message)
