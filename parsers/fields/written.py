"""Words that look like a label or heading but were written into a place: "Patient (self)" behind "Send to:"."""

from collections.abc import Iterable

from intake_daemon.model import Box
from parsers.fields.labels import Label
from parsers.fields.sheet import Sheet

_BEHIND = (-0.15, 0.45)  #: inches between a label's end and the start of its line
_CLOSE = 0.6  #: inches; words a label is at once followed by
_LEFT_OVER = 1.0  #: inches of a line left behind a few words written on it
_ON = 0.13  #: inches between the foot of words and the line they stand on


def without_written(sheet: Sheet, labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels without those that are written on the line of the label before them."""
    every = tuple(labels)
    return tuple(label for label in every if not any(_is_written(sheet, before, label) for before in every))


def without_stray_x(sheet: Sheet, labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels without an X that no line to sign on follows: it is a tick, not the place of a signature."""
    return tuple(
        label
        for label in labels
        if label.meaning.what != "signature"
        or label.end - label.start > 1
        or sheet.rows[label.row][label.start].key != "x"
        or any(_starts_behind(blank.place, label.place) for blank in sheet.blanks)
    )


def _starts_behind(line: Box, place: Box) -> bool:
    return _BEHIND[0] < line[0] - place[2] < _BEHIND[1] and abs(line[3] - place[3]) < _ON


def is_written_behind(sheet: Sheet, labels: Iterable[Label], place: Box) -> bool:
    """Whether a place holds what was written on the line of a label right before it."""
    return any(_on_its_line(sheet, label, place) for label in labels)


def _is_written(sheet: Sheet, before: Label, label: Label) -> bool:
    if before.row != label.row or label.start != before.end:
        return False
    last = sheet.rows[label.row][label.end - 1].text
    return not last.endswith(":") and _on_its_line(sheet, before, label.place)


def _on_its_line(sheet: Sheet, before: Label, place: Box) -> bool:
    """Whether a place begins at once behind a label, on a line that goes on far behind it."""
    level = abs((before.place[1] + before.place[3]) - (place[1] + place[3])) / 2 < _ON
    if not level or not 0 <= place[0] - before.place[2] < _CLOSE:
        return False
    return any(
        blank.widget is None
        and _BEHIND[0] < blank.place[0] - before.place[2] < _BEHIND[1]
        and blank.place[0] < (place[0] + place[2]) / 2  # else the words are print: "Other: Name ____"
        and abs(blank.place[3] - place[3]) < _ON
        and blank.place[2] > place[2] + _LEFT_OVER
        for blank in sheet.blanks
    )
