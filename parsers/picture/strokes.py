"""Finds loose ink: scribbles, signatures, stamps, whatever no printed word, line or box explains."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr.engine import PixelBox, SeenWord
from parsers.picture.blots import Blots, Labels, Stats, connected
from parsers.sheet import Ink

_SURE = 0.6  # confidence from which a word explains its ink
_SPECK = 0.03  # inches; smaller blots are dirt
_THIN = 0.03  # inches
_JOIN = 0.1  # inches; blots nearer than this are one stroke
_LEAST_REACH = 0.16  # inches; a stroke has a line longer than a printed letter
_EDGE = 0.12  # inches; ink that touches this border is the scanner's
_STRAIGHT = 0.4  # inches; no pen draws so long a line so straight
_TALLEST, _WIDEST = 2.0, 6.0  # inches; larger ink is a frame or a streak
_JOINED_UP = 0.5  # blots a letter; print has one or more, joined-up writing far fewer
_WIDEST_LETTER = 1.2  # of its height; wider ones were guessed into a scribble
_TALLER = 1.15  # than the page's usual word


@dataclass(frozen=True)
class SeenStroke:
    """Loose ink; `ink` is the dark share of its box."""

    box: PixelBox
    ink: float


def find_strokes(
    ink: Ink, dpi: float, words: tuple[SeenWord, ...], rules: list[PixelBox], marks: list[PixelBox]
) -> list[SeenStroke]:
    """Find the loose ink of an upright page.

    A word that was read with little confidence explains nothing: the ink stays, beside the word. The same
    goes for a word in joined-up writing, however well it was read.
    """
    loose, labels, stats = _without_frames(_without_rules(ink, rules, dpi), dpi)
    printed = _is_print(words, labels, stats)
    kept = _unexplained(loose, labels, stats, printed, dpi)
    kept &= ~_in_marks(stats, marks) & ~_is_flat(stats, dpi)
    return _joined(Blots(labels, stats), kept, dpi)


def _without_rules(ink: Ink, rules: list[PixelBox], dpi: float) -> Ink:
    """Take the printed lines out but leave the ink that crosses them.

    Where a line's dots go on beyond its own thickness, above or below, a stroke crosses it.
    """
    loose = ink.copy()
    for x0, y0, x1, y1 in rules:
        flat = x1 - x0 >= y1 - y0
        top, bottom, left, right = (y0 - 1, y1 + 1, x0, x1) if flat else (y0, y1, x0 - 1, x1 + 1)
        top, left = max(top, 1), max(left, 1)
        bottom, right = min(bottom, ink.shape[0] - 1), min(right, ink.shape[1] - 1)
        if bottom <= top or right <= left:
            continue
        if flat:
            crossing = (ink[top - 1, left:right] & ink[bottom, left:right])[None, :]
        else:
            crossing = (ink[top:bottom, left - 1] & ink[top:bottom, right])[:, None]
        loose[top:bottom, left:right] &= np.broadcast_to(crossing, (bottom - top, right - left))
    return loose


def _without_frames(loose: Ink, dpi: float) -> tuple[Ink, Labels, Stats]:
    """Take the straight lines out of ink that is as large as a frame, and label what is left.

    A signature that touches the border of its cell is one blot with the whole table, where the border was not
    taken for a rule; without this it would go with the table, and its place would count as empty.
    """
    labels, stats = connected(loose)
    large = (stats[:, 2] > _WIDEST * dpi) | (stats[:, 3] > _TALLEST * dpi)
    large[0] = False
    if not large.any():
        return loose, labels, stats
    frames = large[labels].astype(np.uint8)
    length = max(3, int(_STRAIGHT * dpi))
    level = cv2.morphologyEx(frames, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(frames, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    lines = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    freed = loose.copy()
    freed[cv2.bitwise_and(lines, frames) > 0] = 0
    return freed, *connected(freed)


def _in_marks(stats: Stats, marks: list[PixelBox]) -> NDArray[np.bool_]:
    """Say which blots are a box to tick with what was drawn in it, a little overrun allowed for."""
    left, top = stats[:, 0], stats[:, 1]
    right, bottom = left + stats[:, 2], top + stats[:, 3]
    found = np.zeros(len(stats), dtype=np.bool_)
    for x0, y0, x1, y1 in marks:
        over = max(3, (y1 - y0) * 6 // 10)
        found |= (left >= x0 - over) & (right <= x1 + over) & (top >= y0 - over) & (bottom <= y1 + over)
    return found


def _is_flat(stats: Stats, dpi: float) -> NDArray[np.bool_]:
    """Say which blots are bits of a broken printed line."""
    thin = np.minimum(stats[:, 2], stats[:, 3]) <= max(3, _THIN * dpi)
    return np.asarray(
        thin & (np.maximum(stats[:, 2], stats[:, 3]) >= 6 * np.minimum(stats[:, 2], stats[:, 3]))
    )


def _is_print(words: tuple[SeenWord, ...], labels: Labels, stats: Stats) -> list[PixelBox]:
    """Return the boxes of the words that are print and were read with confidence."""
    sure = [word for word in words if word.confidence >= _SURE]
    usual = float(np.median([word.box[3] - word.box[1] for word in sure])) if sure else 0.0
    return [word.box for word in sure if not _is_joined_up(word, labels, stats, usual)]


def _is_joined_up(word: SeenWord, labels: Labels, stats: Stats, usual: float) -> bool:
    x0, y0, x1, y1 = word.box
    letters = sum(letter.isalnum() for letter in word.text)
    if y1 - y0 < _TALLER * usual:
        return False
    if x1 - x0 > _WIDEST_LETTER * (y1 - y0) * len(word.text):
        return True
    if letters < 4:
        return False
    inside = np.unique(labels[y0:y1, x0:x1])
    blots = sum(1 for label in inside if label and stats[label, 4] > 8)
    return blots <= _JOINED_UP * letters


def _unexplained(
    loose: Ink, labels: Labels, stats: Stats, printed: list[PixelBox], dpi: float
) -> NDArray[np.bool_]:
    """Say for each blot whether it is loose: no speck, not at the paper's edge, mostly outside print."""
    shape = loose.shape
    covered = np.zeros(shape, dtype=np.uint8)
    for x0, y0, x1, y1 in printed:
        place = (slice(max(0, y0 - 2), y1 + 2), slice(max(0, x0 - 3), x1 + 3))
        covered[place] = loose[place]
    inside = np.bincount(labels.ravel()[np.flatnonzero(covered.view(np.bool_))], minlength=len(stats))
    explained = inside > 0.5 * stats[:, 4]
    speck = np.maximum(stats[:, 2], stats[:, 3]) < _SPECK * dpi
    kept = ~(explained | speck | _at_edge(stats, shape, _EDGE * dpi))
    kept[0] = False
    return np.asarray(kept, dtype=np.bool_)


def _at_edge(stats: Stats, shape: tuple[int, ...], margin: float) -> NDArray[np.bool_]:
    left, top = stats[:, 0], stats[:, 1]
    right, bottom = left + stats[:, 2], top + stats[:, 3]
    near = (stats[:, 3] > _TALLEST * margin / _EDGE) | (stats[:, 2] > _WIDEST * margin / _EDGE)
    near |= (
        (left < margin / 3)
        | (top < margin / 3)
        | (right > shape[1] - margin / 3)
        | (bottom > shape[0] - margin / 3)
    )
    return np.asarray(near, dtype=np.bool_)


def _joined(blots: Blots, kept: NDArray[np.bool_], dpi: float) -> list[SeenStroke]:
    """Join the kept blots that stand close together and return what is large enough to be drawn by hand."""
    labels = np.flatnonzero(kept)
    if not len(labels):
        return []
    groups = _groups(blots, kept, labels, dpi)
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order])) + 1
    strokes = [blots.stats[members] for members in np.split(labels[order], starts)]
    found = [_stroke(stats) for stats in strokes if _is_drawn(stats, dpi)]
    return sorted(found, key=lambda stroke: (stroke.box[1], stroke.box[0]))


def _groups(blots: Blots, kept: NDArray[np.bool_], labels: NDArray[np.intp], dpi: float) -> NDArray[np.int32]:
    """Return for each of the kept blots the number of the group that it stands in."""
    reach = max(3, round(_JOIN * dpi)) | 1
    x0, y0, x1, y1 = _frame(blots.stats[labels])
    loose = kept[blots.labels[y0:y1, x0:x1]].view(np.uint8)
    loose = np.pad(loose, reach)
    near = cv2.dilate(loose, np.ones((max(3, reach // 2 | 1), reach), np.uint8))
    groups = connected(np.asarray(near, dtype=np.uint8)).labels[reach:-reach, reach:-reach]
    rows, columns = _some_dots(blots, labels)
    return np.asarray(groups[rows - y0, columns - x0])


def _some_dots(blots: Blots, labels: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row and column of one dot of each blot, on its upper side; which one does not matter."""
    rows = blots.stats[labels, 1].astype(np.int64)
    lefts, widths = blots.stats[labels, 0].tolist(), blots.stats[labels, 2].tolist()
    columns = [
        left + int(np.argmax(blots.labels[row, left : left + width] == label))
        for label, row, left, width in zip(labels.tolist(), rows.tolist(), lefts, widths, strict=True)
    ]
    return rows, np.array(columns, dtype=np.int64)


def _frame(stats: Stats) -> PixelBox:
    """Return the box that holds all of some blots."""
    x0, y0 = int(stats[:, 0].min()), int(stats[:, 1].min())
    x1, y1 = int((stats[:, 0] + stats[:, 2]).max()), int((stats[:, 1] + stats[:, 3]).max())
    return (x0, y0, x1, y1)


def _is_drawn(stats: Stats, dpi: float) -> bool:
    return bool(np.maximum(stats[:, 2], stats[:, 3]).max() >= _LEAST_REACH * dpi)


def _stroke(stats: Stats) -> SeenStroke:
    x0, y0, x1, y1 = box = _frame(stats)
    return SeenStroke(box, float(stats[:, 4].sum()) / max(1, (x1 - x0) * (y1 - y0)))
