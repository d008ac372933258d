"""The upright lines of a blank, short ones too: on a blank nothing can be mistaken for them."""

import cv2
import numpy as np

from intake_daemon.model import Page, Rule
from parsers.known.form import REFERENCE_DPI
from parsers.picture.blots import connected
from parsers.picture.ink import find_ink
from parsers.sheet import Gray

_HIGH = 0.22  # inches; no letter of a form is as high
_WIDE = 0.04  # inches


def with_walls(page: Page, picture: Gray) -> Page:
    """A blank's page with all its upright lines.

    Args:
        page: as read.
        picture: of it, at `REFERENCE_DPI`.
    """
    ink = find_ink(picture)
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(_HIGH * REFERENCE_DPI), 1), np.uint8))
    rows, columns = ink.shape
    walls = [
        Rule(box=(left / columns, top / rows, (left + wide) / columns, (top + high) / rows))
        for left, top, wide, high, _ in connected(np.asarray(upright, np.uint8)).stats[1:].tolist()
        if wide <= _WIDE * REFERENCE_DPI
    ]
    level = [rule for rule in page.rules if rule.box[2] - rule.box[0] >= rule.box[3] - rule.box[1]]
    return page.model_copy(update={"rules": (*level, *walls)})
