"""Pictures of PDF pages: the fax image itself where a page is nothing else, otherwise a drawing."""

import math
from collections.abc import Iterator

import numpy as np
import pypdfium2  # type: ignore[import-untyped] # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped] # ships no types

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.limits import Limits
from parsers.picture.photo import lay_flat
from parsers.scale import bound_resolution, square_pixels
from parsers.sheet import Gray, Pictured

_COVERS = 0.55  # of the page: a letterhead or a photo covers less, a scan more
_FILLS = 0.97  # of each side: such an image is the page
_MOST_OBJECTS = 3000
_LEAST_PIXELS = 500


def image_of_page(page: pypdfium2.PdfPage, limits: Limits) -> Pictured | None:
    """Return the page's one image as it was scanned or faxed; None when the page is more than that.

    Drawing it instead would cost two to four times the time and blur a fax's black and white.
    """
    image = _only_image(page)
    if image is None or not _fills_page(page, image) or pdfium.FPDFPage_GetAnnotCount(page):
        return None
    columns, rows = image.get_px_size()
    _check_pixels(columns * rows, limits)
    width, height = _unturned_size(page)
    gray = _pixels(image)
    if gray is None or min(gray.shape) < _LEAST_PIXELS or (gray < 128).mean() > 0.5:
        return None  # too coarse, or a stencil whose black and white the drawing decides
    bilevel = _is_bilevel(image)
    gray, dpi = square_pixels(gray, gray.shape[1] * 72 / width, gray.shape[0] * 72 / height)
    gray = np.ascontiguousarray(np.rot90(gray, -page.get_rotation() // 90))
    if not bilevel and (sheet := lay_flat(gray)):
        return Pictured(gray=sheet.gray, dpi=sheet.dpi)
    gray, dpi = bound_resolution(gray, dpi)
    return Pictured(gray=gray, dpi=dpi, bilevel=bilevel)


def covering_image(page: pypdfium2.PdfPage) -> bool:
    """Whether images cover so much of the page that its words are in them, whatever text lies over it."""
    width, height = _unturned_size(page)
    covered = 0.0
    for image in _images(page, max_depth=4):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, min(right, width) - max(left, 0.0)) * max(
            0.0, min(top, height) - max(bottom, 0.0)
        )
    return covered >= _COVERS * width * height


def draw_page(page: pypdfium2.PdfPage, dpi: float, limits: Limits) -> tuple[Gray, float]:
    """Draw a page in gray at about the wanted resolution, coarser when it would pass the pixel limit.

    Raises:
        UnreadableDocument: CORRUPT when the page has no sensible size.
    """
    _check_images(page, limits)
    width, height = page.get_size()
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise UnreadableDocument(Unreadable.CORRUPT, "A page of the PDF has no size; ask for it again.")
    scale = min(dpi / 72, math.sqrt(min(limits.pixels, 40_000_000) / (width * height)))
    scale = max(scale, 1 / min(width, height))
    _check_pixels(int(width * height * scale * scale), limits)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    dots = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, bitmap.width)
    return dots, scale * 72


def _only_image(page: pypdfium2.PdfPage) -> pypdfium2.PdfImage | None:
    """Return the image of a page whose other objects, if any, cannot be seen."""
    seen = None
    for number, item in enumerate(page.get_objects(max_depth=1)):
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT and _is_invisible(item):
            continue
        if not isinstance(item, pypdfium2.PdfImage) or seen is not None or number > _MOST_OBJECTS:
            return None
        seen = item
    return seen


def _is_invisible(item: pypdfium2.PdfObject) -> bool:
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _fills_page(page: pypdfium2.PdfPage, image: pypdfium2.PdfImage) -> bool:
    """Whether the image stands upright in its page and reaches from edge to edge."""
    matrix = image.get_matrix()
    width, height = _unturned_size(page)
    left, bottom, right, top = image.get_bounds()
    box = page.get_cropbox()
    upright = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) < 1e-3 and abs(matrix.c) < 1e-3
    level = abs(left - box[0]) < 0.02 * width and abs(bottom - box[1]) < 0.02 * height
    return upright and level and _near(right - left, width) and _near(top - bottom, height)


def _near(length: float, whole: float) -> bool:
    return _FILLS * whole <= length <= whole / _FILLS


def _unturned_size(page: pypdfium2.PdfPage) -> tuple[float, float]:
    width, height = page.get_size()
    return (height, width) if page.get_rotation() in (90, 270) else (width, height)


def _pixels(image: pypdfium2.PdfImage) -> Gray | None:
    try:
        return np.array(image.get_bitmap(render=False).to_pil().convert("L"))
    except pypdfium2.PdfiumError:
        return None


def _is_bilevel(image: pypdfium2.PdfImage) -> bool:
    return bool(image.get_metadata().bits_per_pixel == 1)


def _images(page: pypdfium2.PdfPage, max_depth: int) -> Iterator[pypdfium2.PdfImage]:
    for number, item in enumerate(page.get_objects(max_depth=max_depth)):
        if number > _MOST_OBJECTS:
            return
        if isinstance(item, pypdfium2.PdfImage):
            yield item


def _check_images(page: pypdfium2.PdfPage, limits: Limits) -> None:
    for image in _images(page, max_depth=4):
        columns, rows = image.get_px_size()
        _check_pixels(columns * rows, limits)


def _check_pixels(pixels: int, limits: Limits) -> None:
    if pixels > limits.pixels:
        raise UnreadableDocument(
            Unreadable.TOO_LARGE,
            f"A picture in the PDF has {pixels} pixels, more than the {limits.pixels} that are read.",
        )
