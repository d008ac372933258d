"""Headings that say whose answers follow, and words that only look like labels or headings."""

import pytest
from support.drawn_pages import line, only_request, page, tick, values

from intake_daemon.model import Page, PageSource, Rule
from parsers.fields.labels import find_labels
from parsers.fields.misread import without_misread
from parsers.fields.page import laid_out
from parsers.fields.sections import Heading, find_headings
from parsers.fields.sheet import prepare

TITLE = (2.0, 0.5, "Authorization for Release of Records")
PATIENT = (0.7, 1.0, "Patient Name: Odette Marchbanks")
Text = tuple[float, float, str]


def headings(*texts: Text, rules: tuple[Rule, ...] = ()) -> list[Heading]:
    sheet = prepare(page(texts, rules=rules))
    return [heading for heading in find_headings(sheet, ()) if heading.place[1] > 0.8]


def names(*texts: Text, rules: tuple[Rule, ...] = ()) -> list[str]:
    return [heading.name for heading in headings(*texts, rules=rules)]


def labels(drawn: Page) -> list[str]:
    places, _ = laid_out(prepare(drawn))
    return [label.meaning.what for label in places.labels]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Information to be disclosed", "scope"),
        ("Information to be disclosed to:", "recipient"),
        ("Information to be disclosed from:", "discloser"),
        ("Records to be released to", "recipient"),
        ("Informacion que se divulgara a:", "recipient"),
    ],
)
def test_a_preposition_behind_a_heading_turns_what_into_whom(said: str, name: str) -> None:
    assert [name] == names((0.7, 2.0, said))


def test_a_preposition_that_goes_on_into_a_sentence_turns_nothing() -> None:
    (heading,) = headings((0.7, 2.0, "Information to be disclosed: to follow by separate letter"))

    assert heading.name == "scope"


def test_dates_of_service_from_are_no_discloser() -> None:
    said = names((0.7, 2.0, "Dates of service from"), (0.7, 2.3, "Dates of treatment to:"))

    assert not {"discloser", "recipient"} & set(said)


def test_from_and_to_far_apart_on_a_row_are_the_heads_of_two_columns() -> None:
    left, right = headings((0.7, 2.0, "From:"), (4.5, 2.0, "To:"))

    assert (left.name, right.name) == ("discloser", "recipient")
    assert left.right <= right.place[0]
    assert left.right > 2.0


def test_to_before_from_is_read_as_it_stands() -> None:
    assert names((0.7, 2.0, "To:"), (4.5, 2.0, "From:")) == ["recipient", "discloser"]


@pytest.mark.parametrize(
    ("texts", "rules"),
    [
        (((0.7, 2.0, "From:"), (1.9, 2.0, "To:")), ()),
        (((0.7, 2.0, "From:"), (4.5, 2.0, "To:")), (line(1.2, 3.5, 2.12), line(4.9, 7.5, 2.12))),
        (((0.7, 2.0, "From:"), (4.5, 2.0, "From:")), ()),
        (((0.7, 2.0, "From:"), (3.0, 2.0, "Through:"), (5.5, 2.0, "To:")), ()),
    ],
    ids=["close together", "with lines to write dates on", "the same twice", "among other words"],
)
def test_other_rows_with_from_and_to_are_no_heads_of_columns(
    texts: tuple[Text, ...], rules: tuple[Rule, ...]
) -> None:
    assert names(*texts, rules=rules) == []


def test_the_columns_of_from_and_to_say_whose_answers_stand_in_them() -> None:
    request = only_request(
        page(
            [
                TITLE,
                PATIENT,
                (0.7, 2.0, "From:"), (4.5, 2.0, "To:"),
                (0.7, 2.3, "Name: Otter Creek Hospital"), (4.5, 2.3, "Name: Larkspur Legal Aid LLP"),
                (0.7, 2.6, "Phone: (513) 555-0111"), (4.5, 2.6, "Phone: (614) 555-0119"),
            ]
        )
    )  # fmt: skip

    wanted = (
        "authorization.discloser",
        "authorization.recipient.organization",
        "authorization.recipient.phone",
    )
    assert values(request, *wanted) == dict(
        zip(wanted, ("Otter Creek Hospital", "Larkspur Legal Aid LLP", "+16145550119"), strict=True)
    )


def test_a_heading_begins_with_the_sentence_it_ends_places_to_fill_included() -> None:
    (heading,) = headings(
        (4.5, 2.0, "I authorize"), (6.4, 2.0, "to release my health information to:"),
        rules=(line(5.35, 6.38, 2.13),),
    )  # fmt: skip

    assert heading.name == "recipient"
    assert heading.run_left == pytest.approx(4.5, abs=0.01)
    assert heading.left < 4.5


def test_words_across_a_gap_with_nothing_to_fill_do_not_lead_to_a_heading() -> None:
    (heading,) = headings((0.7, 2.0, "Copies are free."), (4.5, 2.0, "Release information to:"))

    assert heading.run_left == pytest.approx(4.5, abs=0.01)


def test_what_was_written_behind_a_label_on_its_line_is_no_label() -> None:
    drawn = page(
        [TITLE, PATIENT, (0.7, 2.0, "Send to:"), (1.45, 2.0, "Patient")],
        rules=[line(1.35, 7.5, 2.13)],
    )

    request = only_request(drawn)

    assert request.fields["authorization.recipient.is_patient"].value is True
    assert request.fields["patient.name"].value == "Odette Marchbanks"


def test_a_printed_label_behind_a_short_line_stays_a_label() -> None:
    drawn = page(
        [TITLE, PATIENT, (0.7, 2.0, "Last name:"), (3.0, 2.0, "First name:")],
        rules=[line(1.5, 2.9, 2.13), line(3.9, 6.0, 2.13)],
    )

    assert {"last_name", "first_name"} <= set(labels(drawn))


def test_an_x_before_a_line_to_sign_on_is_its_label_and_a_stray_one_is_not() -> None:
    signing = page([TITLE, PATIENT, (0.7, 8.0, "X")], rules=[line(0.95, 4.0, 8.12)])
    stray = page([TITLE, PATIENT, (0.7, 8.0, "X"), (1.2, 8.0, "Laboratory reports")])

    assert "signature" in labels(signing)
    assert "signature" not in labels(stray)


def _identified(birth: str, source: PageSource = PageSource.OCR, *more: Text) -> Page:
    texts = [TITLE, (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.5, 1.0, f"{birth}: 03/04/1961"), *more]
    return page(texts, source=source, word_confidence=0.9)


def test_a_recognised_dos_beside_the_patients_name_is_the_dob() -> None:
    assert only_request(_identified("DOS")).fields["patient.dob"].value == "1961-03-04"


@pytest.mark.parametrize(
    "drawn",
    [
        _identified("DOS", PageSource.TEXT),
        _identified("DOS", PageSource.OCR, (0.7, 1.3, "Date of Birth: 05/06/1961")),
        page([TITLE, PATIENT, (0.7, 4.0, "DOS: 03/04/2021")], source=PageSource.OCR),
    ],
    ids=["in a text layer", "where another label asks for it", "far from the patient"],
)
def test_another_dos_is_what_it_says(drawn: Page) -> None:
    sheet = prepare(drawn)
    found = find_labels(sheet)

    assert found == without_misread(sheet, found)


def test_a_heading_whose_box_is_empty_while_its_alternative_is_ticked_asks_nobody() -> None:
    sheet = prepare(
        page(
            [(1.0, 2.0, "Release records to:"), (1.0, 2.3, "Obtain records from:")],
            marks=[tick(0.8, 2.0, False), tick(0.8, 2.3, True)],
        )
    )

    assert [heading.name for heading in find_headings(sheet, ())] == ["discloser"]
