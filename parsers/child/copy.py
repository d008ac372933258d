"""The process that writes one searchable copy: it confines itself, does the job from its input, and goes.

Started by `parsers.copies` as `python -m parsers.child.copy`, with a `CopyJob` as JSON on its standard input.
What is wrong with the document is said on the standard output, as a `Failure`.
"""

import sys
from pathlib import Path

from intake_daemon.errors import UnreadableDocument
from intake_daemon.model import Frozen
from parsers.child.confine import confine
from parsers.child.words import Failure
from parsers.options import ReadOptions
from parsers.searchable import write_searchable_pdf


class CopyJob(Frozen):
    """What to copy, and where to; `rotations` are those of `Page.rotation`, page by page."""

    source: Path
    target: Path
    rotations: tuple[int, ...]
    options: ReadOptions


def main() -> int:
    """Do the job; 1 when the document cannot be copied."""
    job = CopyJob.model_validate_json(sys.stdin.read())
    confine(job.options.limits, may_write=True)
    try:
        write_searchable_pdf(job.source.read_bytes(), job.rotations, job.options, job.target)
    except UnreadableDocument as error:
        print(Failure(kind=error.kind, message=str(error)).model_dump_json())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
