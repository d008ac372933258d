"""From bytes to a reading: take apart, read every part, number the pages."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Page, PageSource, Problem, Reading
from parsers import kind
from parsers.images import read_image
from parsers.known.learn import Learned, learn
from parsers.known.library import load_faces
from parsers.known.reader import KnownReader
from parsers.known.writing import Eyes
from parsers.limits import Limits
from parsers.mail.charset import decode_text
from parsers.mail.html_text import html_to_text
from parsers.ocr.engine import open_engine, usable_languages
from parsers.options import ReadOptions
from parsers.pdf.document import read_pdf
from parsers.picture.codes import find_codes
from parsers.picture.page import Reader
from parsers.piece import Piece, problem_of
from parsers.plain import set_text
from parsers.rich_text import read_rich_text
from parsers.second.glimpse import Grammar
from parsers.second.reader import open_second
from parsers.second_look import look_again
from parsers.sheet import Gray, Lettered, Pictured, Sheet, SheetReader
from parsers.unpack import unpack
from parsers.word.document import read_docx

_MOST_CHARACTERS = 400_000
_SPARSE = 60  #: words; separator sheets and cover sheets have fewer
_READERS: dict[str, SheetReader] = {
    kind.PDF: read_pdf,
    kind.TIFF: read_image,
    "image/png": read_image,
    "image/jpeg": read_image,
    "image/gif": read_image,
    "image/bmp": read_image,
    "image/webp": read_image,
    kind.HEIC: read_image,
    kind.DOCX: read_docx,
    kind.RTF: read_rich_text,
}
_SAYINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "a PowerPoint file",
    "application/vnd.oasis.opendocument": "an OpenDocument file",
    "application/msword": "a Word document of the older kind (.doc)",
    "application/vnd.ms-excel": "an Excel workbook of the older kind (.xls)",
    "application/vnd.ms-powerpoint": "a PowerPoint file of the older kind (.ppt)",
    kind.OLE: "an older Office document",
    "application/postscript": "a PostScript file",
    "application/gzip": "a gzip archive",
    "application/x-7z-compressed": "a 7-Zip archive",
    "application/vnd.rar": "a RAR archive",
    "application/x-dosexec": "a program",
    "application/x-elf": "a program",
}


def read(content: bytes, options: ReadOptions) -> Reading:
    """Read one arrival in this process. Use `Readers` for files from outside: they can hang any library.

    Raises:
        UnreadableDocument: the arrival as a whole cannot be read; what ails one attachment of a mail is
            told in its part instead.
        ConfigError: the OCR engine is not installed.
    """
    return PageReader(options).read(content)


@dataclass
class _Numbering:
    """Page numbers run through the whole arrival."""

    most: int
    pages: list[Page] = field(default_factory=list)

    def add(self, page: Page) -> None:
        if len(self.pages) >= self.most:
            raise UnreadableDocument(
                Unreadable.TOO_MANY_PAGES,
                f"Only the first {self.most} pages were read; the arrival has more.",
            )
        self.pages.append(page)


class PageReader:
    """Reads arrivals one after the other with one recogniser.

    Args:
        options: how to read.

    Raises:
        ConfigError: the OCR engine or its language data are not installed, or a known form's file is wrong.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._limits = options.limits
        engine = open_engine(options)
        self._reader = Reader(engine=engine, languages=usable_languages(options, engine))
        self._second = open_second(options)
        eyes = Eyes(engine, self._reader.languages, self._second)
        self._known = KnownReader(load_faces(options.forms), eyes)

    @property
    def starts_programs(self) -> bool:
        """Whether the recogniser is a program, which needs temporary files."""
        return self._reader.engine.name == "pytesseract"

    def warm_up(self) -> None:
        """Load the recogniser's data and the picture formats now, so that forked children share them."""
        Image.init()
        paper = np.full((60, 200), 255, dtype=np.uint8)
        self._reader.engine.recognise(paper, 204.0, self._reader.languages[0])
        if self._second:
            self._second.read([(paper, Grammar.FREE)])

    def read(self, content: bytes) -> Reading:
        """Read one arrival; see `read`."""
        began = time.monotonic()
        unpacked = unpack(content, self._limits)
        alone = len(unpacked.pieces) == 1
        numbering = _Numbering(self._limits.pages)
        parts = []
        for piece in unpacked.pieces:
            first = len(numbering.pages) + 1
            problem = self._read_piece(piece, numbering, alone and unpacked.envelope is None)
            numbers = tuple(range(first, len(numbering.pages) + 1))
            parts.append(piece.as_part(numbers, problem))
        return Reading(
            envelope=unpacked.envelope,
            parts=tuple(parts),
            pages=tuple(numbering.pages),
            seconds=round(time.monotonic() - began, 3),
        )

    def learn(self, content: bytes) -> Learned:
        """Learn a blank form, so that pages filled in on it can be read by its places.

        Raises:
            UnreadableDocument: it cannot be read, is no PDF or picture, or prints too little.
        """
        pages = []
        for piece in unpack(content, self._limits).pieces:
            for number, sheet in enumerate(sheets(piece, self._limits), start=1):
                if isinstance(sheet, Lettered):
                    raise UnreadableDocument(
                        Unreadable.UNSUPPORTED,
                        "A blank form is learned from a PDF or a picture; print it to one.",
                    )
                page, gray = self._read_whole(piece, sheet, number, number)
                pages.append((gray, page))
        return learn(pages)

    def _read_piece(self, piece: Piece, numbering: _Numbering, whole: bool) -> Problem | None:
        """Add the pages of one piece; returns what went wrong, or raises it when nothing else is there."""
        before = len(numbering.pages)
        try:
            for part_page, sheet in enumerate(sheets(piece, self._limits), start=1):
                numbering.add(self._page(piece, sheet, len(numbering.pages) + 1, part_page))
        except UnreadableDocument as error:
            if whole and len(numbering.pages) == before:
                raise
            return problem_of(error)
        return None

    def _page(self, piece: Piece, sheet: Sheet, number: int, part_page: int) -> Page:
        if isinstance(sheet, Lettered):
            return _plain_page(piece, sheet, number, part_page)
        known = self._known.read(sheet)
        if known is not None:
            return known.model_copy(update={"part": piece.id, "number": number, "part_page": part_page})
        return self._read_whole(piece, sheet, number, part_page)[0]

    def _read_whole(self, piece: Piece, sheet: Pictured, number: int, part_page: int) -> tuple[Page, Gray]:
        """Read a page that is none of a known form; also its picture, upright and straight."""
        seen = self._reader.read(sheet)
        page = Page(
            part=piece.id,
            number=number,
            part_page=part_page,
            width=seen.width,
            height=seen.height,
            source=PageSource.OCR if sheet.words is None else PageSource.TEXT,
            rotation=seen.rotation,
            words=seen.words,
            fields=sheet.fields,
            marks=seen.marks,
            strokes=seen.strokes,
            rules=seen.rules,
            codes=find_codes(seen.gray, sheet.dpi, alone=len(seen.words) < _SPARSE),
            confidence=seen.confidence,
            blank=seen.blank,
        )
        again = look_again(page, seen.gray, sheet.dpi, self._second) if self._second else page
        return again, seen.gray


def _plain_page(piece: Piece, sheet: Lettered, number: int, part_page: int) -> Page:
    return Page(
        part=piece.id,
        number=number,
        part_page=part_page,
        width=sheet.width,
        height=sheet.height,
        source=PageSource.TEXT if sheet.printed else PageSource.PLAIN,
        words=sheet.words,
        fields=sheet.fields,
        rules=sheet.rules,
        strokes=sheet.strokes,
        blank=not (sheet.words or sheet.fields),
    )


def sheets(piece: Piece, limits: Limits) -> Iterator[Sheet]:
    """Yield the sheets of one piece.

    Raises:
        UnreadableDocument: no reader for such a file, or the reader met something it cannot read.
    """
    if (piece.problem is not None and piece.text is None) or not piece.page_worthy:
        return
    if piece.text is not None:
        yield set_text(piece.text)
    elif piece.media_type in (kind.PLAIN, kind.HTML):
        yield set_text(_typed(piece))
    elif piece.media_type in _READERS:
        yield from _READERS[piece.media_type](piece.content, limits)
    else:
        raise _unsupported(piece.media_type)


def _typed(piece: Piece) -> str:
    text = decode_text(piece.content[: 4 * _MOST_CHARACTERS], None)
    return (html_to_text(text) if piece.media_type == kind.HTML else text)[:_MOST_CHARACTERS]


def _unsupported(media_type: str) -> UnreadableDocument:
    if media_type == kind.LOCKED_OFFICE:
        return UnreadableDocument(
            Unreadable.ENCRYPTED, "The Office document asks for a password; ask the sender for an open copy."
        )
    saying = _SAYINGS.get(media_type, f"a file of kind {media_type}")
    return UnreadableDocument(
        Unreadable.UNSUPPORTED, f"This is {saying}, which is not read; open it by hand or ask for a PDF."
    )
