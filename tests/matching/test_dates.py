import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.matching.dates import DateAgreement, WrittenDate, compare_dates, parse_date, years_apart


@pytest.mark.parametrize(
    "written",
    [
        "1957-03-14", "03/14/1957", "3/14/1957", "3.14.1957", "03-14-1957", "14/03/1957", "19570314",
        "03141957", "Mar 14, 1957", "March 14th, 1957", "14 March 1957", "14 de marzo de 1957",
        "1957 Mar 14", "Mar 14, I9S7", "O3/l4/I957", "03 / 14 / 1957", "1957-03-14T00:00:00Z",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(written: str) -> None:
    assert parse_date(written) == WrittenDate("1957", "03", "14")


@pytest.mark.parametrize("written", [None, "", "unknown", "March", "14", "2021", "1/2", "12345", "a/b/c"])
def test_what_is_no_date_is_missing(written: str | None) -> None:
    assert parse_date(written) is None


def test_an_impossible_date_is_kept_as_evidence() -> None:
    date = parse_date("1973-07-74")

    assert date == WrittenDate("1973", "07", "74")
    assert not date.real


@pytest.mark.parametrize(
    ("other", "agreement"),
    [
        ("1957-03-14", DateAgreement.EXACT),
        ("3/14/57", DateAgreement.SHORT_YEAR),
        ("1957-03-41", DateAgreement.TRANSPOSED),
        ("1975-03-14", DateAgreement.TRANSPOSED),
        ("1954-03-14", DateAgreement.ONE_DIGIT),
        ("1957-08-14", DateAgreement.LOOK_ALIKE),
        ("1957-83-74", DateAgreement.MISREAD),
        ("1957-08-12", DateAgreement.DIFFERENT),
        ("1957-11-14", DateAgreement.ONE_PART),
        ("1983-06-02", DateAgreement.DIFFERENT),
        (None, DateAgreement.MISSING),
    ],
)
def test_two_dates_agree_as_far_as_a_slip_explains(other: str | None, agreement: DateAgreement) -> None:
    assert compare_dates(parse_date("1957-03-14"), parse_date(other)) is agreement


def test_day_and_month_may_be_exchanged() -> None:
    assert compare_dates(parse_date("1957-03-11"), parse_date("1957-11-03")) is DateAgreement.SWAPPED


def test_years_apart_has_two_answers_when_a_century_is_not_written() -> None:
    assert years_apart(parse_date("3/14/57"), parse_date("1984-03-14")) == (27, 73)
    assert years_apart(parse_date("1957-03-14"), parse_date("1984-03-14")) == (27,)
    assert years_apart(None, parse_date("1984-03-14")) == ()


dates = st.dates() | st.none()


@given(dates, dates)
def test_comparing_dates_does_not_depend_on_their_order(one: object, other: object) -> None:
    a, b = parse_date(one and str(one)), parse_date(other and str(other))

    assert compare_dates(a, b) is compare_dates(b, a)


@given(st.text(max_size=30))
def test_no_text_makes_reading_a_date_fail(text: str) -> None:
    date = parse_date(text)

    assert date is None or len(date.short) == 6
