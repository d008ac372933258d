"""Drawn pages through both readers: what they agree on is surer, and hands are read that one reader cannot."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from support import paper
from support.paper import DPI

from intake_daemon.model import Channel, FieldValue, Page, PageSource, Reading, Reread, State, Word
from parsers.options import Context, ReadOptions
from parsers.reading import PageReader
from parsers.second import SecondReader, open_second
from parsers.second_look import look_again
from parsers.understanding import understand

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"
CONTEXT = Context(channel=Channel.FAX, received_on=date(2026, 11, 2))
ANSWERS = {
    "Patient Name:": "Odette Marchbanks",
    "Date of Birth:": "03/04/1961",
    "Telephone:": "(513) 555-0182",
    "Medical Record Number:": "4471903",
    "Purpose:": "Insurance claim",
}
READ = {
    "patient.name": "Odette Marchbanks",
    "patient.dob": "1961-03-04",
    "patient.phone": "+15135550182",
    "patient.mrn": "4471903",
    "authorization.purpose": "Insurance claim",
}


@pytest.fixture(scope="module")
def alone() -> PageReader:
    """Read with the second reader switched off."""
    return PageReader(ReadOptions(second=False))


@pytest.fixture(scope="module")
def second() -> SecondReader:
    opened = open_second(ReadOptions())
    assert opened is not None
    return opened


def typed_form() -> bytes:
    sheet = paper.blank()
    paper.write(sheet, "Authorization for Release of Medical Records", 500, 150, 15)
    for at, (label, answer) in enumerate(ANSWERS.items()):
        top = 320 + 110 * at
        ends = paper.write(sheet, label, 180, top)[2]
        paper.write(sheet, answer, ends + 40, top)
        paper.line(sheet, ends + 20, top + 44, 1500)
    for at, text in enumerate(paper.LETTER):
        paper.write(sheet, text, 180, 1100 + 60 * at)
    return paper.as_fax([sheet])


def fields(reading: Reading) -> dict[str, FieldValue]:
    (request,) = understand(reading, CONTEXT).requests
    return dict(request.fields)


@pytest.fixture(scope="module")
def read_twice(reader: PageReader) -> Reading:
    return reader.read(typed_form())


@pytest.fixture(scope="module")
def read_once(alone: PageReader) -> Reading:
    return alone.read(typed_form())


def test_the_places_of_values_are_read_again_and_nothing_else(read_twice: Reading) -> None:
    (page,) = read_twice.pages

    said = {" ".join(word.text for word in item.words) for item in page.rereads}

    assert set(ANSWERS.values()) == said


def test_what_was_read_again_stands_where_it_was_printed(read_twice: Reading) -> None:
    (page,) = read_twice.pages
    first = {word.text: word.box for word in page.words}
    again = {word.text: word.box for item in page.rereads for word in item.words}

    assert again["Odette"] == pytest.approx(first["Odette"], abs=0.01)
    assert again["4471903"] == pytest.approx(first["4471903"], abs=0.01)


def test_typed_values_that_both_readers_see_alike_are_surer_than_with_one(
    read_twice: Reading, read_once: Reading
) -> None:
    both, one = fields(read_twice), fields(read_once)

    assert {name: both[name].value for name in READ} == READ
    assert {name: one[name].value for name in READ} == READ
    assert all(both[name].confidence >= one[name].confidence for name in READ)
    assert sum(both[name].confidence for name in READ) > sum(one[name].confidence for name in READ)


def test_switched_off_nothing_is_read_again(read_once: Reading) -> None:
    assert [page.rereads for page in read_once.pages] == [()]


def test_a_hand_is_read_right_where_one_reader_is_unsure_or_wrong(
    reader: PageReader, alone: PageReader
) -> None:
    fax = (CORPUS / "fax-handwritten.tif").read_bytes()
    expected = json.loads((CORPUS.parent / "expected.json").read_text())
    (truth,) = next(entry["requests"] for entry in expected if entry["file"] == "fax-handwritten.tif")
    both, one = fields(reader.read(fax)), fields(alone.read(fax))
    wanted = ("patient.dob", "patient.phone", "scope.start", "authorization.recipient.address")

    assert {name: truth["fields"][name] for name in wanted} == {name: both[name].value for name in wanted}
    assert truth["fields"]["patient.name"] == both["patient.name"].value
    assert truth["fields"]["authorization.recipient.address"] != one["authorization.recipient.address"].value
    assert one["patient.dob"].confidence < 0.9 <= both["patient.dob"].confidence


def _page(source: PageSource, *, blank: bool = False) -> Page:
    words = (Word(text="Patient", box=(0.1, 0.1, 0.2, 0.12)),)
    return Page(
        part="0", number=1, part_page=1, width=8.5, height=11.0, source=source, words=words, blank=blank
    )


@pytest.mark.parametrize(
    "page",
    [
        _page(PageSource.TEXT),
        _page(PageSource.PLAIN),
        _page(PageSource.OCR, blank=True),
        _page(PageSource.OCR),
    ],
)
def test_a_page_without_a_recognised_value_is_given_back_as_it_is(page: Page, second: SecondReader) -> None:
    gray = np.full((2244, 1734), 255, dtype=np.uint8)

    assert page == look_again(page, gray, DPI, second)


def test_a_form_with_nothing_filled_in_has_nothing_to_read_again(reader: PageReader) -> None:
    sheet = paper.blank()
    paper.write(sheet, "Authorization for Release of Medical Records", 500, 150, 15)
    for at, label in enumerate(ANSWERS):
        ends = paper.write(sheet, label, 180, 320 + 110 * at)[2]
        paper.line(sheet, ends + 20, 364 + 110 * at, 1500)

    (page,) = reader.read(paper.as_fax([sheet])).pages

    assert [item for item in page.rereads if item.words] == []
    assert State.ABSENT is fields(Reading(pages=(page,)))["patient.dob"].state


def test_what_was_read_again_survives_the_way_to_the_parent_process_and_the_database(
    read_twice: Reading,
) -> None:
    assert read_twice == Reading.model_validate_json(read_twice.model_dump_json())


def test_a_page_stored_before_places_were_read_again_still_opens() -> None:
    stored = _page(PageSource.OCR).model_dump(mode="json")
    del stored["rereads"]

    assert _page(PageSource.OCR) == Page.model_validate(stored)


def test_a_reread_that_saw_no_writing_has_no_words_and_none_can_be_added() -> None:
    nothing = Reread(box=(0.1, 0.1, 0.2, 0.2))

    assert nothing.words == ()
    with pytest.raises(ValidationError):
        nothing.words = (Word(text="late", box=(0.1, 0.1, 0.2, 0.2)),)  # type: ignore[misc]
