"""The picture of a page as its reader saw it, so that boxes on the upright page can be shown on it."""

from parsers.picture.ink import even_light, find_ink
from parsers.picture.orientation import turned
from parsers.picture.skew import skew_degrees, straighten
from parsers.sheet import Gray, Pictured


def as_read(sheet: Pictured, rotation: int) -> Gray:
    """Turn and straighten a page's picture by the same steps as reading it does, and clean nothing.

    Args:
        sheet: the page.
        rotation: degrees clockwise, as `Page.rotation` says.
    """
    if sheet.words is not None:
        return sheet.gray
    # Reading lays sideways text level, straightens it, and turns it over last: skew is measured in between.
    level = turned(sheet.gray, rotation % 180)
    if sheet.facsimile:
        ink = find_ink(sheet.gray if sheet.bilevel else even_light(sheet.gray))
        level = straighten(level, skew_degrees(turned(ink, rotation % 180)))
    return turned(level, rotation - rotation % 180)
