"""The process that writes one searchable copy: it confines itself, does the job from its input, and goes.

Started by `parsers.copies`.
"""

import sys
from pathlib import Path

from parsers.child.errand import Errand, run
from parsers.searchable import write_searchable_pdf


class CopyJob(Errand):
    """What to copy, and where to; `rotations` are those of `Page.rotation`, page by page."""

    target: Path
    rotations: tuple[int, ...]


def copy(job: CopyJob) -> None:
    """Write the copy."""
    write_searchable_pdf(job.source.read_bytes(), job.rotations, job.options, job.target)


if __name__ == "__main__":
    sys.exit(run(CopyJob, copy))
