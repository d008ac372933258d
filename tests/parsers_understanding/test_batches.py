"""Faxes of several requests: each gets its own pages, and two patients are never one request unasked."""

import pytest
from support.drawn_pages import line, page, understood

from benchmarks.splitting import judge, take_apart
from fixtures.draw.batches import Batch, batches
from intake_daemon.model import Code, Method, Page
from parsers.options import ReadOptions
from parsers.reading import PageReader

SEPARATOR = page([(3, 4, "PATCHT")]).model_copy(
    update={"codes": (Code(text="PATCHT", kind="Code128", box=(0.3, 0.3, 0.7, 0.4)),)}
)


@pytest.fixture(scope="module")
def reader() -> PageReader:
    return PageReader(ReadOptions())


def form(
    number: int, name: str, born: str, *, title: str = "Authorization to release records", sign: bool = True
) -> Page:
    """A form with the patient's name and birth date, and a line to sign."""
    texts = [
        (0.7, 0.5, title),
        (0.7, 1.5, f"Patient name: {name}"),
        (0.7, 2.0, f"Date of birth: {born}"),
        (0.7, 2.5, "Address: 12 Elm Street"),
        (0.7, 3.0, "Phone: (518) 555-0142"),
        (0.7, 3.5, "Medical record number: 884512"),
    ]
    if sign:
        texts.append((0.7, 9.0, "Signature of patient:"))
    return page(texts, rules=[line(2.5, 6, 9.1)], number=number)


def groups(*pages: Page) -> list[tuple[int, ...]]:
    return [request.pages for request in understood(*pages).requests]


@pytest.mark.parametrize("batch", batches(), ids=lambda batch: batch.name)
def test_a_batch_is_taken_apart_or_a_person_is_asked(reader: PageReader, batch: Batch) -> None:
    score = judge(batch, take_apart(batch.pdf(), reader))
    assert not score.mixed
    assert score.right
    assert score.doubted or not batch.doubted


def test_a_separator_is_no_request_and_parts_what_nothing_else_would() -> None:
    first, second = form(1, "Jane Doe", "3/4/1961"), form(3, "Jane Doe", "3/4/1961", title="Second request")
    sheet = SEPARATOR.model_copy(update={"number": 2})
    assert groups(first, sheet, second) == [(1,), (3,)]
    assert groups(sheet.model_copy(update={"number": 1}), form(2, "Jane Doe", "3/4/1961")) == [(2,)]


def test_a_form_that_bears_a_separator_s_code_is_kept() -> None:
    words = [(0.7, 1 + number * 0.2, "words of a long letter about nothing at all") for number in range(12)]
    letter = page(words, number=2).model_copy(update={"codes": SEPARATOR.codes})
    assert groups(form(1, "Jane Doe", "3/4/1961"), letter) == [(1,), (2,)]


def test_any_other_code_parts_nothing_and_is_no_value() -> None:
    code = Code(text="RX-99120", kind="Code128", box=(0.1, 0.1, 0.4, 0.2))
    second = page([(0.7, 1, "Thank you for your help.")], number=2).model_copy(update={"codes": (code,)})
    (request,) = understood(form(1, "Jane Doe", "3/4/1961"), second).requests
    assert request.pages == (1, 2)
    assert all("99120" not in str(field.value) for field in request.fields.values())


def test_a_code_that_says_a_value_again_is_evidence_for_it() -> None:
    code = Code(text="884512", kind="Code128", box=(0.1, 0.1, 0.4, 0.2))
    (request,) = understood(form(1, "Jane Doe", "3/4/1961").model_copy(update={"codes": (code,)})).requests
    number = request.fields["patient.mrn"]
    assert number.value == "884512"
    assert [item.method for item in number.evidence][-1] is Method.BARCODE


def test_a_form_without_a_known_title_for_another_birth_date_is_another_request() -> None:
    assert groups(form(1, "Jane Doe", "3/4/1961"), form(2, "Amos Reed", "7/19/1984", title="My wishes")) == [
        (1,),
        (2,),
    ]


def test_a_birth_date_that_may_be_misread_asks_a_person_and_parts_nothing() -> None:
    first = form(1, "Jane Doe", "3/4/1961", sign=False)
    (request,) = understood(first, form(2, "Jane Doe", "3/4/1967", title="Continued")).requests
    assert "the pages give more than one birth date for the patient" in request.doubts


def test_a_later_page_that_names_a_representative_stays_with_its_form() -> None:
    first = form(1, "Jane Doe", "3/4/1961", sign=False)
    second = page(
        [(0.7, 0.5, "Terms"), (0.7, 8.0, "Printed name: Odessa Doe"), (0.7, 9.0, "Signature of patient:")],
        rules=[line(2.5, 6, 9.1)],
        number=2,
    )
    assert groups(first, second) == [(1, 2)]


def test_a_signature_page_before_its_form_is_given_back_and_doubted() -> None:
    whole = form(1, "Amos Reed", "7/19/1984")
    last = page(
        [(0.7, 0.5, "Terms"), (0.7, 9.0, "Signature of patient:")], rules=[line(2.5, 6, 9.1)], number=2
    )
    first = form(3, "Jane Doe", "3/4/1961", sign=False)
    requests = understood(whole, last, first).requests
    assert [request.pages for request in requests] == [(1,), (2, 3)]
    assert all("the pages may be out of order" in request.doubts for request in requests)


def test_a_card_between_two_forms_goes_to_the_one_with_its_birth_date() -> None:
    card = page([(2, 3, "DRIVER LICENSE"), (2, 3.3, "DOB: 07/19/1984")], number=2)
    pages = form(1, "Jane Doe", "3/4/1961"), card, form(3, "Amos Reed", "7/19/1984")
    assert groups(*pages) == [(1,), (2, 3)]
