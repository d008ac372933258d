import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.options import ReadOptions
from parsers.second import Grammar, SecondReader, open_second
from parsers.sheet import Gray


def crop(*lines: str, size: int = 34) -> Gray:
    font = ImageFont.load_default(size)
    width = round(max(font.getlength(line) for line in lines)) + 30
    picture = Image.new("L", (width, len(lines) * round(1.5 * size) + 20), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((15, 8 + number * 1.5 * size), line, 0, font=font)
    return np.asarray(picture, dtype=np.uint8)


@pytest.fixture(scope="module")
def second() -> SecondReader:
    opened = open_second(ReadOptions())
    assert opened is not None
    return opened


@pytest.mark.parametrize(
    ("text", "grammar"),
    [
        ("Lucia Pena-O'Dell", Grammar.NAME),
        ("03/04/1961", Grammar.DATE),
        ("12 de enero de 2021", Grammar.DATE),
        ("01/02/2020 to present", Grammar.PERIOD),
        ("(513) 555-0143 ext. 12", Grammar.PHONE),
        ("8214406", Grammar.DIGITS),
        ("WC-2024-00317", Grammar.IDENTIFIER),
        ("d.crane@post.example", Grammar.EMAIL),
        ("45991-1234", Grammar.ZIP),
        ("218 Larkspur Road, Cedar Hollow", Grammar.FREE),
    ],
)
def test_clean_type_is_read_as_it_stands(second: SecondReader, text: str, grammar: Grammar) -> None:
    ((glimpse,),) = second.read([(crop(text), grammar)])

    assert text == glimpse.text
    assert glimpse.fits
    assert glimpse.confidence > 0.5


def test_each_line_of_a_crop_is_read_by_itself_from_the_top(second: SecondReader) -> None:
    (lines,) = second.read([(crop("Naomi Fairbanks", "218 Larkspur Road", "Cedar Hollow"), Grammar.FREE)])

    assert [line.text for line in lines] == ["Naomi Fairbanks", "218 Larkspur Road", "Cedar Hollow"]


def test_letters_stand_where_they_were_drawn(second: SecondReader) -> None:
    ((glimpse,),) = second.read([(crop("HH          HH"), Grammar.FREE)])
    places = [place for letter, _, place in glimpse.letters if letter == "H"]

    assert len(places) == 4
    assert places[1] < 0.35
    assert places[2] > 0.65


@pytest.mark.parametrize("degrees", [4, -4])
def test_a_line_that_was_written_uphill_or_downhill_is_read(second: SecondReader, degrees: float) -> None:
    words = np.pad(crop("218 Larkspur Road"), ((40, 40), (10, 10)), constant_values=255)
    turn = cv2.getRotationMatrix2D((words.shape[1] / 2, words.shape[0] / 2), degrees, 1)
    leaning = cv2.warpAffine(words, turn, words.shape[::-1], borderValue=255)

    ((glimpse,),) = second.read([(np.asarray(leaning, dtype=np.uint8), Grammar.FREE)])

    assert glimpse.text == "218 Larkspur Road"


def test_what_is_no_date_is_given_as_it_stands_without_confidence(second: SecondReader) -> None:
    ((glimpse,),) = second.read([(crop("see attached"), Grammar.DATE)])

    assert glimpse.text == "see attached"
    assert not glimpse.fits
    assert glimpse.confidence <= 0.3


def test_an_empty_place_gives_nothing_beside_a_written_one(second: SecondReader) -> None:
    blank = np.full((60, 300), 255, dtype=np.uint8)

    empty, (written,) = second.read([(blank, Grammar.NAME), (crop("Ada"), Grammar.NAME)])

    assert empty == ()
    assert written.text == "Ada"


def test_switched_off_there_is_no_second_reader() -> None:
    assert open_second(ReadOptions(second=False)) is None
