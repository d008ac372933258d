"""Bar codes and their square kin on a page: separator sheets carry them, forms and labels too.

Looking for codes costs more than it brings on the pages that have none, so a page is first looked at coarsely:
a code is a patch of paper in which black and white alternate far more densely than in print.
"""

import cv2
import numpy as np
import zxingcpp

from intake_daemon.model import Box, Code
from parsers.sheet import Gray

_FORMATS = zxingcpp.BarcodeFormats(
    (
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.Code93,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.PDF417,
        zxingcpp.BarcodeFormat.Aztec,
    )
)
_COARSE_DPI = 50.0  #: of the copy that is looked at first: print turns grey there, and so do codes
_PATCH = (0.28, 0.28)  #: inches; a smaller patch cannot be read after a fax
_DENSE = 0.42  #: share of ink in a patch of a code; print, bold print too, stays below
_SPACE = 0.92  #: no code is darker all over: that is a black bar
_LONGEST = 200  #: characters of a code that are kept
_MOST = 12


def find_codes(gray: Gray, dpi: float, *, alone: bool) -> tuple[Code, ...]:
    """The codes on an upright page, from top to bottom; boxes as fractions of the page.

    Args:
        gray: the page, upright, square pixels.
        dpi: its dots an inch.
        alone: there is little print on the page, so that it may be a separator, and may lie turned as well.
    """
    if not may_hold_codes(gray, dpi):
        return ()
    found = zxingcpp.read_barcodes(
        gray, formats=_FORMATS, try_rotate=alone, try_downscale=False, try_invert=False
    )
    codes = [_code(each, gray.shape) for each in found[:_MOST] if each.valid and each.text.strip()]
    return tuple(sorted(codes, key=lambda code: code.box[1]))


def may_hold_codes(gray: Gray, dpi: float) -> bool:
    """Whether some patch of the page is inked as densely and evenly as codes are."""
    scale = _COARSE_DPI / dpi
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    wide, high = (max(3, round(side * _COARSE_DPI)) for side in _PATCH)
    share = 1 - cv2.blur(small, (wide, high)).astype(np.float32) / 255
    return bool(((share > _DENSE) & (share < _SPACE)).any())


def _code(found: zxingcpp.Barcode, shape: tuple[int, ...]) -> Code:
    at = found.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    x, y = [corner.x for corner in corners], [corner.y for corner in corners]
    box: Box = (
        max(0.0, min(x) / shape[1]),
        max(0.0, min(y) / shape[0]),
        min(1.0, max(x) / shape[1]),
        min(1.0, max(y) / shape[0]),
    )
    return Code(text=found.text.strip()[:_LONGEST], kind=str(found.format), box=box)
