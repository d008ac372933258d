"""Opens a PDF and yields its pages, each as text with a picture or as a picture to be recognised."""

import gc
from collections.abc import Callable, Iterator

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped] # ships no types

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import FormField
from parsers.limits import Limits
from parsers.pdf.form import page_fields
from parsers.pdf.pictures import covering_image, draw_page, image_of_page
from parsers.pdf.place import Place
from parsers.pdf.text_layer import page_words
from parsers.scale import READING_DPI, bound_resolution
from parsers.sheet import Pictured

PageMaker = Callable[[pypdfium2.PdfDocument, int, Limits], Pictured]


def read_pdf(content: bytes, limits: Limits) -> Iterator[Pictured]:
    """Yield the pages of a PDF with their words and form values, as far as the file tells them.

    Raises:
        UnreadableDocument: ENCRYPTED when a password is asked for, CORRUPT, TOO_LARGE, TOO_MANY_PAGES.
    """
    return _each_page(content, limits, _page)


def draw_pages(content: bytes, limits: Limits) -> Iterator[Pictured]:
    """Yield the pages of a PDF as pictures and nothing else.

    Raises:
        UnreadableDocument: as `read_pdf` does.
    """
    return _each_page(content, limits, _picture)


def _each_page(content: bytes, limits: Limits, read: PageMaker) -> Iterator[Pictured]:
    document = _open(content)
    try:
        _check_length(len(document), limits)
        if document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()
        for index in range(len(document)):
            yield _sound(read, document, index, limits)
    finally:
        document.close()
        gc.collect(0)


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error


def _refusal(error: pypdfium2.PdfiumError) -> UnreadableDocument:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableDocument(
            Unreadable.ENCRYPTED, "The PDF asks for a password; ask the sender for an open copy."
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return UnreadableDocument(
            Unreadable.ENCRYPTED, "The PDF is protected in a way that cannot be opened; ask for an open copy."
        )
    return UnreadableDocument(Unreadable.CORRUPT, "The PDF is damaged or cut off; ask for it again.")


def _check_length(pages: int, limits: Limits) -> None:
    if pages == 0:
        raise UnreadableDocument(Unreadable.EMPTY, "The PDF has no pages; ask for it again.")
    if pages > limits.pages:
        raise UnreadableDocument(
            Unreadable.TOO_MANY_PAGES,
            f"The PDF has {pages} pages, more than the {limits.pages} that are read.",
        )


def _sound(read: PageMaker, document: pypdfium2.PdfDocument, index: int, limits: Limits) -> Pictured:
    try:
        return read(document, index, limits)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(
            Unreadable.CORRUPT, f"Page {index + 1} of the PDF is damaged; ask for it again."
        ) from error


def _page(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> Pictured:
    page = document[index]
    place = Place.of(page)
    fields = page_fields(document, page, place)
    image = image_of_page(page, limits) if not fields else None
    return image or _drawn_page(document, page, index, fields, place, limits)


def _picture(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> Pictured:
    page = document[index]
    image = image_of_page(page, limits)
    if image is not None:
        return image
    gray, dpi = bound_resolution(*draw_page(page, READING_DPI, limits))
    return Pictured(gray=gray, dpi=dpi)


def _drawn_page(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    index: int,
    fields: tuple[FormField, ...],
    place: Place,
    limits: Limits,
) -> Pictured:
    """Draw a page; its text layer counts unless a picture covers the page or the layer is garbage."""
    scanned = covering_image(page)
    words = None if scanned else page_words(_flattened(document, page, index), place)
    gray, dpi = bound_resolution(*draw_page(document[index], READING_DPI, limits))
    return Pictured(gray=gray, dpi=dpi, words=words, fields=fields, facsimile=scanned)


def _flattened(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, index: int) -> pypdfium2.PdfPage:
    """Make notes and form values part of the page, so that its text holds what a reader sees.

    Only the copy in memory changes. The page must be loaded anew afterwards.
    """
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]
