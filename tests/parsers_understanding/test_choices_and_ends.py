"""Choices without a heading, dates that stand apart, and values under the wrong label."""

import pytest
from support.drawn_pages import line, only_request, page, scribble, tick, values, widget

from intake_daemon.model import Period, State

TITLE = (1.0, 0.6, "Authorization to Release Medical Records")
REASONS = ("Continuing care", "Legal matter", "Insurance claim", "Disability")


def choices(texts: tuple[str, ...], ticked: int) -> tuple[list[tuple[float, float, str]], list[object]]:
    lines = [(1.2, 3.0 + 0.3 * number, text) for number, text in enumerate(texts)]
    marks = [tick(1.0, 3.0 + 0.3 * number, number == ticked) for number in range(len(texts))]
    return lines, list(marks)


def test_a_list_of_purposes_needs_no_heading_that_says_purpose() -> None:
    lines, marks = choices(REASONS, ticked=1)

    request = only_request(page([TITLE, (1.0, 2.6, "Tell us a little more"), *lines], marks=marks))  # type: ignore[arg-type]

    assert request.fields["authorization.purpose"].value == "legal"


def test_one_word_that_could_be_a_purpose_is_none() -> None:
    lines, marks = choices(("Legal matter", "Office notes", "Laboratory results"), ticked=0)

    request = only_request(page([TITLE, (1.0, 2.6, "Tell us a little more"), *lines], marks=marks))  # type: ignore[arg-type]

    assert values(request, "authorization.purpose")["authorization.purpose"] is None


def test_the_first_of_two_dates_does_not_contradict_the_last() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (1.0, 2.0, "Dates of treatment covered:"),
                (1.1, 2.3, "01/24/2020"),
                (4.1, 2.3, "05/24/2021"),
                (1.1, 2.5, "First date"),
                (4.1, 2.5, "Last date"),
            ],
            rules=[line(1.0, 3.0, 2.45), line(4.0, 6.0, 2.45)],
        )
    )

    assert values(request, "scope.start", "scope.end", "scope.periods") == {
        "scope.start": "2020-01-24",
        "scope.end": "2021-05-24",
        "scope.periods": (Period(start="2020-01-24", end="2021-05-24"),),
    }


def test_a_date_that_one_field_explains_is_no_unreadable_name() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (1.0, 5.0, "Signature"),
                (5.0, 5.0, "Date signed"),
                (1.0, 5.7, "Representative's name (if any)"),
                (5.0, 5.7, "Authority of the representative"),
            ],
            fields=[
                widget(1.0, 5.2, 4.5, 5.4, "/s/ Ada Pomeroy"),
                widget(5.0, 5.2, 7.0, 5.4, "04/20/2026"),
                widget(1.0, 5.9, 4.5, 6.1, None),
                widget(5.0, 5.9, 7.0, 6.1, None),
            ],
        )
    )
    authority = request.fields.get("authorization.representative.authority")

    assert authority is None or authority.state is not State.UNREADABLE
    assert request.fields["authorization.signed_on"].value == "2026-04-20"


def test_where_an_organization_receives_the_records_no_person_is_missed() -> None:
    request = only_request(
        page(
            [
                TITLE,
                (1.0, 2.0, "Release records to"),
                (1.0, 2.4, "Organization:"),
                (2.2, 2.4, "Otter Point Legal Aid"),
            ],
            rules=[line(2.1, 6.0, 2.55)],
            strokes=[scribble(1.0, 8.0, 3.0, 8.4)],
        )
    )

    name = request.fields.get("authorization.recipient.name")

    assert request.fields["authorization.recipient.organization"].value == "Otter Point Legal Aid"
    assert name is None or name.state is State.ABSENT


@pytest.mark.parametrize(
    "row",
    [
        "From the date of this Authorization until the 25 day of January 20 27",
        "This authorization expires on the 25th day of January, 2027",
        "This authorization expires: Month 01 Day 25 Year 27",
        "Esta autorizacion es valida hasta Mes 01 Dia 25 Ano 2027",
        "Esta autorizacion vence el 25 de enero de 2027",
    ],
)
def test_an_expiration_in_pieces_is_one_date(row: str) -> None:
    request = only_request(page([TITLE, (1.0, 2.0, "Patient Name: Odette Marchbanks"), (1.0, 4.0, row)]))
    assert request.fields["authorization.expires_on"].value == "2027-01-25"


def test_half_a_year_is_no_year() -> None:
    row = "This authorization expires on the 25 day of January 20"
    request = only_request(page([TITLE, (1.0, 2.0, "Patient Name: Odette Marchbanks"), (1.0, 4.0, row)]))
    assert request.fields["authorization.expires_on"].value is None


def test_a_date_in_pieces_elsewhere_is_no_expiration() -> None:
    row = "Sworn before me on the 25 day of January 2026"
    request = only_request(page([TITLE, (1.0, 2.0, "Patient Name: Odette Marchbanks"), (1.0, 4.0, row)]))
    assert (
        "authorization.expires_on" not in request.fields
        or request.fields["authorization.expires_on"].value is None
    )
