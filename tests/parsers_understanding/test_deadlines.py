"""Days that letters set: written out, counted from receipt or from the letter, or too vague to count for sure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import TODAY, body

from intake_daemon.model import Method
from parsers.fields.claim import Claim
from parsers.fields.deadlines import deadline_claims, letter_date
from parsers.normalise.text import fold

SURE = 0.90
WRITTEN_DAYS = (
    ("We need the records by May 5, 2026.", "2026-05-05"),
    ("Please send them by close of business on Friday, May 1, 2026.", "2026-05-01"),
    ("You are commanded to produce on or before May 20, 2026 the records of the patient.", "2026-05-20"),
    ("Return date: 05/11/2026", "2026-05-11"),
    ("The hearing is set for June 3, 2026 at 9:00 a.m.", "2026-06-03"),
    ("The records were due by 04/01/2026 and have not come.", "2026-04-01"),
    ("Los necesitamos a más tardar el 4 de mayo de 2026.", "2026-05-04"),
)
COUNTED_DAYS = (
    ("Please provide the records within ten (10) days of receipt of this letter.", "2026-05-05"),
    ("Please respond within 10 business days of receipt.", "2026-05-08"),
    ("Favor de enviarlos en un plazo de 10 días hábiles a partir de la recepción.", "2026-05-08"),
    (
        "April 20, 2026\n\nDear custodian:\nPlease respond within 10 days of the date of this letter.",
        "2026-04-30",
    ),
)
VISITS = (
    ("Records needed before her appointment on 05/02/2026.", "2026-05-02"),
    ("Surgery is scheduled for 04/30/2026.", "2026-04-30"),
    ("Tiene cita el 12 de mayo de 2026 con nosotros.", "2026-05-12"),
)
NO_DEADLINES = (
    "HIPAA requires you to respond within 30 days of receipt.",
    "This authorization expires on 05/05/2027.",
    "Please send the records from January 1, 2025 through March 3, 2026 by fax.",
    "You may revoke this authorization within 30 days of receipt by writing to us.",
    "Our patient was seen at an appointment on 03/04/2025.",
    "Payment is due by 05/01/2026; please remit the invoice.",
)


def _claims(text: str) -> dict[str, Claim]:
    return {claim.field: claim for claim in deadline_claims(body(text), text, _folded(text), TODAY)}


def _folded(text: str) -> str:
    return fold(text) if len(fold(text)) == len(text) else text.lower()


@pytest.mark.parametrize(("text", "day"), WRITTEN_DAYS)
def test_a_day_that_is_written_out_is_sure(text: str, day: str) -> None:
    found = _claims(text)["needed_by"]

    assert (found.value, found.evidence[0].method, found.confidence >= SURE) == (day, Method.PROSE, True)


@pytest.mark.parametrize(("text", "day"), COUNTED_DAYS)
def test_a_term_is_counted_from_what_the_letter_says(text: str, day: str) -> None:
    found = _claims(text)["needed_by"]

    assert (found.value, found.evidence[0].method, found.confidence >= SURE) == (day, Method.COMPUTED, True)


@pytest.mark.parametrize(
    "text",
    [
        "Please fax the records within 10 business days.",
        "Please respond within 10 days of the date of this letter.",
        "We need the records by May 5.",
    ],
)
def test_a_term_without_a_first_day_or_a_day_without_a_year_is_not_sure(text: str) -> None:
    found = _claims(text)["needed_by"]

    assert (found.evidence[0].method, found.confidence < SURE) == (Method.COMPUTED, True)


@pytest.mark.parametrize(("text", "day"), VISITS)
def test_an_appointment_that_lies_ahead_is_read(text: str, day: str) -> None:
    assert _claims(text)["appointment_on"].value == day


@pytest.mark.parametrize("text", NO_DEADLINES)
def test_other_days_set_no_deadline(text: str) -> None:
    assert _claims(text) == {}


def test_what_is_wanted_at_once_is_wanted_today() -> None:
    found = _claims("STAT request: the patient is in our ER now.")["needed_by"]

    assert (found.value, found.evidence[0].method) == (TODAY.isoformat(), Method.COMPUTED)


def test_a_slip_of_the_pen_is_not_sure() -> None:
    assert _claims("We need the records by May 5, 2062.")["needed_by"].confidence < SURE


def test_a_letter_under_way_for_months_lends_its_date_to_nothing() -> None:
    assert letter_date(fold("January 2, 2026\nDear custodian:"), TODAY) is None


def test_a_letter_with_two_dates_at_its_head_lends_none() -> None:
    assert letter_date("april 20, 2026\n04/21/2026\ndear custodian:", TODAY) is None


def test_the_evidence_says_what_the_day_was_taken_from() -> None:
    found = _claims("Please provide the records within 10 days of receipt of this letter.")["needed_by"]

    assert found.evidence[0].text == "within 10 days of receipt of this letter"


@given(st.text(max_size=300), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_no_text_breaks_the_search(text: str, today: date) -> None:
    for claim in deadline_claims(body("x"), text, _folded(text)[: len(text)].ljust(len(text)), today):
        assert date.fromisoformat(str(claim.value))
