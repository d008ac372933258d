"""Decides which of the page's boxes and circles are ticked."""

from dataclasses import dataclass
from statistics import median

import numpy as np

from parsers.ocr.engine import PixelBox, SeenWord
from parsers.picture.blots import Stats, connected
from parsers.picture.rings import find_brackets, find_crosses, find_rings
from parsers.picture.squares import CLEAN, find_squares
from parsers.picture.wording import SURE, Wording, is_lettering, is_note
from parsers.sheet import Ink

_EMPTY = 0.03
_TICKED = 0.07
_REACH_TICKED = 0.45  # of the inside, one way: a tick, a cross or a filling reaches that far
_REACH_SPECK = 0.25
_ROUND_LETTERS = frozenset("oae")
_WHOLE_ROW = 0.9  # share of ink in a row that a line runs through
_THIN_LINE = 4  # dots
_COMB = 3  # as many squares side by side are cells to write letters in, not boxes to tick


@dataclass(frozen=True)
class SeenMark:
    """A box or circle to tick. `ink` is the dark share inside; `ticked` None when that does not say."""

    box: PixelBox
    ink: float
    ticked: bool | None


@dataclass(frozen=True)
class _Inside:
    box: PixelBox
    ink: float
    reach: float


def find_marks(ink: Ink, dpi: float, words: tuple[SeenWord, ...], rules: list[PixelBox]) -> list[SeenMark]:
    """Find the boxes and circles to tick of a page.

    Args:
        ink: of the upright page.
        dpi: pixels an inch.
        words: what was read; a shape inside a well-read word is one of its letters.
        rules: the printed lines; a box to tick does not stand on one.
    """
    blots = connected(ink)
    wording, printed = Wording(words), [word for word in words if is_lettering(word)]
    brackets = _find_brackets(ink, dpi, blots.stats, printed, words)
    found = find_squares(ink, dpi, Wording(printed).area(ink.shape))
    squares = [square.box for square in found if square.worst >= CLEAN or not _on_rule(square.box, rules)]
    squares = [box for box in squares if not _touches_any(box, brackets) and not wording.runs_around(box)]
    squares = _without_combs(squares)
    crosses = find_crosses(ink, blots.stats, squares, on_lines=False)
    drowned = _standing_free(crosses, printed, wording)
    squares += [box for box in drowned if not _touches_any(box, squares + brackets)]
    letters = printed + [word for word in words if word.confidence >= SURE and word.text in _ROUND_LETTERS]
    rings = _standing_free(find_rings(blots, dpi), letters, wording)
    rings = [box for box in rings if not _touches_any(box, squares + brackets)]
    insides = [_look_inside(ink, box, margin) for box, margin in _with_margins(squares, rings, brackets)]
    floor = _usual_emptiness(insides)
    return sorted((_judge(inside, floor) for inside in insides), key=lambda mark: (mark.box[1], mark.box[0]))


def _find_brackets(
    ink: Ink, dpi: float, stats: Stats, printed: list[SeenWord], words: tuple[SeenWord, ...]
) -> list[PixelBox]:
    notes = [word for word in words if is_note(word.text)]
    brackets = [box for box in find_brackets(ink, stats, dpi) if not _holds_word(box, printed + notes)]
    crosses = find_crosses(ink, stats, brackets, on_lines=True)
    return brackets + [box for box in crosses if not _holds_word(box, printed)]


def _standing_free(shapes: list[PixelBox], letters: list[SeenWord], wording: Wording) -> list[PixelBox]:
    """Keep the shapes that are no part of a well-read word and do not stand amid another."""
    read = Wording(letters)
    return [box for box in shapes if not read.holds(box) and not wording.runs_around(box)]


def _with_margins(
    squares: list[PixelBox], rings: list[PixelBox], brackets: list[PixelBox]
) -> list[tuple[PixelBox, tuple[float, float]]]:
    """Say for each outline how much of it, across and down, is its own line."""
    return (
        [(box, (0.17, 0.17)) for box in squares]
        + [(box, (0.27, 0.27)) for box in rings]
        + [(box, (0.3, 0.1)) for box in brackets]
    )


def _look_inside(ink: Ink, box: PixelBox, margin: tuple[float, float]) -> _Inside:
    width, height = box[2] - box[0], box[3] - box[1]
    across, down = max(3, round(width * margin[0])), max(3, round(height * margin[1]))
    inside = np.ascontiguousarray(ink[box[1] + down : box[3] - down, box[0] + across : box[2] - across])
    inside = _without_lines(_without_lines(inside).T).T
    if inside.size == 0:
        return _Inside(box, 0.0, 0.0)
    return _Inside(box, float(inside.mean()), _reach(inside))


def _without_lines(inside: Ink) -> Ink:
    """Take out thin lines that run level through a box from side to side: its neighbour's edge, or a ruling."""
    full = inside.mean(axis=1) > _WHOLE_ROW if inside.size else np.zeros(0, dtype=np.bool_)
    if not full.any() or full.sum() > _THIN_LINE:
        return inside
    cleared = inside.copy()
    cleared[full] = 0
    return cleared


def _reach(inside: Ink) -> float:
    """Return how far the largest connected ink reaches, as a share of the inside, the longer way."""
    stats = connected(inside).stats
    if len(stats) < 2:
        return 0.0
    largest = stats[1 + int(np.argmax(stats[1:, 4]))]
    return float(max(largest[2] / inside.shape[1], largest[3] / inside.shape[0]))


def _usual_emptiness(insides: list[_Inside]) -> float:
    """Return the ink share of the page's emptier boxes: dirt and thick borders show in all of them."""
    low = sorted(inside.ink for inside in insides)[: max(1, len(insides) // 2)]
    return min(0.08, median(low)) if len(insides) >= 4 else 0.0


def _judge(inside: _Inside, floor: float) -> SeenMark:
    extra = inside.ink - floor
    ticked: bool | None = None
    if extra >= _TICKED and inside.reach >= _REACH_TICKED:
        ticked = True
    elif extra < _EMPTY or inside.reach < _REACH_SPECK:
        ticked = False
    return SeenMark(inside.box, min(1.0, inside.ink), ticked)


def _without_combs(boxes: list[PixelBox]) -> list[PixelBox]:
    """Drop squares that share their sides with others in a row: cells for single letters or a small table."""
    return [box for box in boxes if _chain(box, boxes) < _COMB]


def _chain(box: PixelBox, boxes: list[PixelBox]) -> int:
    chain = [box]
    for member in chain:
        chain.extend(other for other in boxes if other not in chain and _side_by_side(member, other))
    return len(chain)


def _side_by_side(one: PixelBox, other: PixelBox) -> bool:
    size = one[3] - one[1]
    level = abs(one[1] - other[1]) <= 0.2 * size and abs(one[3] - other[3]) <= 0.2 * size
    gap = max(other[0] - one[2], one[0] - other[2])
    return level and abs(gap) <= 0.2 * size


def _on_rule(box: PixelBox, rules: list[PixelBox]) -> bool:
    """Whether a long printed line makes up the top or the bottom of a shape."""
    size = box[2] - box[0]
    return any(
        rule[0] <= box[0] + 2
        and rule[2] >= box[2] - 2
        and rule[2] - rule[0] > 3 * size
        and min(abs(rule[1] - box[1]), abs(rule[3] - box[3]), abs(rule[1] - box[3]), abs(rule[3] - box[1]))
        <= 4
        for rule in rules
    )


def _holds_word(box: PixelBox, words: list[SeenWord]) -> bool:
    """Whether a word stands, with most of its width, between the brackets, or they are part of it."""
    for word in words:
        x0, y0, x1, y1 = word.box
        across, down = min(x1, box[2]) - max(x0, box[0]), min(y1, box[3]) - max(y0, box[1])
        if down > 0 and across > 0.5 * min(x1 - x0, box[2] - box[0]):
            return True
    return False


def _touches_any(box: PixelBox, others: list[PixelBox]) -> bool:
    return any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in others)
