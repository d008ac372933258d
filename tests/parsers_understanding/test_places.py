"""Where a label's answer stands: on the line over it, in its cell, behind a supposed box, in three boxes."""

from support.drawn_pages import box_around, line, only_request, page, tick, values

from intake_daemon.model import PageSource
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
