"""Where the numbers go: beside what they point at, never over writing, and never over each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake_daemon.picture.geometry import InkMap, Rect

HEIGHT = 8.5  #: of a tag, in points
GUTTER = 22.0  #: free paper on both sides of a page, in points, for tags that find no room beside their box

_DIGIT = 4.4
_CLEAN = 0.012  # dark share under which a spot is white paper with a speck
_GAPS = (1.5, 4.0, 8.0, 14.0)
_STEP = HEIGHT + 1.0


@dataclass(frozen=True)
class Target:
    """A numbered box on the sheet."""

    number: int
    rect: Rect


@dataclass(frozen=True)
class Tag:
    """A number's place; `leader` runs from it to its box, None where it stands right beside it."""

    number: int
    rect: Rect
    leader: tuple[tuple[float, float], tuple[float, float]] | None


def place_tags(
    targets: Sequence[Target], taken: Sequence[Rect], ink: InkMap, width: float, height: float
) -> list[Tag]:
    """Find a place for every number.

    Args:
        taken: rectangles that stay free, the targets' own among them.
        ink: of the page.
        width: of the page in points; the gutters are outside of it.
        height: of the page in points.
    """
    kept = list(taken)
    tags: list[Tag] = []
    for target in targets:
        spot = next(
            (spot for spot in _beside(target) if _is_free(spot, kept, ink, width, height)),
            None,
        )
        rect = spot or _in_gutter(target, kept, width, height)
        tags.append(Tag(target.number, rect, _leader(rect, target.rect)))
        kept.append(rect)
    return tags


def tag_width(number: int) -> float:
    """How wide the tag of a number is, in points."""
    return 4.0 + _DIGIT * len(str(number))


def _beside(target: Target) -> Iterator[Rect]:
    """Spots around a box, the nearest first: left and right of it, above and below its ends."""
    box, wide = target.rect, tag_width(target.number)
    upper = (box.top + box.bottom - HEIGHT) / 2
    for gap in _GAPS:
        yield _spot(box.left - gap - wide, upper, wide)
        yield _spot(box.right + gap, upper, wide)
        for top in (box.top - gap - HEIGHT, box.bottom + gap):
            for left in (box.left, box.right - wide, box.left - wide - gap, box.right + gap):
                yield _spot(left, top, wide)


def _spot(left: float, top: float, wide: float) -> Rect:
    return Rect(left, top, left + wide, top + HEIGHT)


def _is_free(spot: Rect, kept: Sequence[Rect], ink: InkMap, width: float, height: float) -> bool:
    inside = spot.left >= 0 and spot.right <= width and spot.top >= 0 and spot.bottom <= height
    return inside and ink.share(spot) <= _CLEAN and not any(spot.meets(other) for other in kept)


def _in_gutter(target: Target, kept: Sequence[Rect], width: float, height: float) -> Rect:
    """The free spot nearest to a box in the gutter on its side."""
    wide = tag_width(target.number)
    x, y = target.rect.middle
    left = -GUTTER + 2 if x < width / 2 else width + GUTTER - 2 - wide
    for steps in range(2 * int(height / _STEP) + 2):
        away = (steps + 1) // 2 * (_STEP if steps % 2 else -_STEP)
        spot = _spot(left, y - HEIGHT / 2 + away, wide)
        if 0 <= spot.top <= height - HEIGHT and not any(spot.meets(other) for other in kept):
            return spot
    return _spot(left, y - HEIGHT / 2, wide)


def _leader(tag: Rect, box: Rect) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The line from a tag to the nearest point of its box."""
    x, y = tag.middle
    near = (min(max(x, box.left), box.right), min(max(y, box.top), box.bottom))
    start = (min(max(near[0], tag.left), tag.right), min(max(near[1], tag.top), tag.bottom))
    apart = abs(start[0] - near[0]) + abs(start[1] - near[1])
    return (start, near) if apart > 3.0 else None
