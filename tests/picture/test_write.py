"""Whole pictures, of documents that were really read."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

import rules
from intake_daemon.picture.subject import Subject
from intake_daemon.picture.write import write_picture
from intake_daemon.pipeline.examine import Examiner
from parsers.options import ReadOptions
from parsers.readers import Readers

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"
OPTIONS = ReadOptions()

Look = Callable[[Path], Subject]


@pytest.fixture(scope="module")
def look() -> Iterator[Look]:
    """Read a file as `inspect` does."""
    with Readers(OPTIONS, workers=1) as readers:
        loaded = rules.load(rules.SHIPPED)
        examiner = Examiner(readers=readers, options=OPTIONS, workers=1, rules=loaded)

        @cache
        def subject(path: Path) -> Subject:
            seen = examiner.examine(path, None)
            return Subject(path.name, path, seen.report, seen.reading, loaded.policy.confidence.needed)

        yield subject


def text_of(file: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(file).pages]


def test_every_page_has_a_sheet_with_its_values_and_the_decision(look: Look, tmp_path: Path) -> None:
    fax = look(CORPUS / "fax-two-requests.pdf")

    written = write_picture([fax], tmp_path / "out.pdf", OPTIONS)
    sheets = text_of(tmp_path / "out.pdf")

    assert written == [tmp_path / "out.pdf"]
    assert len(sheets) == len(fax.pages) == 3
    assert f"Decision: {fax.report.requests[0].decision}" in sheets[0]
    assert "patient.dob" in sheets[1]
    assert all("fax-two-requests.pdf: page" in sheet for sheet in sheets)


def test_other_readings_of_a_place_are_listed_with_their_confidence(look: Look, tmp_path: Path) -> None:
    fax = look(CORPUS / "fax-two-requests.pdf")
    torn = next(field for field in fax.report.requests[0].fields.values() if field.state == "conflicting")

    write_picture([fax], tmp_path / "out.pdf", OPTIONS)
    text = "\n".join(text_of(tmp_path / "out.pdf"))

    assert torn.alternatives
    assert all(f"({other['confidence']:.2f})" in text for other in torn.alternatives)


def test_a_mail_shows_its_own_words_and_its_attachments(look: Look, tmp_path: Path) -> None:
    write_picture([look(CORPUS / "mail-attorney.eml")], tmp_path / "out.pdf", OPTIONS)
    sheets = text_of(tmp_path / "out.pdf")

    assert "please find attached" in " ".join(sheets[0].split())
    assert len(sheets) == 3


def test_several_sheets_as_png_are_numbered_and_one_is_not(look: Look, tmp_path: Path) -> None:
    one, two = look(CORPUS / "mail-status.eml"), look(CORPUS / "mail-bounce.eml")

    alone = write_picture([one], tmp_path / "one.png", OPTIONS)
    both = write_picture([one, two], tmp_path / "both.png", OPTIONS)

    assert [file.name for file in alone + both] == ["one.png", "both-1.png", "both-2.png"]
    with Image.open(alone[0]) as image:
        assert image.width > image.height > 500


def test_a_file_that_cannot_be_read_has_a_sheet_that_says_why(look: Look, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing more")

    write_picture([look(broken)], tmp_path / "out.pdf", OPTIONS)

    assert "cannot be read (corrupt)" in " ".join(text_of(tmp_path / "out.pdf")[0].split())


def test_without_its_picture_a_page_still_shows_its_words(look: Look, tmp_path: Path) -> None:
    fax = look(CORPUS / "digital-complete.pdf")
    lost = tmp_path / "digital-complete.pdf"
    lost.write_bytes(b"%PDF-1.7\nnothing more")

    write_picture(
        [Subject(fax.name, lost, fax.report, fax.reading, fax.needed)], tmp_path / "out.pdf", OPTIONS
    )
    text = text_of(tmp_path / "out.pdf")[0]

    assert "there is no picture of it" in " ".join(text.split())
    assert sum(word.text in text for word in fax.pages[0].words) > 0.9 * len(fax.pages[0].words)
