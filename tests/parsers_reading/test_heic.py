"""HEIC photographs, as telephones take them."""

import struct

import pytest
from support import paper
from support.photographs import heic

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.reading import PageReader


def with_size(content: bytes, width: int, height: int) -> bytes:
    """The file with another size written into it (ISO/IEC 23008-12, the box "ispe")."""
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def refusal(reader: PageReader, content: bytes) -> Unreadable:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(content)
    return caught.value.kind


def test_a_photograph_is_read(reader: PageReader) -> None:
    (page,) = reader.read(heic(paper.typed_letter())).pages
    assert "complete medical record" in page.text()


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_the_orientation_mark_is_obeyed_once(reader: PageReader, orientation: int, turn: int) -> None:
    content = heic(paper.typed_letter().rotate(turn, expand=True), orientation=orientation)
    (page,) = reader.read(content).pages
    assert "complete medical record" in page.text()
    assert page.height > page.width
    assert page.rotation == 0


def test_pictures_taken_in_a_row_are_pages(reader: PageReader) -> None:
    second = paper.blank()
    paper.write(second, "This is the second page of the letter.", 200, 400, 14)
    pages = reader.read(heic(paper.typed_letter(), second)).pages
    assert ["second page" in page.text() for page in pages] == [False, True]


def test_absurd_dimensions_are_refused_before_anything_is_decoded(reader: PageReader) -> None:
    content = with_size(heic(paper.typed_letter()), 60_000, 60_000)
    assert refusal(reader, content) in (Unreadable.TOO_LARGE, Unreadable.CORRUPT)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_corrupt(reader: PageReader, share: float) -> None:
    content = heic(paper.typed_letter())
    assert refusal(reader, content[: int(len(content) * share)]) == Unreadable.CORRUPT
