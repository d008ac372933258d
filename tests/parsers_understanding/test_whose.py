"""Whose telephone, whose name: what stands behind somebody else's name is never the patient's."""

import pytest
from support.drawn_pages import box_around, line, only_request, page, values, wall, widget

from intake_daemon.model import PageSource
from parsers.fields.date_parts import without_part_names
from parsers.fields.wording import composed

TITLE = (2.0, 0.5, "Authorization for Release of Records")
PATIENT = [(0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961")]


@pytest.mark.parametrize("asked", ["Name:", "Name of Facility:", "Person/Organization:"])
def test_what_follows_somebody_elses_name_is_not_the_patients(asked: str) -> None:
    request = only_request(
        page(
            [
                TITLE,
                *PATIENT,
                (0.7, 1.3, "Phone: (513) 555-0182"),
                (0.7, 1.9, asked), (2.9, 1.9, "Harold Quince"), (4.7, 1.9, "Telephone: (614) 555-0119"),
                (0.7, 2.2, "E-mail: claims@brackenfield.example"),
                (0.7, 2.5, "Address: 11 Quince Row, Fernbrook, OH 43017"),
            ],
            rules=[line(2.8, 4.5, 2.03)],
        )
    )  # fmt: skip

    asked_of_patient = ("patient.name", "patient.phone", "patient.email", "patient.address")
    assert values(request, *asked_of_patient) == {
        "patient.name": "Odette Marchbanks",
        "patient.phone": "+15135550182",
        "patient.email": None,
        "patient.address": None,
    }


def test_a_name_asked_once_more_in_the_patients_section_is_the_patients() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (5.0, 0.75, "Patient Name:"),
                (0.7, 1.3, "PATIENT INFORMATION"),
                (0.7, 1.6, "Name: Odette Marchbanks"), (4.7, 1.6, "Date of Birth: 03/04/1961"),
                (0.7, 1.9, "Phone: (513) 555-0182"),
            ]
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.phone") == {
        "patient.name": "Odette Marchbanks",
        "patient.phone": "+15135550182",
    }


def test_a_name_asked_for_in_three_boxes_is_put_together() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.5, 1.0, "NOMBRE DEL PACIENTE O INDIVIDUO"),
                (0.5, 1.42, "Apellido"), (2.2, 1.42, "Primer nombre"), (4.0, 1.42, "Segundo nombre"),
                (0.5, 1.75, "Fecha de nacimiento: 03/04/1961"),
            ],
            fields=[
                widget(0.5, 1.18, 2.1, 1.39, "Marchbanks Ortega", "n1"),
                widget(2.2, 1.18, 3.4, 1.39, "Odette", "n2"),
                widget(4.0, 1.18, 5.2, 1.39, None, "n3"),
            ],
        )
    )  # fmt: skip

    assert request.fields["patient.name"].value == "Odette Marchbanks Ortega"


def test_first_and_last_name_under_no_heading_are_believed_beside_a_birth_date() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "First Name:"), (3.0, 1.0, "Last Name:"), (5.6, 1.0, "Date of Birth:"),
            ],
            fields=[
                widget(1.6, 0.95, 2.9, 1.15, "Odette", "a"),
                widget(3.9, 0.95, 5.5, 1.15, "Marchbanks", "b"),
                widget(6.8, 0.95, 8.0, 1.15, "03/04/1961", "c"),
            ],
        )
    )  # fmt: skip

    assert request.fields["patient.name"].value == "Odette Marchbanks"
    assert request.fields["patient.name"].confidence >= 0.9


def test_a_cells_answer_is_not_looked_for_behind_the_next_cells_label() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.5, 1.04, "Patient Name"), (2.2, 1.04, "Last: MARCHBANKS"), (5.0, 1.04, "First: ODETTE"),
                (0.5, 1.26, "Home Address"), (2.2, 1.26, "11 QUINCE ROW"), (5.0, 1.26, "City: NEW GREGORY"),
                (0.5, 1.48, "Date of Birth"), (2.2, 1.48, "03/04/1961"),
            ],
            rules=[
                *box_around(0.4, 1.0, 8.0, 1.66), line(0.4, 8.0, 1.22), line(0.4, 8.0, 1.44),
                wall(2.1, 1.0, 1.66), wall(4.9, 1.0, 1.44),
            ],
        )
    )  # fmt: skip

    assert request.fields["patient.name"].value == "ODETTE MARCHBANKS"


@pytest.mark.parametrize(
    "label",
    [
        "Name at Time of Treatment (if different than above):",
        "Name at time of service",
        "Patient name (if different from above)",
    ],
)
def test_an_earlier_name_is_asked_for_as_such(label: str) -> None:
    meaning = composed(label)

    assert meaning is not None
    assert (meaning.what, meaning.role) == ("other_names", "patient")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Month 07 Day 27 Year 1957", "07/27/1957"),
        ("Mes, 3 Día 19 Año 1962", "3/19/1962"),
        ("27 Day 07 Month 1957 Year", "07/27/1957"),
        ("Month Day Year", ""),
        ("Mes 07 Día 27", ""),
        ("(513) 555-0182", ""),
    ],
)
def test_a_date_is_read_by_the_names_of_its_parts(text: str, date: str) -> None:
    assert date == without_part_names(text)


def test_a_birth_date_stands_in_three_boxes() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Patient Name: Odette Marchbanks"),
                (0.7, 1.4, "Date of Birth"), (1.9, 1.4, "Month"), (3.1, 1.4, "Day"), (4.3, 1.4, "Year"),
                (0.7, 1.7, "Phone: (513) 555-0182"),
            ],
            fields=[
                widget(2.4, 1.3, 2.9, 1.5, "07", "m"),
                widget(3.5, 1.3, 4.0, 1.5, "27", "d"),
                widget(4.8, 1.3, 5.5, 1.5, "1957", "y"),
            ],
        )
    )  # fmt: skip

    assert request.fields["patient.dob"].value == "1957-07-27"


def test_a_misread_dob_beside_the_name_is_a_birth_date() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "DOS: 03/04/1961"),
                (0.7, 2.0, "Purpose: continuing care"),
            ],
            source=PageSource.OCR,
        )
    )  # fmt: skip

    assert values(request, "patient.dob", "scope.start") == {"patient.dob": "1961-03-04", "scope.start": None}


def test_dates_of_service_beside_a_birth_date_stay_what_they_are() -> None:
    request = only_request(
        page(
            [
                TITLE,
                *PATIENT,
                (0.7, 1.3, "DOS: 01/02/2024 - 03/04/2024"),
            ],
            source=PageSource.OCR,
        )
    )  # fmt: skip

    assert values(request, "patient.dob", "scope.start") == {
        "patient.dob": "1961-03-04",
        "scope.start": "2024-01-02",
    }
