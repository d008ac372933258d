"""The process that writes the pictures of an arrival's pages: it confines itself, does the job, and goes.

Started by `parsers.pictures`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from intake_daemon.errors import UnreadableDocument
from intake_daemon.model import Frozen
from parsers.child.errand import Errand, run
from parsers.limits import Limits
from parsers.picture.upright import as_read
from parsers.piece import Piece
from parsers.reading import sheets
from parsers.sheet import Pictured
from parsers.unpack import unpack


class ShownPage(Frozen):
    """One page to show; the words are those of `Page`."""

    part: str
    part_page: int
    number: int
    rotation: int


class ShowJob(Errand):
    """Which pages of a document to show, and the folder their pictures go to."""

    folder: Path
    pages: tuple[ShownPage, ...]


def picture_file(folder: Path, number: int) -> Path:
    """Where the picture of a page is written."""
    return folder / f"{number}.png"


def show(job: ShowJob) -> None:
    """Write the pictures, one part of the arrival after the other.

    Raises:
        UnreadableDocument: the arrival cannot be taken apart.
    """
    for piece in unpack(job.source.read_bytes(), job.options.limits).pieces:
        wanted = {page.part_page: page for page in job.pages if page.part == piece.id}
        for page, sheet in _sheets_of(piece, wanted, job.options.limits):
            _write(sheet, page, picture_file(job.folder, page.number))


def _sheets_of(
    piece: Piece, wanted: dict[int, ShownPage], limits: Limits
) -> Iterator[tuple[ShownPage, Pictured]]:
    """Yield the wanted sheets of one part as far as it can be read; later parts are not to suffer for it."""
    if not wanted:
        return
    try:
        for part_page, sheet in enumerate(sheets(piece, limits), start=1):
            page = wanted.get(part_page)
            if page is not None and isinstance(sheet, Pictured):
                yield page, sheet
            if part_page >= max(wanted):
                return
    except UnreadableDocument:
        return


def _write(sheet: Pictured, page: ShownPage, target: Path) -> None:
    """Write a picture whole or not at all."""
    unfinished = target.with_suffix(".part")
    Image.fromarray(as_read(sheet, page.rotation)).save(unfinished, format="PNG", compress_level=1)
    unfinished.rename(target)


if __name__ == "__main__":
    sys.exit(run(ShowJob, show))
