"""Rectangles on a page, in inches or as fractions of it: around others, overlapping, beside, above."""

from intake_daemon.model import Box


def union(places: list[Box]) -> Box:
    """The smallest box around boxes."""
    return (
        min(place[0] for place in places),
        min(place[1] for place in places),
        max(place[2] for place in places),
        max(place[3] for place in places),
    )


def overlap(one: Box, other: Box) -> float:
    """The share of the first box that lies in the second."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    area = (one[2] - one[0]) * (one[3] - one[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0


def lies_in(box: Box, place: Box) -> bool:
    """Whether the middle of a box lies in a place."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]


def beside(label: Box, box: Box) -> bool:
    """Whether a box stands right of a label, at its height."""
    return box[0] > label[2] and box[1] < label[3] and box[3] > label[1]


def crosses(label: Box, wall: Box) -> bool:
    """Whether a wall stands right of a label and ends the place behind it."""
    return wall[0] > label[2] and wall[1] < label[3] and wall[3] > label[1]


def spans_below(wall: Box, label: Box) -> bool:
    """Whether a wall goes on below a label, beside what is written there."""
    return wall[1] < label[3] + 0.05 and wall[3] > label[3] + 0.02


def away(label: Box, box: Box, direction: str) -> float | None:
    """The distance of a widget from a label in a direction; None when it does not lie there."""
    level = min(label[3], box[3]) - max(label[1], box[1])
    across = min(label[2], box[2]) - max(label[0], box[0])
    if direction == "right" and level > 0.04 and -0.25 < box[0] - label[2] < 2.0 and box[2] > label[2] + 0.2:
        return abs(box[0] - label[2])
    if direction == "below" and across > 0 and -0.12 < box[1] - label[3] < 0.3:
        return abs(box[1] - label[3]) + abs(box[0] - label[0]) / 10
    if direction == "above" and across > 0 and -0.12 < label[1] - box[3] < 0.25:
        return abs(label[1] - box[3]) + abs(box[0] - label[0]) / 10
    return None
