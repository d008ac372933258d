"""Places that labels point at: right of them, in the next cell, below them, above them, or a widget."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake_daemon.model import Box
from parsers.fields.boxes import away, beside, crosses, overlap, spans_below
from parsers.fields.cells import BELOW, between_lines, cell_height, cell_under_head, in_cell, next_line_below
from parsers.fields.date_parts import asks_for_parts
from parsers.fields.labels import Label
from parsers.fields.nearby import all_level_with, first_run, reaching, stands_on, words_in
from parsers.fields.segments import closes
from parsers.fields.sheet import Blank, Sheet
from parsers.fields.token import Token

_FAR = 3.0  #: inches; a value right of its label is not farther away
_LEVEL = 0.11  #: inches a filled-in word may stand above or below the middle of its label
_CLOSE = 0.3  #: inches between a label and the answer behind it
_HEADS = 3  #: labels in a table's head
_SPLIT = 0.7  #: inches; a gap inside a value
_ON_LINE = 0.1  #: inches above a line within which words stand on it
_NEAR_LINE = 0.16  #: inches between a label and the line it names
_UNDER_LINE = 0.21  #: inches likewise, for a label that no colon ends and that so leads to nothing behind it


@dataclass(frozen=True)
class Slot:
    """A place a label points at.

    Args:
        label: the label.
        direction: right, cell, below, above; "widget right" and so on for a form's own field.
        tokens: the words in it, in order; no words: it is empty.
        place: its extent in inches.
        marked: whether a blank, a cell or a widget shows that something belongs there.
        ink: whether loose ink lies in it.
    """

    label: Label
    direction: str
    tokens: tuple[Token, ...]
    place: Box
    marked: bool
    ink: bool

    @property
    def room(self) -> Box | None:
        """The whole place where a line, a cell or a widget shows it; None where the words alone show it."""
        return self.place if self.marked else None


class Places:
    """Answers what lies right of, below and above the labels of one sheet."""

    def __init__(self, sheet: Sheet, labels: tuple[Label, ...], headings: Iterable[Box] = ()) -> None:
        self.sheet = sheet
        self.labels = labels
        self._taken = {(label.row, at) for label in labels for at in range(label.start, label.end)}
        self._taken |= words_in(sheet, list(headings))
        self._starts: dict[int, list[Label]] = {}
        for label in labels:
            self._starts.setdefault(label.row, []).append(label)

    def slots(self, label: Label) -> list[Slot]:
        """All places a label may mean, the likeliest first."""
        right = self._right(label)
        below, above = self._below(label), self._above(label)
        next_cell = None if right.tokens or right.marked or below.tokens else self._next_cell(label)
        found: list[Slot | None] = [self._widget(label, "right"), right, next_cell]
        if in_cell(self.sheet, label.place) or right.marked:
            above = None  # what stands above belongs to somebody else
        pair: list[Slot | None] = [self._widget(label, "below"), below, self._widget(label, "above"), above]
        if above is not None and above.marked and not in_cell(self.sheet, label.place):
            pair = [pair[2], above, pair[0], below]
        return [slot for slot in found + pair if slot is not None]

    def is_label_word(self, row: int, at: int) -> bool:
        """Whether a word belongs to a label."""
        return (row, at) in self._taken

    def right_edge(self, label: Label) -> float:
        """Where the place right of a label ends at the latest: next label, box or wall; inches."""
        edges = [other.place[0] for other in self._starts[label.row] if other.place[0] > label.place[2]]
        line = self._blank_right(label)
        edges += [
            tick.place[0]
            for tick in self.sheet.ticks
            if beside(label.place, tick.place) and not stands_on(tick.place, line)
        ]
        edges += [wall[0] for wall in self.sheet.walls if crosses(label.place, wall)]
        return min(edges, default=self.sheet.page.width + 1.0)

    def _right(self, label: Label) -> Slot:
        edge, row = self.right_edge(label), self.sheet.rows[label.row]
        blank = self._blank_right(label)
        tokens: list[Token] = []
        end = label.place[2]
        for at in range(label.end, len(row)):
            token = row[at]
            gap = token.place[0] - end
            on_line = blank is not None and token.place[0] < blank.place[2] + 0.08
            reach = _FAR if not tokens else 2.0 if on_line else 0.3 if blank is not None else _SPLIT
            if blank is not None and not tokens and token.place[0] > blank.place[2] + 0.35:
                break
            if token.place[0] >= edge - 0.03 or self.is_label_word(label.row, at) or gap > reach:
                break
            tokens.append(token)
            end = token.place[2]
        if label.meaning.what == "dob" and asks_for_parts(tokens):
            tokens = all_level_with(self.sheet, label.place, edge)
            end = tokens[-1].place[2]
        if not tokens:
            tokens = self._level_with(label, edge, blank)
            end = tokens[-1].place[2] if tokens else end
        far = blank.place[2] if blank else max(min(edge, label.place[2] + 2.0), end)
        place = (label.place[2], label.place[1] - 0.06, max(far, label.place[2] + 0.1), label.place[3] + 0.04)
        return Slot(label, "right", tuple(tokens), place, blank is not None, self._inked(place))

    def _next_cell(self, label: Label) -> Slot | None:
        """The cell right of the one a label fills, as in a table whose first column names what the second holds."""
        row = self.sheet.rows[label.row]
        walls = sorted(wall[0] for wall in self.sheet.walls if crosses(label.place, wall))
        if not walls or walls[0] - label.place[2] > _FAR:
            return None
        left = walls[0]
        right = next((wall for wall in walls if wall > left + 0.3), self.sheet.page.width - 0.2)
        if any(label.place[2] < token.place[0] < left - 0.05 for token in row[label.end :]):
            return None
        top, bottom = cell_height(self.sheet, label.place)
        box = (left, top, right, bottom)
        if any(overlap(other.place, box) > 0.5 for other in self.labels):
            return None
        level = (left, label.place[1] - 0.12, right, label.place[3] + 0.1)
        tokens = self._first_row_in(level) or self._first_row_in(box)
        return Slot(label, "cell", tokens, box, marked=True, ink=self._inked(box))

    def is_clear(self, box: Box) -> bool:
        """Whether neither a word that is no label's nor loose ink lies in a box."""
        words = any(
            box[0] < (token.place[0] + token.place[2]) / 2 < box[2] and box[1] < token.middle < box[3]
            for number, row in enumerate(self.sheet.rows)
            for at, token in enumerate(row)
            if token.key and not self.is_label_word(number, at)
        )
        return not words and not self._inked(box)

    def _level_with(self, label: Label, edge: float, blank: Blank | None) -> list[Token]:
        """Words right of a label, a little higher or lower than its line, as filled-in ones are."""
        right = min(edge - 0.03, blank.place[2] if blank else label.place[2] + 2.0)
        middle = (label.place[1] + label.place[3]) / 2
        near = [
            token
            for number, row in enumerate(self.sheet.rows)
            if number != label.row
            for at, token in enumerate(row)
            if label.place[2] - 0.05 < token.place[0] < edge - 0.03
            and abs(token.middle - middle) < _LEVEL
            and not self.is_label_word(number, at)
        ]
        return reaching(sorted(near, key=lambda token: token.place[0]), right)

    def _blank_right(self, label: Label) -> Blank | None:
        """The line to write on that starts behind a label, at its foot."""
        near = [
            blank
            for blank in self.sheet.blanks
            if -0.15 < blank.place[0] - label.place[2] < 0.45
            and -0.12 < blank.place[3] - label.place[3] < 0.14
            and blank.place[2] > label.place[2] + 0.15
        ]
        return min(near, key=lambda blank: blank.place[0], default=None)

    def _below(self, label: Label) -> Slot:
        left, right = self._column(label)
        floor = next_line_below(self.sheet, label.place)
        end = cell_under_head(self.sheet, label.place, floor) if self._heads_column(label) else None
        bottom = end or min(floor + 0.03, label.place[3] + BELOW)
        starts = max(label.place[2] + 0.3, label.place[0] + 1.2)
        runs = self._rows_in((left, label.place[3] - 0.03, right, bottom))
        tokens = next(
            (run for run in runs if run[0].place[0] < starts and not self._answers_another(label, run)), ()
        )
        place = (left, label.place[3], right, bottom)
        lined = label.meaning.what == "party" and self._own_line(label, floor)
        shown = (
            lined
            or end is not None
            or in_cell(self.sheet, label.place)
            or between_lines(self.sheet, label.place, floor)
        )
        return Slot(label, "below", tokens, place, shown, self._inked(place))

    def _heads_column(self, label: Label) -> bool:
        """Whether a row asks for several things side by side, as the head of a table does."""
        return len(self._starts[label.row]) >= _HEADS

    def _answers_another(self, label: Label, run: tuple[Token, ...]) -> bool:
        """Whether words follow another label on their own line, as its answer."""
        first = run[0]
        return any(
            -0.05 < first.place[0] - other.place[2] < _CLOSE
            and abs(first.middle - (other.place[1] + other.place[3]) / 2) < _LEVEL
            for other in self.labels
            if other is not label
        )

    def _own_line(self, label: Label, floor: float) -> bool:
        """Whether the next line below a label is long, begins with it, and is no other label's."""
        lines = [blank.place for blank in self.sheet.blanks if blank.place[1] == floor]
        if not lines or floor > label.place[3] + BELOW:
            return False
        line = lines[0]
        begins = -0.4 < line[0] - label.place[0] < 0.6 and line[2] - line[0] > 2.0
        under = any(
            -0.05 < other.place[1] - line[3] < 0.22 and line[0] - 0.2 < other.place[0] < line[2]
            for other in self.labels
        )
        return begins and not under

    def _above(self, label: Label) -> Slot | None:
        line = self._line_above(label)
        if line is None:
            return None
        left, right = self._share_of_line(label, line.place)
        top = line.place[1] - 0.3
        row = self._last_row_in((left, top, right, line.place[1] + 0.06))
        tokens = tuple(token for token in row if token.place[3] > line.place[1] - _ON_LINE)
        place = (left, top + 0.05, right, line.place[1])
        return Slot(label, "above", tokens, place, True, self._inked(place))

    def _line_above(self, label: Label) -> Blank | None:
        colon = closes(self.sheet.rows[label.row][label.end - 1].text)
        reach = _NEAR_LINE if colon else _UNDER_LINE
        near = [
            blank
            for blank in self.sheet.blanks
            if blank.widget is None
            and -0.03 < label.place[1] - blank.place[3] < reach
            and blank.place[0] < label.place[2]
            and blank.place[2] > label.place[0]
        ]
        return max(near, key=lambda blank: blank.place[1], default=None)

    def _share_of_line(self, label: Label, line: Box) -> tuple[float, float]:
        """The stretch of a line that a label under it names when other labels share the line."""
        beside = [
            other.place
            for other in self.labels
            if abs(other.place[1] - label.place[1]) < 0.1 and line[0] - 0.1 < other.place[0] < line[2] + 0.1
        ]
        right = min((box[0] for box in beside if box[0] > label.place[2]), default=line[2] + 0.1)
        first = all(box[0] >= label.place[0] for box in beside)
        return (line[0] - 0.1 if first else label.place[0] - 0.12), right - 0.05

    def _widget(self, label: Label, direction: str) -> Slot | None:
        near = [
            (distance, blank)
            for blank in self.sheet.blanks
            if blank.widget is not None
            and (distance := away(label.place, blank.place, direction)) is not None
        ]
        if not near:
            return None
        _, blank = min(near, key=lambda pair: pair[0])
        if direction == "right" and blank.place[0] > self._edge_without_blank(label):
            return None
        tokens = tuple(token for row in self.sheet.rows for token in row if token.widget is blank.widget)
        return Slot(label, f"widget {direction}", tokens, blank.place, marked=True, ink=False)

    def _edge_without_blank(self, label: Label) -> float:
        edges = [other.place[0] for other in self._starts[label.row] if other.place[0] > label.place[2]]
        return min(edges, default=self.sheet.page.width + 1.0)

    def _column(self, label: Label) -> tuple[float, float]:
        rights = [
            other.place[0] - 0.06 for other in self._starts[label.row] if other.place[0] > label.place[2]
        ]
        rights += [
            wall[0]
            for wall in self.sheet.walls
            if wall[0] > label.place[2] and spans_below(wall, label.place)
        ]
        lefts = [
            wall[0]
            for wall in self.sheet.walls
            if wall[0] < label.place[0] and spans_below(wall, label.place)
        ]
        left = max([label.place[0] - 0.3, *(wall - 0.02 for wall in lefts)])
        return left, min([label.place[2] + 3.5, *rights])

    def _first_row_in(self, box: Box) -> tuple[Token, ...]:
        return next(self._rows_in(box), ())

    def _last_row_in(self, box: Box) -> tuple[Token, ...]:
        rows = [row for row in self._rows_in(box) if any(token.key for token in row)]
        return rows[-1] if rows else ()

    def _rows_in(self, box: Box) -> Iterator[tuple[Token, ...]]:
        for number, row in enumerate(self.sheet.rows):
            inside = [
                token
                for at, token in enumerate(row)
                if box[1] <= token.middle <= box[3]
                and box[0] <= (token.place[0] + token.place[2]) / 2 <= box[2]
                and not self.is_label_word(number, at)
            ]
            if inside:
                yield first_run(inside)

    def _inked(self, box: Box) -> bool:
        return any(overlap(stroke, box) > 0.3 for stroke in self.sheet.strokes)
