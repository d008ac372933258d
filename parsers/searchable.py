"""Searchable copies: a PDF that shows the pages as they came, with the recognised words under them."""

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pypdf
import pytesseract  # type: ignore[import-untyped] # ships no types
from PIL import Image

from intake_daemon.errors import ConfigError, Unreadable, UnreadableDocument
from parsers.images import read_image
from parsers.kind import PDF, media_type
from parsers.ocr.engine import find_tessdata
from parsers.options import ReadOptions
from parsers.pdf.document import draw_pages
from parsers.sheet import Pictured


def write_searchable_pdf(
    content: bytes, rotations: Iterable[int], options: ReadOptions, target: Path
) -> None:
    """Write a searchable PDF of a fax or scan to `target`, page by page, upright.

    The whole file is written at the end, so that a failure leaves no half a copy.

    Args:
        content: the PDF or picture file.
        rotations: for each page the degrees clockwise that turn it upright, as `Page.rotation` says.
        options: for the languages and the folder of language data.
        target: where the copy goes; an older one is replaced.

    Raises:
        UnreadableDocument: the file has no pages that can be shown.
        ConfigError: the program tesseract is not installed.
    """
    writer = pypdf.PdfWriter()
    for sheet, rotation in zip(_pages(content, options), rotations, strict=False):
        writer.append(BytesIO(_page_copy(sheet, rotation, options)))
    if not writer.pages:
        raise UnreadableDocument(Unreadable.EMPTY, "The document has no pages to copy.")
    finished = BytesIO()
    writer.write(finished)
    target.write_bytes(finished.getvalue())


def _pages(content: bytes, options: ReadOptions) -> Iterable[Pictured]:
    if media_type(content) == PDF:
        return draw_pages(content, options.limits)
    return read_image(content, options.limits)


def _page_copy(sheet: Pictured, rotation: int, options: ReadOptions) -> bytes:
    picture = Image.fromarray(sheet.gray).rotate(-rotation, expand=True)
    folder = find_tessdata(options.tessdata, os.environ.get("TESSDATA_PREFIX"))
    settings = f"--dpi {round(sheet.dpi)}" + (f' --tessdata-dir "{folder}"' if folder else "")
    try:
        copy = pytesseract.image_to_pdf_or_hocr(
            picture, lang=options.languages[0], config=settings, extension="pdf"
        )
    except pytesseract.TesseractNotFoundError as error:
        raise ConfigError("The program `tesseract` was not found; install tesseract-ocr.") from error
    return bytes(copy)
