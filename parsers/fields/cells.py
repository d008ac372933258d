"""Cells and lines about a printed label: what a form's ruling says about where its answer goes; in inches."""

from intake_daemon.model import Box
from parsers.fields.boxes import spans_below
from parsers.fields.sheet import Sheet

BELOW = 0.42  #: inches; a value below its label is not farther down
_UNDER_LID = 0.2  #: inches between the line over a cell and the label in it
_OPEN = 0.06  #: inches from a wall within which the line over a cell begins or ends
_TABLE = 3.0  #: inches; a table's line is longer, one to write on seldom
_REACH = 0.25  #: inches by which the line that closes a cell may miss its walls
_SHUT = 0.08  #: inches under a label in which nothing can be written
_LOWEST = 0.13  #: inches; the lowest cell somebody can write in
_HIGHEST = 1.3  #: inches; what is higher is a frame around a section


def cell_height(sheet: Sheet, label: Box) -> tuple[float, float]:
    """The ruling lines above and below a label, or its own height where none are near."""
    across = [
        blank.place[1]
        for blank in sheet.blanks
        if blank.widget is None and blank.place[0] < label[2] and blank.place[2] > label[0]
    ]
    top = max((line for line in across if line < label[1] + 0.02), default=label[1] - 0.1)
    bottom = min((line for line in across if line > label[3] - 0.02), default=label[3] + 0.1)
    return max(top, label[1] - 0.6), min(bottom, label[3] + 0.6)


def in_cell(sheet: Sheet, label: Box) -> bool:
    """Whether walls stand at both sides of a label and a line closes its cell above."""
    sides = [wall[0] for wall in sheet.walls if spans_below(wall, label)]
    left = max((wall for wall in sides if wall <= label[0] + 0.03), default=None)
    right = min((wall for wall in sides if wall >= label[2] - 0.03), default=None)
    if left is None or right is None:
        return False
    return any(
        -0.05 < label[1] - blank.place[3] < 0.2
        and blank.place[0] < label[2] < blank.place[2]
        and _reaches(blank.place, left, right)
        for blank in sheet.blanks
    )


def _reaches(line: Box, left: float, right: float) -> bool:
    """Whether a line closes a cell from wall to wall; one that ends in the open is one to write on."""
    return line[0] < left + _OPEN and line[2] > right - _OPEN


def between_lines(sheet: Sheet, label: Box, floor: float) -> bool:
    """Whether long lines right over a label and not far below it make a cell, though its sides were not seen."""
    lines = _long_lines(sheet, label)
    lid = max((line for line in lines if line < label[1] + 0.02), default=-1.0)
    if any(label[1] + 0.02 < line < floor - 0.03 for line in lines):
        return False  # the cell ends right under its label: what stands below is another's
    return label[1] - lid < _UNDER_LID and floor in lines and floor < label[3] + BELOW


def _long_lines(sheet: Sheet, label: Box) -> list[float]:
    """Heights of the lines that reach beyond both ends of a label, as those of a table do."""
    return [
        blank.place[1]
        for blank in sheet.blanks
        if blank.widget is None
        and blank.place[0] < label[0] + 0.05
        and blank.place[2] > max(label[2] + 0.15, blank.place[0] + _TABLE)
    ]


def next_line_below(sheet: Sheet, label: Box) -> float:
    """The line under the writing below a label; one right under the label's words is its underscore.

    A table's line right under the words ends the label's cell: nothing below it is meant.
    """
    lines = [
        blank.place[1]
        for blank in sheet.blanks
        if blank.place[1] > label[3] + 0.1 and blank.place[0] < label[2] and blank.place[2] > label[0]
    ]
    closing = [line for line in _long_lines(sheet, label) if label[3] - 0.02 < line <= label[3] + 0.1]
    return min([*lines, *closing], default=99.0)


def cell_under_head(sheet: Sheet, label: Box, floor: float) -> float | None:
    """Where the cell under a column's head ends, when a table's line closes the head right under its words."""
    if floor > label[3] + _SHUT or floor not in _long_lines(sheet, label):
        return None
    following = next_line_below(sheet, (label[0], label[1], label[2], floor + 0.03))
    return following if _LOWEST < following - floor < BELOW else None


def cell_around(sheet: Sheet, box: Box) -> Box | None:
    """The whole cell of a table that something stands in; None where its walls, lid and floor were not all seen."""
    middle = (box[1] + box[3]) / 2
    beside = [wall for wall in sheet.walls if wall[1] - 0.05 < middle < wall[3] + 0.05]
    left = max((wall[2] for wall in beside if wall[0] < box[0] + 0.05), default=None)
    right = min((wall[0] for wall in beside if wall[2] > box[2] - 0.05), default=None)
    if left is None or right is None:
        return None
    across = [
        blank.place
        for blank in sheet.blanks
        if blank.widget is None and blank.place[0] < left + _REACH and blank.place[2] > right - _REACH
    ]
    lid = max((line[3] for line in across if line[1] < box[1] + 0.03), default=None)
    floor = min((line[1] for line in across if line[3] > box[3] - 0.02), default=None)
    if lid is None or floor is None or floor - lid > _HIGHEST:
        return None
    return (left, lid, right, floor)
