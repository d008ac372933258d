"""Live form fields whose makers named them, where print does not."""

import pytest
from support.drawn_pages import line, only_request, page, values, widget

from parsers.fields.named import meaning_of


@pytest.mark.parametrize(
    ("name", "what", "role"),
    [
        ("PatientName", "name", "patient"),
        ("date_of_birth", "dob", ""),
        ("Recipient Fax_2", "fax", "recipient"),
        ("Patient Phone Number", "phone", "patient"),
    ],
)
def test_a_form_field_is_understood_by_its_name(name: str, what: str, role: str) -> None:
    meaning = meaning_of(widget(0.7, 1.0, 4.0, 1.2, "x", name))

    assert meaning is not None
    assert (meaning.what, meaning.role) == (what, role)


def test_a_form_field_without_a_telling_name_says_nothing() -> None:
    assert meaning_of(widget(0.7, 1.0, 4.0, 1.2, "x", "Text12")) is None


def test_values_of_named_fields_are_found_without_labels() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "Authorization for Release of Records"),
                (0.7, 4.0, "Thank you for your patience with us."),
            ],
            fields=[
                widget(0.7, 1.0, 4.0, 1.2, "Odette Marchbanks", "PatientName"),
                widget(5.0, 1.0, 7.0, 1.2, "03/04/1961", "date_of_birth"),
            ],
        )
    )

    assert values(request, "patient.name", "patient.dob") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
    }


def test_the_line_under_a_heading_that_ends_in_a_direction_holds_the_recipient() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.5, "My Authorization to Release Records"),
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.5, "Please give my medical records to the following person or office:"),
                (0.8, 1.8, "Brackenfield Clinic"),
                (0.7, 2.2, "Fax (614) 555-0119"),
            ],
            rules=[line(0.7, 7.0, 1.95)],
        )
    )  # fmt: skip

    assert values(request, "authorization.recipient.organization", "authorization.recipient.fax") == {
        "authorization.recipient.organization": "Brackenfield Clinic",
        "authorization.recipient.fax": "+16145550119",
    }
