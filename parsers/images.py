"""Pages that come as pictures: TIFF faxes of many pages, PNG, JPEG, GIF, BMP, WebP, HEIC."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.limits import Limits
from parsers.picture.photo import lay_flat
from parsers.scale import bound_resolution, square_pixels
from parsers.sheet import Gray, Pictured

# The library's own guard only warns up to twice its number; `_check_size` refuses, by our limit.
Image.MAX_IMAGE_PIXELS = None
pillow_heif.register_heif_opener(thumbnails=False)

_PAGED = frozenset({"TIFF", "HEIF"})
_PLAUSIBLE_WIDTH = (3.0, 17.5)  # inches: from a prescription slip to a ledger sheet
_LETTER_WIDTH = 8.5
_FAX_WIDTHS = frozenset({1728, 2048, 2432})  # pixels of ITU-T T.4 for A4, B4, A3
_FAX_DPI = 204.0


def read_image(content: bytes, limits: Limits) -> Iterator[Pictured]:
    """Yield every page of a picture file, upright as its own orientation mark says.

    Raises:
        UnreadableDocument: CORRUPT where the data ends or breaks, TOO_LARGE for more pixels than allowed.
    """
    try:
        image = Image.open(BytesIO(content))
    except MemoryError:
        raise
    except Exception as error:
        # Which errors a damaged head raises depends on where it is damaged.
        raise _corrupt(1) from error
    with image:
        yield from _frames(image, limits)


def _frames(image: Image.Image, limits: Limits) -> Iterator[Pictured]:
    paged = image.format in _PAGED
    number = 1
    while True:
        _check_size(image.size, number, limits)
        yield _picture(image, number)
        number += 1
        if not paged or not _turn_to(image, number):
            return


def _turn_to(image: Image.Image, number: int) -> bool:
    """Go to a page of the file; False when there is no such page."""
    try:
        image.seek(number - 1)
    except EOFError:
        return False
    except MemoryError:
        raise
    except Exception as error:
        # The library meets a broken directory with whatever its arithmetic raises there.
        raise _corrupt(number) from error
    return True


def _picture(image: Image.Image, number: int) -> Pictured:
    bilevel = image.mode == "1"
    try:
        gray, turned = _gray(image)
    except MemoryError:
        raise
    except Exception as error:
        # Decoders meet damaged data with OSError, ValueError, SyntaxError, struct.error, IndexError...
        raise _corrupt(number) from error
    if not bilevel and (sheet := lay_flat(gray)):
        return Pictured(gray=sheet.gray, dpi=sheet.dpi)
    x_dpi, y_dpi = _resolution(image, gray, turned)
    squared, dpi = square_pixels(gray, x_dpi, y_dpi)
    squared, dpi = bound_resolution(squared, dpi)
    return Pictured(gray=squared, dpi=dpi, bilevel=bilevel)


def _gray(image: Image.Image) -> tuple[Gray, bool]:
    """Return the picture in gray and whether its sides were swapped by its orientation mark."""
    mark = image.getexif().get(ExifTags.Base.Orientation, 1)
    upright = ImageOps.exif_transpose(image) or image
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    if upright.mode in ("I;16", "I;16B", "I;16L", "I"):
        return (np.asarray(upright).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8), mark >= 5
    return np.array(upright.convert("L")), mark >= 5


def _resolution(image: Image.Image, gray: Gray, turned: bool) -> tuple[float, float]:
    """Return dots an inch across and down; guessed from a letter page when the file says nothing sensible."""
    across, down = (float(value) for value in image.info.get("dpi", (0, 0)))
    if turned:
        across, down = down, across
    rows, columns = gray.shape
    if across > 1 and down > 1 and _PLAUSIBLE_WIDTH[0] <= columns / across <= _PLAUSIBLE_WIDTH[1]:
        return across, down
    if columns in _FAX_WIDTHS and rows < 0.8 * columns:
        return _FAX_DPI, _FAX_DPI * 98 / 204  # a fax in normal mode that lost its resolution
    guess = min(rows, columns) / _LETTER_WIDTH
    return guess, guess


def _check_size(size: tuple[int, int], number: int, limits: Limits) -> None:
    if size[0] * size[1] > limits.pixels:
        raise UnreadableDocument(
            Unreadable.TOO_LARGE,
            f"The picture of page {number} is {size[0]} × {size[1]} pixels, more than is read.",
        )


def _corrupt(number: int) -> UnreadableDocument:
    return UnreadableDocument(
        Unreadable.CORRUPT, f"The picture file is damaged or cut off at page {number}; ask for it again."
    )
