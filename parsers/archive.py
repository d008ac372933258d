"""Zip archives: what they hold, in the order of its names, within what the arrival may still use.

Sizes are checked as the archive declares them before anything is inflated; the library inflates no more of a
file than was declared for it.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Problem
from parsers import kind
from parsers.budget import Budget
from parsers.piece import Piece

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_LOCKED = 0x1  #: general purpose bit 0 (APPNOTE.TXT, 4.4.4)
_SUSPECTED_FROM = 20_000_000  #: bytes; smaller archives do no harm however well they are packed
_DENSEST = 250  #: times; a page of print shrinks 20 times, an empty bitmap 200 times
_SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]{1,12})")


def open_archive(content: bytes, prefix: str, budget: Budget) -> Iterator[Piece]:
    """Take an archive apart; what cannot be read of it is a piece with its problem.

    Args:
        content: the archive.
        prefix: what the ids of its files begin with.
        budget: what the arrival may still use; counted down.

    Raises:
        UnreadableDocument: CORRUPT, EMPTY, or TOO_LARGE for more, or more densely packed, files than are read.
    """
    archive, files = _listed(content)
    _check(files, budget)
    return _pieces(archive, files, prefix, budget)


def _listed(content: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        files = [info for info in archive.infolist() if not info.is_dir()]
    except _BROKEN as error:
        raise UnreadableDocument(
            Unreadable.CORRUPT, "The zip archive is damaged or cut off; ask for it again."
        ) from error
    wanted = [info for info in files if not _SYSTEM.search(info.filename)]
    return archive, sorted(wanted, key=lambda info: _page_order(info.filename))


def _page_order(name: str) -> list[tuple[int, int, str]]:
    """Sort "page 2" before "page 10"."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBER.split(name.lower())]


def _check(files: list[zipfile.ZipInfo], budget: Budget) -> None:
    if not files:
        raise UnreadableDocument(Unreadable.EMPTY, "The zip archive holds no files; ask for it again.")
    if len(files) > budget.parts:
        raise _too_large(f"holds {len(files)} files, more than are read")
    inflated, packed = (sum(getattr(info, name) for info in files) for name in ("file_size", "compress_size"))
    if inflated > budget.size:
        raise _too_large("holds more than is read")
    if inflated > _SUSPECTED_FROM and inflated > _DENSEST * max(packed, 1):
        raise _too_large("is packed more densely than documents are")


def _too_large(why: str) -> UnreadableDocument:
    return UnreadableDocument(
        Unreadable.TOO_LARGE, f"The zip archive {why}; open it by hand, with care, or ask for single files."
    )


def _pieces(
    archive: zipfile.ZipFile, files: list[zipfile.ZipInfo], prefix: str, budget: Budget
) -> Iterator[Piece]:
    with archive:
        for number, info in enumerate(files, start=1):
            budget.take(info.file_size)
            yield _piece(archive, info, f"{prefix}{number}")


def _piece(archive: zipfile.ZipFile, info: zipfile.ZipInfo, id_: str) -> Piece:
    if info.flag_bits & _LOCKED:
        return _unread(id_, Unreadable.ENCRYPTED, "asks for a password; ask the sender for an open copy")
    if stat.S_ISLNK(info.external_attr >> 16):
        return _unread(id_, Unreadable.UNSUPPORTED, "is only a link; ask for the document itself")
    try:
        content = archive.read(info)
    except _BROKEN:
        return _unread(id_, Unreadable.CORRUPT, "is damaged or packed in an unknown way; ask for it again")
    if not content:
        return _unread(id_, Unreadable.EMPTY, "is empty; ask for it again")
    return Piece(id=id_, media_type=kind.media_type(content), content=content)


def _unread(id_: str, why: Unreadable, what: str) -> Piece:
    problem = Problem(kind=why, message=f"A file in the zip archive {what}.")
    return Piece(id=id_, media_type=kind.UNKNOWN, content=b"", problem=problem)
