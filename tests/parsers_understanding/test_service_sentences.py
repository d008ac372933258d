"""Dates of service that a sentence asks for, on its lines or around them."""

import pytest
from support.drawn_pages import TODAY, line, only_request, page, values

from intake_daemon.model import Page, PageSource, Rule, State
from parsers.fields.page import laid_out
from parsers.fields.service_sentence import sentence_claims
from parsers.fields.sheet import prepare

TITLE = (2.0, 0.5, "Authorization for Release of Records")
PATIENT = (0.7, 1.0, "Patient Name: Odette Marchbanks")
BIRTH = (0.7, 1.3, "Date of Birth: 03/04/1961")
ENDS = ("scope.start", "scope.end")
Text = tuple[float, float, str]


def form(*texts: Text, rules: tuple[Rule, ...] = (), source: PageSource = PageSource.TEXT) -> Page:
    sure = 1.0 if source is PageSource.TEXT else 0.9
    return page([TITLE, PATIENT, BIRTH, *texts], rules=rules, source=source, word_confidence=sure)


def period(drawn: Page) -> dict[str, object]:
    return values(only_request(drawn), *ENDS)


def asked(start: str | None, end: str | None) -> dict[str, object]:
    return dict(zip(ENDS, (start, end), strict=True))


@pytest.mark.parametrize(
    "sentence",
    [
        "I ask for copies for dates of service from (date) 01/02/2020 to (date) 03/04/2021 only.",
        "I authorize the release of my records for the period 01/02/2020 through 03/04/2021 to them.",
        "Please send everything for date(s) of care between 01-02-2020 and 03-04-2021 by mail.",
        "Autorizo la entrega de mis registros, fechas de servicio de 01/02/2020 a 03/04/2021 solamente.",
    ],
)
def test_both_dates_in_a_sentence_are_the_period(sentence: str) -> None:
    assert period(form((0.7, 2.5, sentence))) == asked("2020-01-02", "2021-03-04")


def test_a_sentence_that_goes_on_in_the_next_row_is_followed() -> None:
    drawn = form(
        (0.7, 2.5, "I hereby authorize the release of records of my dates of treatment from"),
        (0.7, 2.75, "01/02/2020 to 03/04/2021 to the persons named below"),
    )

    assert period(drawn) == asked("2020-01-02", "2021-03-04")


def test_dates_on_the_line_that_a_longer_text_goes_around_are_the_period() -> None:
    drawn = form(
        (0.7, 2.5, "Copies are wanted for the dates of service that the patient enters on the line"),
        (2.0, 2.75, "01/02/2020 - 03/04/2021"),
        rules=(line(1.8, 6.0, 2.89),),
    )

    assert period(drawn) == asked("2020-01-02", "2021-03-04")


@pytest.mark.parametrize("hint", ["e.g.", "for example", "such as", "p. ej."])
def test_the_forms_own_example_is_no_period(hint: str) -> None:
    drawn = form((0.7, 2.5, f"State the dates of service you need, {hint} 01/02/2020 to 03/04/2021."))

    assert period(drawn) == asked(None, None)


def claims(drawn: Page) -> dict[str, object]:
    places, _ = laid_out(prepare(drawn))
    return {claim.field: claim.value for claim in sentence_claims(places, TODAY)}


def test_dates_far_apart_in_a_text_are_no_period() -> None:
    near = "Send my records, dates of service 01/02/2020 and then from the other building 03/04/2021"
    far = near.replace("the other building", "the other building behind the old mill on the hill")

    assert claims(form((0.7, 2.5, near))) == asked("2020-01-02", "2021-03-04")
    assert claims(form((0.7, 2.5, far))) == asked(None, None)


def test_only_the_first_sentence_that_was_answered_counts() -> None:
    drawn = form(
        (0.7, 2.5, "This form asks for the dates of service that shall be released to the recipient."),
        (0.7, 3.2, "I want my records for the period from 01/02/2020 to 03/04/2021 and nothing else."),
        (0.7, 4.0, "Our archive lists dates of treatment 05/06/2001 to 07/08/2002 on paper."),
    )

    assert claims(drawn) == asked("2020-01-02", "2021-03-04")


def test_figures_that_are_no_two_dates_leave_both_ends_unreadable() -> None:
    drawn = form(
        (0.7, 2.5, "Copies of records for dates of service from 0l/6?/2o2 to 1/1x/20 are requested by me"),
        source=PageSource.OCR,
    )

    request = only_request(drawn)

    assert [request.fields[name].state for name in ENDS] == [State.UNREADABLE, State.UNREADABLE]


def test_an_unread_period_has_the_lines_for_it_as_its_place_to_look_again() -> None:
    drawn = form(
        (0.7, 2.5, "Copies of records for dates of service from"), (4.1, 2.5, "0l/6?/2o2"), (5.1, 2.5, "1/1x/20"),
        rules=(line(4.0, 4.9, 2.64), line(5.0, 6.2, 2.64)),
    )  # fmt: skip
    places, _ = laid_out(prepare(drawn))

    rooms = [claim.room for claim in sentence_claims(places, TODAY)]

    assert len(rooms) == 2
    assert all(room == pytest.approx((4.0, 2.44, 6.2, 2.65), abs=0.07) for room in rooms)


def test_a_sentence_about_dates_of_service_without_any_gives_none() -> None:
    drawn = form((0.7, 2.5, "Fees depend on the dates of service and are told before copies are made."))

    assert period(drawn) == asked(None, None)
