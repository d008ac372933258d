"""The picture of a form's places, numbered, for the administrator to look at."""

import cv2
import numpy as np

from parsers.known.form import NONE, NOTE, REFERENCE_DPI, Blank, Zone
from parsers.sheet import Gray

_DPI = 110.0
_COLOURS = {NONE: (150, 150, 150), NOTE: (0, 140, 255)}  # blue, green, red
_FIELD, _NUMBER = (200, 60, 0), (0, 0, 200)


def overview(blank: Blank) -> bytes:
    """A PNG of all pages of a form, one under the other, each place framed and numbered."""
    pages = [_page(gray, blank.form.zones_of(number)) for number, gray in enumerate(blank.pictures, start=1)]
    widest = max(page.shape[1] for page in pages)
    padded = [
        np.pad(page, ((0, 12), (0, widest - page.shape[1]), (0, 0)), constant_values=90) for page in pages
    ]
    _, content = cv2.imencode(".png", np.vstack(padded))
    return content.tobytes()


def _page(gray: Gray, zones: tuple[Zone, ...]) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    scale = _DPI / REFERENCE_DPI
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture = cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)
    rows, columns = small.shape
    for zone in zones:
        left, top, right, bottom = (
            round(side * size) for side, size in zip(zone.box, (columns, rows, columns, rows), strict=True)
        )
        cv2.rectangle(picture, (left, top), (right, bottom), _COLOURS.get(zone.field, _FIELD), 1)
        place = (left + 2, max(10, min(bottom, top + 10)))
        cv2.putText(picture, str(zone.number), place, cv2.FONT_HERSHEY_SIMPLEX, 0.36, _NUMBER, 1, cv2.LINE_AA)
    return np.asarray(picture, np.uint8)
