"""The writing of one place, cut out without its neighbours."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from support import paper
from support.paper import DPI, HEIGHT, WIDTH

from intake_daemon.model import Box, Word
from parsers.picture.crops import Crop, cut
from parsers.picture.ink import find_ink
from parsers.sheet import Gray

PLACE = (600, 1000, 1100, 1060)  #: in dots: a line to write on, with room above it


def share(dots: tuple[float, float, float, float]) -> Box:
    return (dots[0] / WIDTH, dots[1] / HEIGHT, dots[2] / WIDTH, dots[3] / HEIGHT)


def word(dots: tuple[int, int, int, int], confidence: float = 0.9) -> Word:
    return Word(text="neighbour", box=share(dots), confidence=confidence)


def cut_from(page: Image.Image, *words: Word, place: tuple[int, int, int, int] = PLACE) -> Crop | None:
    gray: Gray = np.asarray(page, dtype=np.uint8)
    return cut(gray, find_ink(gray), DPI, share(place), words)


def writing(page: Image.Image, *words: Word) -> Crop:
    crop = cut_from(page, *words)
    assert crop is not None
    return crop


def ink_at(crop: Crop, dots: tuple[int, int, int, int]) -> int:
    """How many dark dots a crop kept of a stretch of the page."""
    left, top, right, bottom = dots
    x, y = crop.box[0], crop.box[1]
    return int((crop.gray[max(0, top - y) : bottom - y, max(0, left - x) : right - x] < 128).sum())


def test_a_place_without_ink_gives_nothing() -> None:
    assert cut_from(paper.blank()) is None


def test_a_place_with_specks_alone_gives_nothing() -> None:
    page = paper.blank()
    for at in range(620, 1080, 60):
        ImageDraw.Draw(page).point((at, 1030 + at % 7), fill=0)

    assert cut_from(page) is None


def test_what_stands_in_the_place_is_kept_to_the_dot() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 640, 1008)

    crop = writing(page)

    before = int((np.asarray(page) < 128).sum())
    assert before == ink_at(crop, crop.box)
    assert written == pytest.approx(crop.inked, abs=4)  # a letter has white at its sides


def test_a_word_the_first_reader_saw_outside_the_place_is_painted_over() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 640, 1008)
    neighbour = paper.write(page, "Witness", 1105, 1008)

    crop = writing(page, word(neighbour))

    assert ink_at(crop, neighbour) == 0
    assert ink_at(crop, written) > 0


def test_a_word_inside_the_place_is_never_painted_over() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 640, 1008)

    assert ink_at(writing(page), written) == ink_at(writing(page, word(written)), written)


def test_a_word_that_may_be_no_word_paints_nothing_over() -> None:
    page = paper.blank()
    tail = paper.write(page, "ook", 1070, 1008)
    beyond = (1110, tail[1], 1140, tail[3])

    crop = writing(page, word(beyond, confidence=0.2))

    assert ink_at(crop, tail) == ink_at(writing(page), tail)


def test_blots_whose_middle_lies_outside_the_place_are_dropped() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 640, 1008)
    blot = (1104, 1010, 1122, 1040)
    ImageDraw.Draw(page).ellipse(blot, fill=0)

    crop = writing(page)

    assert ink_at(crop, blot) == 0
    assert ink_at(crop, written) > 0


def test_the_walls_of_a_box_are_not_writing() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 660, 1008)
    for x in (620, 1080):
        ImageDraw.Draw(page).line((x, 900, x, 1200), fill=0, width=3)

    crop = writing(page)

    assert ink_at(crop, (615, 900, 626, 1200)) == 0
    assert ink_at(crop, (1075, 900, 1086, 1200)) == 0
    assert ink_at(crop, written) > 0


def test_a_box_with_walls_and_nothing_in_it_is_empty() -> None:
    page = paper.blank()
    for x in (620, 1080):
        ImageDraw.Draw(page).line((x, 900, x, 1200), fill=0, width=3)

    assert cut_from(page) is None


def test_the_dots_of_a_line_to_write_on_are_not_writing() -> None:
    page = paper.blank()
    written = paper.write(page, "Fernbrook", 640, 1004)
    for x in range(610, 1090, 12):
        ImageDraw.Draw(page).rectangle((x, 1050, x + 2, 1052), fill=0)

    crop = writing(page)

    assert ink_at(crop, (600, 1048, 1100, 1056)) == 0
    assert ink_at(crop, written) > 0


def test_a_few_dots_between_figures_are_writing() -> None:
    page = paper.blank()
    written = paper.write(page, "10.20.30.40", 640, 1008)

    assert ink_at(writing(page), written) == int((np.asarray(page) < 128).sum())


def test_grey_paper_becomes_white_and_ink_stays_dark() -> None:
    page = Image.new("L", (WIDTH, HEIGHT), 205)
    written = paper.write(page, "Fernbrook", 640, 1008)

    crop = writing(page)

    assert int(np.median(crop.gray)) == 255
    assert ink_at(crop, written) > 0


SPOT = st.floats(-0.2, 1.2, allow_nan=False)
SHARE = st.floats(0.0, 1.0, allow_nan=False)


@given(
    left=SHARE,
    top=SHARE,
    wide=st.floats(0.001, 1.0),
    high=st.floats(0.001, 1.0),
    words=st.lists(st.tuples(SPOT, SPOT, SPOT, SPOT), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_no_place_on_or_over_the_edge_of_a_page_is_an_error(
    left: float, top: float, wide: float, high: float, words: list[Box]
) -> None:
    gray = np.full((110, 85), 255, dtype=np.uint8)
    gray[::9, ::4] = 0
    gray[40:60, 30:50] = 0
    place = (left, top, min(1.0, left + wide), min(1.0, top + high))
    beside = tuple(Word.model_construct(text="x", box=box, confidence=0.9, line=0) for box in words)

    crop = cut(gray, find_ink(gray), 10.0, place, beside)

    if crop is not None:
        x0, y0, x1, y1 = crop.box
        assert (y1 - y0, x1 - x0) == crop.gray.shape
        assert x0 <= crop.inked[0] < crop.inked[2] <= x1
        assert y0 <= crop.inked[1] < crop.inked[3] <= y1
