"""Decides which of the page's boxes and circles are ticked."""

import re
from dataclasses import dataclass
from statistics import median

import numpy as np

from parsers.ocr.engine import PixelBox, SeenWord
from parsers.picture.blots import connected
from parsers.picture.rings import find_brackets, find_crosses, find_rings
from parsers.picture.squares import CLEAN, find_squares
from parsers.sheet import Ink

_EMPTY = 0.03
_TICKED = 0.07
_REACH_TICKED = 0.45  # of the inside, one way: a tick, a cross or a filling reaches that far
_REACH_SPECK = 0.25
_SURE = 0.75  # confidence from which a word is taken as read
_ROUND_LETTERS = frozenset("oae")
_SURE_OF_LONG = 0.4
_LONG_WORD = 4  # letters
_BOX_AND_WORD = re.compile(r"""(?![("'“‘/-][A-Z][a-z])[oOQ0DCGLIUJlXxK1&@©®□☐☒\W_]{1,3}[A-Z][a-z]""")
_LONE_LETTER = re.compile(r"[ABEFHJKMNPRSTWYZ&abdefghkmnpqrstwyz2-9][.,;:]?")
_NOTE = re.compile(r"\([A-WYZa-wyz0-9]{1,3}\)\W?")
_WHOLE_ROW = 0.9  # share of ink in a row that a line runs through
_THIN_LINE = 4  # dots
_SMALL = 0.75  # of the height of the page's usual word; letters are that small
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
    printed = [word for word in words if _is_lettering(word)]
    letters = printed + [word for word in words if word.confidence >= _SURE and word.text in _ROUND_LETTERS]
    notes = [word for word in words if _is_note(word.text)]
    brackets = [box for box in find_brackets(ink, dpi) if not _holds_word(box, printed + notes)]
    brackets += [box for box in find_crosses(ink, brackets, on_lines=True) if not _holds_word(box, printed)]
    found = find_squares(ink, dpi, _lettering(ink, printed))
    squares = [square.box for square in found if square.worst >= CLEAN or not _on_rule(square.box, rules)]
    squares = [box for box in squares if not _touches_any(box, brackets) and not _amid(box, words)]
    squares = _without_combs(squares)
    crosses = find_crosses(ink, squares, on_lines=False)
    drowned = [box for box in crosses if not _in_word(box, printed) and not _amid(box, words)]
    squares += [box for box in drowned if not _touches_any(box, squares + brackets)]
    rings = [box for box in find_rings(ink, dpi) if not _in_word(box, letters) and not _amid(box, words)]
    rings = [box for box in rings if not _touches_any(box, squares + brackets)]
    insides = [_look_inside(ink, box, margin) for box, margin in _with_margins(squares, rings, brackets)]
    floor = _usual_emptiness(insides)
    return sorted((_judge(inside, floor) for inside in insides), key=lambda mark: (mark.box[1], mark.box[0]))


def _lettering(ink: Ink, printed: list[SeenWord]) -> Ink:
    area = np.zeros_like(ink)
    for word in printed:
        x0, y0, x1, y1 = word.box
        area[max(0, y0 - 2) : y1 + 2, max(0, x0 - 1) : x1 + 1] = 1
    return area


def _is_lettering(word: SeenWord) -> bool:
    """Whether a word is letters, and not a box or cross that was read as one, alone or before a word.

    The longer a word is, the less it takes to believe that it is one.
    """
    letters = sum(map(str.isalnum, word.text))
    if word.confidence < (_SURE if letters < _LONG_WORD else _SURE_OF_LONG):
        return False
    if letters >= 2:
        return not _BOX_AND_WORD.match(word.text)
    return bool(_LONE_LETTER.fullmatch(word.text))


def _is_note(text: str) -> bool:
    """Whether a text is a printed "(s)" or "(1)" rather than a pair of brackets with a cross in it."""
    return bool(_NOTE.fullmatch(text))


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


def _in_word(box: PixelBox, words: list[SeenWord]) -> bool:
    return any(_share_inside(box, word.box) > 0.7 for word in words)


def _share_inside(box: PixelBox, outer: PixelBox) -> float:
    across, down = (
        min(box[2], outer[2]) - max(box[0], outer[0]),
        min(box[3], outer[3]) - max(box[1], outer[1]),
    )
    return max(0, across) * max(0, down) / max(1, (box[2] - box[0]) * (box[3] - box[1]))


def _amid(box: PixelBox, words: tuple[SeenWord, ...]) -> bool:
    """Whether a shape stands amid a longer word, however badly that was read: nobody ticks there.

    A shape as small as a letter must not even stand at a word's beginning, unless the word begins
    as boxes are misread.
    """
    size = box[2] - box[0]
    usual = median(word.box[3] - word.box[1] for word in words) if words else 0
    small = box[3] - box[1] < _SMALL * usual
    for word in words:
        letters = sum(map(str.isalnum, word.text))
        if _share_inside(box, word.box) <= 0.6 or letters < 0.6 * len(word.text):
            continue
        first = word.box[0] + 0.6 * size >= box[0]
        if small and letters >= 2 and not (first and _BOX_AND_WORD.match(word.text)):
            return True
        tall = word.box[3] - word.box[1] >= max(2.2 * (box[3] - box[1]), 2.6 * usual)
        if letters >= _LONG_WORD and not first and not tall:
            return True
    return False


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
