import cv2
import numpy as np

from parsers.picture.strokes import find_strokes

DPI = 204.0


def table(scribble: bool) -> np.ndarray:
    """A cell seven inches wide whose border nobody took for a rule, with or without a signature that touches it."""
    ink = np.zeros((2244, 1734), np.uint8)
    cv2.rectangle(ink, (120, 1800), (1620, 2000), 1, 2)
    if scribble:
        heights = (1960, 1880, 1985, 1890, 1999, 1900, 1960, 1940)
        curve = np.array([[(200 + 40 * number, y)] for number, y in enumerate(heights)], np.int32)
        cv2.polylines(ink, [curve], isClosed=False, color=1, thickness=3)
    return ink


def test_a_signature_that_touches_the_border_of_its_cell_is_not_lost_with_the_table() -> None:
    (stroke,) = find_strokes(table(scribble=True), DPI, (), [], [])
    left, top, right, bottom = stroke.box

    assert 190 <= left <= 210
    assert 470 <= right <= 490
    assert 1870 <= top <= 1890
    assert 1990 <= bottom <= 2001


def test_the_border_of_a_cell_is_no_stroke() -> None:
    assert find_strokes(table(scribble=False), DPI, (), [], []) == []
