"""Searchable copies of stored documents, written by a process that can be killed."""

from pathlib import Path

from parsers.child.copy import CopyJob
from parsers.child.errand import send
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
    job = CopyJob(source=source.absolute(), target=target.absolute(), rotations=rotations, options=options)
    send("parsers.child.copy", job, seconds=_PAGE_SECONDS * len(rotations), doing="Copying")
