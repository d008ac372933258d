"""A place of a blank as it was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake_daemon.model import Box, FormField, FormKind, State
from parsers.fields.boxes import overlap
from parsers.fields.claim import Claim
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places
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


def empty_of(places: Places, claims: Iterable[Claim]) -> Iterator[tuple[str, Box]]:
    """The fields that claims call absent, and where; inches."""
    width, height = places.sheet.page.width, places.sheet.page.height
    for claim in claims:
        if claim.state is State.ABSENT and claim.evidence:
            x0, y0, x1, y1 = claim.evidence[0].box
            yield claim.field, (x0 * width, y0 * height, x1 * width, y1 * height)


def placed(places: Places, field: str, holds: Holds, box: Box) -> Found:
    """A place to write in, with the field of a live form that stands there."""
    widget = widget_at(places.sheet, box, (FormKind.TEXT, FormKind.CHOICE, FormKind.SIGNATURE))
    return Found(field, holds, box, widget=widget.name if widget else None)
