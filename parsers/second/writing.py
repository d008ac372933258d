"""Finds the lines of writing in a crop: which blots are letters, which line each belongs to, which are dirt."""

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.sheet import Ink

_LEAST_HEIGHT = 6  # dots; lower ink is no letter
_SPECK = 3  # dots; an ink spot that counts has more
_DOT = 0.4  # of a letter's height: what is smaller may be a full stop, or dirt
_FLAT = 0.2  # of a letter's height: what is lower may be a hyphen, or what is left of a ruling
_NEAR = 0.7  # of a letter's height: stops, accents and hyphens are as near to a letter
_APART = 0.5  # of a letter's height: between the middles of two lines' letters lies more
_TALL = 0.75  # of a letter's height: a line has something as high
_CUT = 0.5  # of a line's blots touch the edge: the crop cut it off

_MOST_LINES = 8  # a place that holds a value has no more; a picture of noise has many

_Boxes = NDArray[np.int32]  # blots × (left, top, width, height, dots)


def lines_of_ink(ink: Ink) -> list[Ink]:
    """For each line of writing, from the top, a picture of its ink alone.

    Letters are put together by the height they stand at, so that lines may lean and reach into each other.
    """
    _, found, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    labels, boxes = np.asarray(found, dtype=np.int32), np.asarray(stats, dtype=np.int32)
    letters, high = _letters(boxes)
    if not letters.any():
        return []
    line_of = np.zeros(len(boxes), dtype=np.int32)
    line_of[letters] = 1 + _clustered(_middles(boxes[letters]), _APART * high)
    _dissolve(line_of, boxes, high, ink.shape[0])
    _add_small(line_of, labels, boxes, high)
    numbers = np.unique(line_of[line_of > 0])[:_MOST_LINES]
    return [np.asarray((line_of == number)[labels], dtype=np.uint8) for number in numbers]


def _dissolve(line_of: NDArray[np.int32], boxes: _Boxes, high: float, rows: int) -> None:
    """Take the number from lines that are none: stops and accents, and what the crop cut off its neighbours."""
    numbers = [int(number) for number in np.unique(line_of[line_of > 0])]
    real = [number for number in numbers if _is_whole(boxes[line_of == number], high, rows)]
    widest = max(numbers, key=lambda number: int(boxes[line_of == number, cv2.CC_STAT_WIDTH].sum()))
    line_of[~np.isin(line_of, real or [widest])] = 0


def _is_whole(line: _Boxes, high: float, rows: int) -> bool:
    tops, heights = line[:, cv2.CC_STAT_TOP], line[:, cv2.CC_STAT_HEIGHT]
    touching = float(((tops == 0) | (tops + heights == rows)).mean())
    return touching <= _CUT and bool(heights.max() >= _TALL * high)


def _letters(boxes: _Boxes) -> tuple[NDArray[np.bool_], float]:
    """Which blots are surely letters, and how high a letter is."""
    heights = boxes[:, cv2.CC_STAT_HEIGHT]
    big = (heights >= _LEAST_HEIGHT) & (boxes[:, cv2.CC_STAT_AREA] > _SPECK)
    big[0] = False
    if not big.any():
        return big, 0.0
    high = float(np.median(heights[big]))
    widths = boxes[:, cv2.CC_STAT_WIDTH]
    return big & (heights >= _FLAT * high) & (np.maximum(heights, widths) >= _DOT * high), high


def _middles(boxes: _Boxes) -> NDArray[np.float64]:
    return np.asarray(boxes[:, cv2.CC_STAT_TOP] + boxes[:, cv2.CC_STAT_HEIGHT] / 2, dtype=np.float64)


def _clustered(middles: NDArray[np.float64], apart: float) -> NDArray[np.int32]:
    """Number heights from the top; a new number begins where none lies for a while."""
    order = np.argsort(middles)
    numbers = np.zeros(len(middles), dtype=np.int32)
    numbers[order[1:]] = np.cumsum(np.diff(middles[order]) > apart)
    return numbers


def _add_small(line_of: NDArray[np.int32], labels: NDArray[np.int32], boxes: _Boxes, high: float) -> None:
    """Give stops, accents and hyphens to the line of the letter beside them; what has none is dirt."""
    reach = max(1, round(_NEAR * high))
    for number in range(1, len(boxes)):
        left, top, width, height, dots = (int(value) for value in boxes[number])
        if line_of[number] or dots <= _SPECK:
            continue
        around = labels[
            max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach
        ]
        beside = line_of[np.unique(around)]
        beside = beside[beside > 0]
        if len(beside):
            line_of[number] = (
                beside.min() if len(set(beside)) == 1 else _nearest(line_of, boxes, beside, number)
            )


def _nearest(line_of: NDArray[np.int32], boxes: _Boxes, lines: NDArray[np.int32], blot: int) -> int:
    middles = _middles(boxes)
    return int(
        min(set(lines.tolist()), key=lambda line: abs(middles[line_of == line].mean() - middles[blot]))
    )
