"""Where a label's answer stands: on the line over it, in its cell, behind a supposed box, in three boxes."""

import pytest
from support.drawn_pages import box_around, line, only_request, page, tick, values

from intake_daemon.model import PageSource
from parsers.fields.cells import between_lines, next_line_below
from parsers.fields.labels import find_labels
from parsers.fields.sheet import prepare

TITLE = (2.0, 0.5, "Authorization for Release of Records")


def test_labels_under_the_lines_of_one_big_box_take_what_stands_over_them() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.9, 1.20, "Odette Marchbanks"), (4.6, 1.20, "03/04/1961"),
                (1.4, 1.42, "Patient Name"), (4.7, 1.42, "Birth Date"),
                (0.9, 1.72, "Brackenfield Mutual Insurance"), (4.6, 1.72, "(614) 555-0119"),
                (1.1, 1.94, "Facility/Person to Receive Records"), (4.8, 1.94, "Phone"),
            ],
            rules=[
                *box_around(0.5, 1.0, 8.0, 2.4),
                line(0.7, 3.9, 1.36), line(4.4, 6.4, 1.36), line(0.7, 3.9, 1.88), line(4.4, 6.4, 1.88),
            ],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "patient.phone") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "patient.phone": None,
    }


def test_a_bracket_taken_for_a_box_to_tick_does_not_end_the_line() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.3, "Phone Number:"), (1.9, 1.3, "(614) 555-0119"),
            ],
            rules=[line(1.75, 4.4, 1.44)],
            marks=[tick(1.77, 1.31, None)],
        )
    )  # fmt: skip

    assert request.fields["patient.phone"].value == "+16145550119"


def test_a_speck_behind_a_colon_leaves_the_label_a_label() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Last Name: Marchbanks"), (3.0, 1.0, "First Name: Odette"),
                (5.4, 1.0, "Middle Initial:,"), (7.0, 1.0, "B"),
                (0.7, 1.3, "Date of Birth: 03/04/1961"),
            ],
            source=PageSource.OCR,
        )
    )  # fmt: skip

    assert request.fields["patient.name"].value == "Odette B Marchbanks"


def test_running_text_about_the_patient_asks_for_no_name() -> None:
    sheet = prepare(
        page(
            [
                TITLE,
                (0.7, 2.0, "medication list and any known specialists caring for the patient:"),
                (0.7, 2.3, "mi disease, acquired"),
            ]
        )
    )

    assert [label.meaning.what for label in find_labels(sheet)] == []


def test_the_sentence_that_begins_before_the_line_is_not_in_the_name() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "General Release of Information"),
                (0.55, 1.2, "I,"), (0.8, 1.2, "Odette Marchbanks"), (5.2, 1.2, "03-04-1961"),
                (4.8, 1.28, ","),
                (2.0, 1.42, "(Name of Client)"), (5.5, 1.42, "(Date of Birth)"),
            ],
            rules=[line(0.6, 4.9, 1.34), line(5.1, 7.5, 1.34)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
    }


def test_labels_in_cells_of_long_lines_take_what_stands_under_them() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.6, 1.05, "Patient Name"), (0.6, 1.25, "Odette Marchbanks"),
                (4.6, 1.05, "Birth Date"), (4.6, 1.25, "03/04/1961"),
                (0.6, 1.50, "Record Number"), (0.6, 1.70, "4471903"),
                (4.6, 1.50, "Phone"), (4.6, 1.70, "(614) 555-0119"),
            ],
            rules=[line(0.5, 8.0, height) for height in (1.0, 1.45, 1.90)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "patient.mrn", "patient.phone") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "patient.mrn": "4471903",
        "patient.phone": "+16145550119",
    }


def test_labels_under_long_lines_take_what_stands_over_them_though_the_rows_look_like_cells() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.36, "Marchbanks"), (3.6, 1.36, "Odette"), (6.5, 1.36, "03/04/1961"),
                (0.7, 1.57, "Last name"), (3.6, 1.57, "First name"), (5.6, 1.57, "Middle"),
                (6.5, 1.57, "Date of birth"),
                (0.7, 1.87, "12 Quince Row"), (3.6, 1.87, "Fernbrook"), (5.6, 1.87, "OH"),
                (6.5, 1.87, "45991"),
                (0.7, 2.08, "Street address"), (3.6, 2.08, "City"), (5.6, 2.08, "State"), (6.5, 2.08, "ZIP"),
                (0.7, 2.38, "(614) 555-0119"), (0.7, 2.59, "Telephone"),
            ],
            rules=[line(0.6, 7.8, height) for height in (1.52, 2.03, 2.54)],
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "patient.phone") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "patient.phone": "+16145550119",
    }


LABEL = (1.0, 2.0, 1.8, 2.13)


@pytest.mark.parametrize(
    ("lines", "cell"),
    [
        ([(0.9, 6.0, 1.95), (0.9, 6.0, 2.4)], True),
        ([(0.9, 2.5, 1.95), (0.9, 2.5, 2.4)], False),
        ([(0.9, 6.0, 1.95)], False),
        ([(0.9, 6.0, 1.6), (0.9, 6.0, 2.4)], False),
        ([(0.9, 6.0, 1.95), (0.9, 6.0, 2.9)], False),
        ([(1.3, 6.0, 1.95), (1.3, 6.0, 2.4)], False),
    ],
    ids=["a table's", "short ones", "none below", "far above", "far below", "beginning inside the label"],
)
def test_long_lines_right_over_and_under_a_label_make_a_cell(
    lines: list[tuple[float, float, float]], cell: bool
) -> None:
    sheet = prepare(page([(LABEL[0], LABEL[1], "Birth Date")], rules=[line(*each) for each in lines]))

    assert cell is between_lines(sheet, LABEL, next_line_below(sheet, LABEL))


def _boxes_about(text: str, confidence: float, source: PageSource = PageSource.OCR) -> int:
    """How many boxes to tick are left on a page where one was supposed around some letters."""
    drawn = page(
        [TITLE, (3.0, 1.0, text)], marks=[tick(3.0, 1.0, True)], source=source, word_confidence=confidence
    )
    return len(prepare(drawn).ticks)


@pytest.mark.parametrize("initial", ["B.", "Q.,", "D."])
def test_an_initial_is_no_box_to_tick_though_a_hole_in_it_looks_like_one(initial: str) -> None:
    assert _boxes_about(initial, 0.9) == 0


@pytest.mark.parametrize(
    ("text", "confidence"), [("O", 0.9), ("O.", 0.9), ("X", 0.9), ("B.", 0.5), ("b.", 0.9), ("[]", 0.9)]
)
def test_a_box_that_was_taken_for_a_letter_stays_a_box(text: str, confidence: float) -> None:
    assert _boxes_about(text, confidence) == 1


def test_an_initial_stays_a_word_of_the_name() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Last Name: Marchbanks"), (3.0, 1.0, "First Name: Odette"),
                (5.4, 1.0, "Middle Initial:"), (6.8, 1.0, "B."),
                (0.7, 1.3, "Date of Birth: 03/04/1961"),
            ],
            marks=[tick(6.78, 1.0, True)],
            source=PageSource.OCR,
        )
    )  # fmt: skip

    assert request.fields["patient.name"].value == "Odette B. Marchbanks"
