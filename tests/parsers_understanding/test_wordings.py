"""Labels and headings in words that no list holds, and tables whose first column names the second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import box_around, line, only_request, page, scribble, tick, values

from intake_daemon.model import State
from parsers.fields.wording import composed, direction


@pytest.mark.parametrize(
    ("label", "what", "role"),
    [
        ("Facility E-mail:", "email", ""),
        ("Complete mailing address", "address", ""),
        ("Name and/or facility:", "party", ""),
        ("(Name of Facility, Person, Company)", "party", ""),
        ("Name of Person(s) Authorized to Receive Information", "party", "recipient"),
        ("Nombre del Centro de Atención Médica o Agencia", "party", ""),
        ("Full legal name of the patient (please print)", "name", "patient"),
        ("Printed Name of Patient or Legal Guardian", "print_name", ""),
        ("Signature of Patient or Person Authorized by Law", "signature", "signer"),
        ("Signature of Employee / Witness", "signature", "office"),
        ("Date(s) of Treatment", "service_dates", ""),
        ("Contact Telephone Number(s)", "phone", ""),
    ],
)
def test_a_label_is_understood_by_its_words(label: str, what: str, role: str) -> None:
    meaning = composed(label)

    assert meaning is not None
    assert (meaning.what, meaning.role) == (what, role)


@pytest.mark.parametrize(
    "text",
    [
        "Name your favorite hospital",
        "Date of next appointment",
        "I understand that my provider",
        "Patient Name and Date of Birth",
    ],
)
def test_a_text_with_an_unknown_word_or_two_questions_is_no_label(text: str) -> None:
    assert composed(text) is None


@pytest.mark.parametrize(
    ("heading", "whose"),
    [
        ("Please provide my records to:", "recipient"),
        ("Send Fernbrook Clinic information to the following person:", "recipient"),
        ("health papers and records to the following person or office:", "recipient"),
        ("para liberar a:", "recipient"),
        ("Entreguen los documentos a:", "recipient"),
        ("I am requesting my records from:", "discloser"),
        ("INFORMATION TO BE RELEASED BY:", "discloser"),
        ("para recibir de:", "discloser"),
        ("Send this completed form to:", "institution"),
        ("Released by:", ""),
        ("I have a right to", ""),
    ],
)
def test_a_heading_says_by_verb_and_direction_whose_data_follows(heading: str, whose: str) -> None:
    assert direction(heading) == whose


@given(st.text(max_size=80))
def test_any_text_announces_somebody_known_or_nobody(text: str) -> None:
    assert direction(text) in ("", "recipient", "discloser", "institution")


def test_a_table_whose_first_column_names_the_second() -> None:
    rules = [
        *(side for top in (1.0, 1.35, 1.7, 2.05) for side in box_around(0.6, top, 2.4, top + 0.35)),
        *(side for top in (1.0, 1.35, 1.7, 2.05) for side in box_around(2.4, top, 7.9, top + 0.35)),
    ]
    request = only_request(
        page(
            [
                (2.0, 0.5, "Release of Information Authorization"),
                (0.7, 1.12, "Patient name"), (2.55, 1.12, "Odette Marchbanks"),
                (0.7, 1.47, "DOB"), (2.55, 1.47, "03/04/1961"),
                (0.7, 1.82, "Record number"), (2.55, 1.82, "4471903"),
                (0.7, 2.17, "Patient phone"),
            ],
            rules=rules,
        )
    )  # fmt: skip

    assert values(request, "patient.name", "patient.dob", "patient.mrn") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "patient.mrn": "4471903",
    }
    assert request.fields["patient.phone"].state is State.ABSENT


def test_plain_labels_under_worded_headings_belong_to_whom_the_heading_names() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.5, "I am requesting my records from:"),
                (0.7, 1.8, "Facility Name: Otter Creek Hospital"), (4.7, 1.8, "Facility Fax: (740) 555-0133"),
                (0.7, 2.3, "Please provide my records to:"),
                (0.7, 2.6, "Name and/or facility: Brackenfield Clinic"), (4.7, 2.6, "Fax No.: (614) 555-0119"),
            ],
            rules=[line(4.0, 7.5, 3.4)],
        )
    )  # fmt: skip

    assert values(
        request, "authorization.recipient.organization", "authorization.recipient.fax", "patient.phone"
    ) == {
        "authorization.recipient.organization": "Brackenfield Clinic",
        "authorization.recipient.fax": "+16145550119",
        "patient.phone": None,
    }


def test_dates_filled_in_a_little_above_their_line_are_one_period() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.6, "Dates requested: From:"), (2.6, 1.55, "02/03/2020"),
                (3.6, 1.6, "to"), (3.9, 1.55, "04/05/2021"),
            ]
        )
    )  # fmt: skip

    assert values(request, "scope.start", "scope.end") == {
        "scope.start": "2020-02-03",
        "scope.end": "2021-04-05",
    }


def test_an_empty_alternative_above_the_ticked_one_announces_nobody() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (1.0, 1.5, "to release to:"), (1.0, 1.75, "to obtain from:"),
                (3.8, 2.1, "Name of Facility or Agency: Brackenfield Clinic"),
                (3.8, 2.4, "Fax: (614) 555-0119"),
            ],
            marks=[tick(0.8, 1.5, ticked=True), tick(0.8, 1.75, ticked=False)],
        )
    )  # fmt: skip

    assert values(request, "authorization.recipient.organization", "authorization.recipient.fax") == {
        "authorization.recipient.organization": "Brackenfield Clinic",
        "authorization.recipient.fax": "+16145550119",
    }


def test_the_line_after_a_sentence_about_expiring_holds_the_date() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 3.0, "Unless I cancel it, this permission expires in six months, or on the day"),
                (0.7, 3.2, "or after the event written here by the person who signs it:"),
                (0.8, 3.42, "09/30/2026"),
            ],
            rules=[line(0.7, 7.0, 3.6)],
        )
    )  # fmt: skip

    assert values(request, "authorization.expires_on") == {"authorization.expires_on": "2026-09-30"}


def test_a_signature_under_its_own_heading_counts() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 6.0, "MY SIGNATURE"),
            ],
            rules=[line(0.7, 4.5, 6.7)],
            strokes=[scribble(0.9, 6.3, 2.9, 6.68)],
        )
    )  # fmt: skip

    assert request.fields["authorization.signed"].state is State.PRESENT


def test_a_fax_before_a_telephone_keeps_that_order() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.5, "Release records to: Brackenfield Clinic"),
                (0.7, 1.8, "Recipient fax / phone: (614) 555-0119 / (614) 555-0120"),
            ]
        )
    )  # fmt: skip

    assert values(request, "authorization.recipient.fax", "authorization.recipient.phone") == {
        "authorization.recipient.fax": "+16145550119",
        "authorization.recipient.phone": "+16145550120",
    }


def test_the_word_mother_is_not_a_misread_other() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Health Information"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/2015"),
                (0.7, 6.0, "Relationship to patient: Mother"),
            ],
            rules=[line(2.4, 5.0, 6.15)],
        )
    )  # fmt: skip

    assert values(request, "authorization.representative.authority") == {
        "authorization.representative.authority": "Mother"
    }


def test_a_letter_with_a_table_and_the_form_behind_it_are_one_request() -> None:
    letter = page(
        [
            (0.7, 0.5, "Request for medical records"),
            (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
            (0.7, 2.0, "We need the records of the treatment that you gave."),
        ]
    )  # fmt: skip
    form = page(
        [
            (2.0, 0.5, "Authorization for Release of Health Information"),
            (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
            (0.7, 5.0, "Signature of Patient:"),
        ],
        number=2,
        rules=[line(2.4, 5.0, 5.13)],
    )  # fmt: skip

    assert only_request(letter, form).pages == (1, 2)
