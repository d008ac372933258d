"""Expirations whose day, month and year stand apart, and other dates that are none."""

import pytest
from support.drawn_pages import line, only_request, page

from intake_daemon.model import FieldValue, State

Text = tuple[float, float, str]


def expiration(*texts: Text) -> FieldValue | None:
    drawn = page(
        [
            (2.0, 0.5, "Authorization for Release of Records"),
            (0.7, 1.0, "Patient Name: Odette Marchbanks"),
            (0.7, 1.3, "Date of Birth: 03/04/1961"),
            (0.7, 1.6, "Phone Number: (614) 555-0119"),
            *texts,
        ],
        rules=[line(1.7, 4.5, 1.14)],
    )
    return only_request(drawn).fields.get("authorization.expires_on")


@pytest.mark.parametrize(
    "said",
    [
        "This authorization expires on the 3 day of April , 20 27",
        "This authorization is in effect until the 3rd day of April, 2027",
        "It may be used until the 3 day of April , 20 27",
        "From the date of this authorization until the 3 day of April 20 27",
        "Expiration: Month 4 Day 3 Year 27",
        "Este permiso vence el dia 3 mes 4 ano 2027",
        "Este permiso vence el 3 de abril de 2027",
    ],
)
def test_a_day_in_pieces_behind_words_about_expiring_is_the_expiration(said: str) -> None:
    found = expiration((0.7, 5.0, said))

    assert found is not None
    assert found.value == "2027-04-03"


def test_the_printed_half_of_a_year_is_no_year() -> None:
    found = expiration((0.7, 5.0, "This authorization expires on the 3 day of April , 20"))

    assert found is not None
    assert (found.value, found.state) == (None, State.UNREADABLE)


@pytest.mark.parametrize(
    "texts",
    [
        ((0.7, 5.0, "De las consultas desde el 26 de enero de 2024 hasta el 26 de mayo de 2026"),),
        (
            (0.7, 5.0, "De las consultas desde el 26 de enero de 2024"),
            (0.7, 5.3, "hasta el 26 de mayo de 2026 y no mas"),
        ),
        ((0.7, 5.0, "Records of treatment from the 26th day of January, 2024 until today"),),
        ((0.7, 5.0, "Vencimiento:"), (0.7, 5.3, "Fecha de nacimiento: 3 de abril de 1961")),
    ],
    ids=["a period", "a period in two rows", "an English period", "a birth date under an empty expiration"],
)
def test_dates_of_service_and_of_birth_never_become_the_expiration(texts: tuple[Text, ...]) -> None:
    found = expiration(*texts)

    assert found is None or found.value is None
