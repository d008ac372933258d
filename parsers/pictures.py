"""Pictures of the pages of a document, upright as they were read, made by a process that can be killed."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from intake_daemon.errors import UnreadableDocument
from intake_daemon.model import Page, PageSource
from parsers.child.errand import send
from parsers.child.show import ShowJob, ShownPage, picture_file
from parsers.options import ReadOptions

_PAGE_SECONDS = 5.0  #: more than drawing and turning a page takes


def picture_pages(source: Path, folder: Path, pages: Sequence[Page], options: ReadOptions) -> dict[int, Path]:
    """Write the pictures of an arrival's pages to a folder, as PNG in gray.

    Args:
        source: the arrival's file: a mail, a PDF, a picture.
        folder: an empty folder of the caller's.
        pages: as they were read; those that never were on paper are left out.
        options: as they were for reading.

    Returns:
        The files, by page number. A page whose picture could not be made is missing.
    """
    wanted = tuple(_shown(page) for page in pages if page.source is not PageSource.PLAIN)
    if not wanted:
        return {}
    job = ShowJob(source=source.absolute(), folder=folder.absolute(), pages=wanted, options=options)
    with suppress(UnreadableDocument):  # the pages before the trouble are there
        send("parsers.child.show", job, seconds=_PAGE_SECONDS * len(wanted), doing="Drawing")
    files = {page.number: picture_file(folder, page.number) for page in wanted}
    return {number: file for number, file in files.items() if file.exists()}


def _shown(page: Page) -> ShownPage:
    return ShownPage(part=page.part, part_page=page.part_page, number=page.number, rotation=page.rotation)
