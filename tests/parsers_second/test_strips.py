import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.second.rulings import without_rulings
from parsers.second.strips import lines_of
from parsers.sheet import Gray


def paper(width: int = 420, height: int = 60) -> Gray:
    return np.full((height, width), 255, dtype=np.uint8)


def lettered(picture: Gray, text: str, left: int, top: int, size: int = 28) -> Gray:
    image = Image.fromarray(picture)
    ImageDraw.Draw(image).text((left, top), text, 0, font=ImageFont.load_default(size))
    return np.array(image)


def ink_of(picture: Gray) -> int:
    return int((picture < 128).sum())


def test_a_box_around_words_goes_and_the_words_stay() -> None:
    words = lettered(paper(), "Ivy Hill", 20, 14)
    boxed = words.copy()
    cv2.rectangle(boxed, (6, 6), (412, 54), 0, 2)

    cleaned = without_rulings(boxed).gray

    assert ink_of(cleaned) == pytest.approx(ink_of(words), rel=0.02)


def test_a_ruling_goes_and_what_hangs_through_it_stays() -> None:
    words = lettered(paper(), "gypsy jury", 20, 14)
    ruled = words.copy()
    ruled[42:44] = 0

    cleaned = without_rulings(ruled).gray

    assert ink_of(cleaned) == pytest.approx(ink_of(words), rel=0.06)


def test_tall_letters_are_no_bars() -> None:
    words = lettered(paper(), "Calloway Hall", 20, 10, size=34)
    boxed = words.copy()
    cv2.rectangle(boxed, (4, 12), (415, 46), 0, 2)

    cleaned = without_rulings(boxed)

    assert ink_of(cleaned.gray) > 0.9 * ink_of(words)


def test_the_bars_of_a_comb_are_found_and_its_letters_drawn_together() -> None:
    comb = paper(width=8 * 40 + 20)
    for number, letter in enumerate("03041961"):
        cv2.rectangle(comb, (10 + 40 * number, 8), (50 + 40 * number, 52), 0, 2)
        comb = lettered(comb, letter, 22 + 40 * number, 13)

    ((piece,),) = lines_of(comb)

    assert len(without_rulings(comb).bars) == 9
    assert piece.strip.shape[1] < 0.75 * 48 / 30 * comb.shape[1]


def test_lines_that_reach_into_each_other_are_told_apart() -> None:
    two = lettered(lettered(paper(height=80), "jiggly gypsy", 20, 8), "Tall Hill", 20, 36)

    assert len(lines_of(two)) == 2


def test_a_leaning_line_stays_one_line() -> None:
    words = lettered(paper(height=110), "a line of some words that leans", 10, 40, size=24)
    turned = cv2.warpAffine(words, cv2.getRotationMatrix2D((210, 55), 4, 1), (420, 110), borderValue=255)

    assert len(lines_of(np.asarray(turned, dtype=np.uint8))) == 1


def test_what_the_crop_cut_off_its_neighbours_is_not_read() -> None:
    picture = lettered(paper(height=70), "Ada Crane", 20, 18)
    picture = lettered(picture, "the line above", 20, -19)
    picture = lettered(picture, "the line below", 20, 57)

    assert len(lines_of(picture)) == 1


def test_a_long_line_is_cut_between_words_and_keeps_its_places() -> None:
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    (line,) = lines_of(lettered(paper(width=1600), words, 10, 14))
    places = np.concatenate([piece.places for piece in line])

    assert len(line) > 1
    assert (np.diff(places) >= 0).all()
    assert max(piece.strip.shape[1] for piece in line) <= 1280


@pytest.mark.parametrize("specks", [0, 40])
def test_dirt_alone_is_no_writing(specks: int) -> None:
    picture = paper()
    random = np.random.default_rng(5)
    for x, y in zip(random.integers(0, 420, specks), random.integers(0, 60, specks), strict=True):
        picture[y : y + 1, x : x + 2] = 0

    assert lines_of(picture) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (400, 3), (60, 60)])
def test_no_shape_of_crop_breaks_it(shape: tuple[int, int]) -> None:
    for shade in (0, 255):
        lines_of(np.full(shape, shade, dtype=np.uint8))


def test_a_picture_of_noise_gives_a_bounded_number_of_lines() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (900, 600)).astype(np.uint8)

    assert len(lines_of(noise)) <= 8
