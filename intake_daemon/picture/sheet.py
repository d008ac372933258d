"""One sheet of the picture: a page with its boxes on the left, the strip that explains them on the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # ships no types

from intake_daemon.model import Mark
from intake_daemon.picture.geometry import Rect
from intake_daemon.picture.grounds import Ground
from intake_daemon.picture.look import FAINT, INK, LOOKS, TICK
from intake_daemon.picture.places import Place
from intake_daemon.picture.strip import WIDTH, Strip
from intake_daemon.picture.tags import GUTTER, Target, place_tags
from intake_daemon.picture.writing import BOLD, Pen

_BORDER = 12.0  # points of paper around everything
_ROOM = 1.6  # points between what is boxed and its outline
_SIGN = 6.0  # size of the sign beside a tick box
_CROWDED = 0.12  # dark share of a spot under which a sign would hide writing


@dataclass(frozen=True)
class Shown:
    """A place and where its areas lie on this sheet, each as one or more rectangles."""

    place: Place
    areas: tuple[tuple[Rect, ...], ...]

    @property
    def rects(self) -> Iterator[Rect]:
        """All rectangles."""
        return chain.from_iterable(self.areas)


def shown_on(ground: Ground, places: Sequence[Place]) -> tuple[Shown, ...]:
    """Pick the places that lie on a sheet."""
    here = [place for place in places if place.page == ground.page.number]
    found = [Shown(place, tuple(_boxed(ground, place))) for place in here]
    return tuple(shown for shown in found if shown.areas)


def _boxed(ground: Ground, place: Place) -> Iterator[tuple[Rect, ...]]:
    for area in place.areas:
        if rects := [rect for box in area for rect in ground.rects(box)]:
            yield tuple(rect.grown(_ROOM) for rect in rects)


def draw_sheet(canvas: Canvas, ground: Ground, shown: Sequence[Shown], strip: Strip) -> None:
    """Draw one sheet, as high as its page or its strip, and finish it."""
    left = _BORDER + GUTTER
    width = left + ground.width + GUTTER + WIDTH + _BORDER
    height = max(ground.height, strip.height) + 2 * _BORDER
    canvas.setPageSize((width, height))
    pen = Pen(canvas, height)
    with pen.at(left, _BORDER):
        ground.paint(pen)
        pen.frame(Rect(0, 0, ground.width, ground.height), FAINT, 0.5)
        _boxes(pen, ground, shown)
    with pen.at(left + ground.width + GUTTER, _BORDER):
        strip.paint(pen)
    canvas.showPage()


def _boxes(pen: Pen, ground: Ground, shown: Sequence[Shown]) -> None:
    signs = _marks(pen, ground)
    for stroke in ground.page.strokes:
        for rect in ground.rects(stroke.box):
            pen.frame(rect, INK, 0.7, (0.8, 1.6))
    for one in shown:
        for rect in one.rects:
            pen.outline(rect, LOOKS[one.place.standing], filled=True)
    _tags(pen, ground, shown, signs)


def _tags(pen: Pen, ground: Ground, shown: Sequence[Shown], signs: list[Rect]) -> None:
    looks = {one.place.number: LOOKS[one.place.standing] for one in shown}
    targets = [Target(one.place.number, rects[0]) for one in shown for rects in one.areas]
    taken = [*signs, *chain.from_iterable(one.rects for one in shown)]
    for tag in place_tags(targets, taken, ground.ink, ground.width, ground.height):
        if tag.leader:
            pen.line(tag.leader, looks[tag.number].colour, 0.5)
        pen.badge(tag.number, tag.rect, looks[tag.number])


def _marks(pen: Pen, ground: Ground) -> list[Rect]:
    """Frame the boxes to tick, with a sign beside those that are not plainly empty; returns what that covers."""
    covered = []
    for mark in ground.page.marks:
        for rect in ground.rects(mark.box):
            pen.frame(
                rect, TICK, 0.7 if mark.ticked is False else 1.3, () if mark.ticked is not None else (2, 1)
            )
            covered.append(rect)
            spot = min(_around(rect), key=ground.ink.share)
            if mark.ticked is not False and ground.ink.share(spot) < _CROWDED:
                _sign(pen, mark, spot)
                covered.append(spot)
    return covered


def _sign(pen: Pen, mark: Mark, spot: Rect) -> None:
    if mark.ticked:
        middle = (spot.top + spot.bottom) / 2
        pen.line([(spot.left, middle), (spot.left + 2.0, spot.bottom), (spot.right, spot.top)], TICK, 1.5)
    else:
        pen.text("?", spot.left + 1.0, spot.bottom, 8.0, font=BOLD, colour=TICK)


def _around(rect: Rect) -> Iterator[Rect]:
    """Spots for a sign: on the left, the right, above and below."""
    x, y = rect.middle
    across, down = ((rect.right - rect.left + _SIGN) / 2 + 1.2, (rect.bottom - rect.top + _SIGN) / 2 + 1.2)
    for middle in ((x - across, y), (x + across, y), (x, y - down), (x, y + down)):
        yield Rect(*middle, *middle).grown(_SIGN / 2)
