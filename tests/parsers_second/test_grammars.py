from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.second.glimpse import Grammar
from parsers.second.grammars import language

PATTERNS = (
    "%m/%d/%Y",
    "%m-%d-%y",
    "%d.%m.%Y",
    "%Y-%m-%d",
    "%B %d, %Y",
    "%d %b %Y",
    "%b. %d '%y",
    "%m%d%Y",
    "%B %Y",
)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(PATTERNS))
def test_dates_are_dates_however_written(day: date, pattern: str) -> None:
    assert language(Grammar.DATE).holds(day.strftime(pattern))


@pytest.mark.parametrize(
    "text", ["13/32/1990", "31/31/90", "1/2", "Marsh 4, 1961", "00/12/1990", "03/04/1861"]
)
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert not language(Grammar.DATE).holds(text)


@pytest.mark.parametrize(
    "text",
    ["1/1/2020 - 12/31/2021", "Jan 2020 to present", "del 3 de mayo de 2019 al 4 de mayo de 2020", "2019"],
)
def test_two_dates_are_a_period(text: str) -> None:
    assert language(Grammar.PERIOD).holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Crane",
        "CRANE, ADA Q.",
        "María José de la Peña-Núñez",
        "Seamus O'Dell III",
        "Rory McDonald",
        "d'Arcy Macmillan Jr.",
        "Anna van der Meer",
        "ada crane",
        "Crane, Ada (Addie)",
        "T.J. Crane",
        "LaToya DeShawn Crane",
    ],
)
def test_names_are_names_however_written(text: str) -> None:
    assert language(Grammar.NAME).holds(text)


@pytest.mark.parametrize("text", ["lvy Crane", "Ada CranE", "Ada Crane 3"])
def test_an_l_does_not_begin_a_name_nor_a_capital_end_one(text: str) -> None:
    assert not language(Grammar.NAME).holds(text)


@pytest.mark.parametrize("text", ["(513) 555-0143", "+1 513.555.0143", "513-555-0143 ext. 12", "555-0143x7"])
def test_telephone_numbers_may_have_extensions(text: str) -> None:
    assert language(Grammar.PHONE).holds(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [("d.crane+roi@post-office.example.org", True), ("d.crane@post", False), ("@post.example", False)],
)
def test_a_mail_address_has_a_domain_with_a_dot(text: str, holds: bool) -> None:
    assert language(Grammar.EMAIL).holds(text) is holds
