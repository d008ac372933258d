"""The pictures of pages, made after reading, fit the boxes that reading gave."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support import paper

from intake_daemon.model import Page
from parsers.options import ReadOptions
from parsers.pictures import picture_pages
from parsers.reading import PageReader

LETTER = paper.typed_letter()
SENT = {
    "straight": paper.as_fax([LETTER]),
    "upside down": paper.as_fax([LETTER.rotate(180)]),
    "at an angle": paper.as_fax([LETTER.rotate(-1.5, fillcolor=255)]),
    "upside down and at an angle": paper.as_fax([LETTER.rotate(181.5, fillcolor=255)]),
    "sideways": paper.as_png(LETTER.rotate(90, expand=True)),
    "sideways the other way, at an angle": paper.as_png(LETTER.rotate(271.5, expand=True, fillcolor=255)),
    "scanned": paper.as_scan_pdf([LETTER.rotate(1.0, fillcolor=255)], rotate=180),
}


def pictures(content: bytes, pages: tuple[Page, ...], folder: Path) -> dict[int, Path]:
    source = folder / "document"
    source.write_bytes(content)
    return picture_pages(source, folder, pages, ReadOptions())


def ink_in_words(file: Path, page: Page) -> float:
    """The share of a picture's ink that lies in the boxes of words."""
    with Image.open(file) as image:
        dark = np.asarray(image) < 128
    inside = np.zeros_like(dark)
    rows, columns = dark.shape
    for word in page.words:
        x0, y0, x1, y1 = word.box
        inside[
            round(y0 * rows) - 1 : round(y1 * rows) + 2, round(x0 * columns) - 1 : round(x1 * columns) + 2
        ] = True
    return float((dark & inside).sum() / dark.sum())


@pytest.mark.parametrize("way", SENT)
def test_boxes_sit_on_their_words_however_the_page_came(way: str, reader: PageReader, tmp_path: Path) -> None:
    pages = reader.read(SENT[way]).pages

    files = pictures(SENT[way], pages, tmp_path)

    assert len(pages[0].words) > 200
    assert ink_in_words(files[1], pages[0]) > 0.97


def test_a_picture_has_the_size_its_page_was_read_with(reader: PageReader, tmp_path: Path) -> None:
    pages = reader.read(SENT["sideways"]).pages

    with Image.open(pictures(SENT["sideways"], pages, tmp_path)[1]) as image:
        shape = image.width / image.height

    assert shape == pytest.approx(pages[0].width / pages[0].height, abs=0.001)


def test_a_page_that_cannot_be_drawn_is_missing_and_the_others_are_there(
    reader: PageReader, tmp_path: Path
) -> None:
    two = reader.read(paper.as_fax([LETTER, LETTER])).pages

    found = pictures(SENT["straight"], two, tmp_path)
    (tmp_path / "broken").mkdir()
    none = pictures(b"%PDF-1.7\nnothing more", two, tmp_path / "broken")

    assert list(found) == [1]
    assert none == {}


def test_the_text_of_a_mail_has_no_picture(reader: PageReader, tmp_path: Path) -> None:
    text = b"Please send the records.\n"

    assert pictures(text, reader.read(text).pages, tmp_path) == {}
