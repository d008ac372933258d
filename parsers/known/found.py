"""A place of a blank as it was found."""

from dataclasses import dataclass

from intake_daemon.model import Box, FormField, FormKind
from parsers.fields.boxes import overlap
from parsers.fields.sheet import Sheet
from parsers.known.form import Holds

HIGH = 0.24  #: inches people write above a line
SAME = 0.5  #: of the smaller box; two places that share so much are one


@dataclass(frozen=True)
class Found:
    """One place of a blank; `box` in inches."""

    field: str
    holds: Holds
    box: Box
    value: str | None = None
    last_first: bool = False
    widget: str | None = None
    label: str = ""


def widget_at(sheet: Sheet, box: Box, kinds: tuple[FormKind, ...]) -> FormField | None:
    """The field of a live form that stands in a place; inches."""
    width, height = sheet.page.width, sheet.page.height
    near = [
        (overlap(box, (f.box[0] * width, f.box[1] * height, f.box[2] * width, f.box[3] * height)), f)
        for f in sheet.page.fields
        if f.kind in kinds
    ]
    best = max(near, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > SAME else None
