"""Dates, periods, telephones, names and identifiers as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.normalise.dates import DateRole, find_dates, read_date
from parsers.normalise.identifiers import read_email, read_mrn, read_ssn_last4
from parsers.normalise.names import looks_like_organisation, read_name
from parsers.normalise.periods import PeriodRead, is_example, read_period
from parsers.normalise.phones import read_phone
from parsers.normalise.text import fold, key

TODAY = date(2026, 4, 25)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3/4/1961", "1961-03-04"),
        ("03-04-1961", "1961-03-04"),
        ("03.04.1961", "1961-03-04"),
        ("1961-03-04", "1961-03-04"),
        ("03 / 04 / 1961", "1961-03-04"),
        ("03 04 1961", "1961-03-04"),
        ("03041961", "1961-03-04"),
        ("March 4, 1961", "1961-03-04"),
        ("Mar. 4 1961", "1961-03-04"),
        ("4 March 1961", "1961-03-04"),
        ("04-MAR-1961", "1961-03-04"),
        ("the 4th day of March, 1961", "1961-03-04"),
        ("4 de marzo de 1961", "1961-03-04"),
        ("marzo 4 de 1961", "1961-03-04"),
        ("3/4/61", "1961-03-04"),
        ("O3/O4/1961", "1961-03-04"),
        ("25/12/1961", "1961-12-25"),
    ],
)
def test_a_birth_date_is_read_however_it_is_written(written: str, iso: str) -> None:
    read = read_date(written, DateRole.BIRTH, TODAY)

    assert read is not None
    assert iso == read.iso


@pytest.mark.parametrize(
    "written", ["02/30/1961", "13/13/1961", "05/01/2031", "1/1/1875", "hello", "", "555-0144", "1/2"]
)
def test_a_birth_date_that_cannot_be_is_none(written: str) -> None:
    assert read_date(written, DateRole.BIRTH, TODAY) is None


def test_a_short_year_lies_in_the_past_for_a_birth_and_in_this_century_for_an_expiry() -> None:
    birth = read_date("5/1/31", DateRole.BIRTH, TODAY)
    expiry = read_date("5/1/31", DateRole.EXPIRY, TODAY)

    assert birth is not None
    assert expiry is not None
    assert (birth.iso, expiry.iso) == ("1931-05-01", "2031-05-01")


def test_a_repaired_or_ambiguous_date_is_never_certain() -> None:
    for written in ("O3/O4/1961", "25/12/1961", "3/4/09", "Janaury 4, 1961"):
        read = read_date(written, DateRole.BIRTH, TODAY)

        assert read is not None, written
        assert read.certainty < 0.9, written


@given(
    st.dates(date(1930, 1, 1), date(2026, 4, 1)),
    st.sampled_from(["%m/%d/%Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y", "%m%d%Y"]),
)
def test_any_date_comes_back_from_any_way_of_writing_it(day: date, form: str) -> None:
    read = read_date(day.strftime(form), DateRole.SERVICE, TODAY)

    assert read is not None
    assert day.isoformat() == read.iso


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_for_dates_and_what_is_found_stays_what_it_is(text: str) -> None:
    for read in find_dates(text, DateRole.SERVICE, TODAY):
        again = read_date(read.iso, DateRole.SERVICE, TODAY)

        assert again is not None
        assert read.iso == again.iso


@pytest.mark.parametrize(
    ("written", "start", "end", "open_ended", "all_dates"),
    [
        ("01/02/2020 to 03/04/2021", "2020-01-02", "2021-03-04", False, False),
        ("from January 2, 2020 through March 4, 2021", "2020-01-02", "2021-03-04", False, False),
        ("1/1/2020 - present", "2020-01-01", None, True, False),
        ("desde 01/02/2020 hasta el presente", "2020-01-02", None, True, False),
        ("del 2 de enero de 2020 al 4 de marzo de 2021", "2020-01-02", "2021-03-04", False, False),
        ("all dates", None, None, False, True),
        ("todas las fechas", None, None, False, True),
        ("2019 - 2021", "2019-01-01", "2021-12-31", False, False),
        ("since 2018", "2018-01-01", None, False, False),
        ("03/04/2021", "2021-03-04", "2021-03-04", False, False),
        ("up to 03/04/2021", None, "2021-03-04", False, False),
    ],
)
def test_a_period_is_read(
    written: str, start: str | None, end: str | None, open_ended: bool, all_dates: bool
) -> None:
    read = read_period(written, TODAY)

    assert read is not None
    assert (start, end, open_ended, all_dates) == (read.start, read.end, read.open_ended, read.all_dates)


SHORT_DAYS = st.dates(date(2019, 1, 1), date(2026, 4, 25))


@pytest.mark.parametrize("joint", [" - ", "- ", " -", " – ", " — ", " to ", " thru "])
@pytest.mark.parametrize("form", ["%m-%d-%Y", "%m/%d/%Y", "%m-%d-%y"])
@given(start=SHORT_DAYS, end=SHORT_DAYS)
@settings(max_examples=12)
def test_two_dates_with_a_dash_between_are_both_ends_whatever_parts_their_figures(
    joint: str, form: str, start: date, end: date
) -> None:
    first, last = min(start, end), max(start, end)

    read = read_period(f"{first.strftime(form)}{joint}{last.strftime(form)}", TODAY)

    assert read is not None
    assert (first.isoformat(), last.isoformat()) == (read.start, read.end)
    assert read.certainty >= 0.9


def test_a_range_of_dates_written_with_dashes_throughout_is_certain() -> None:
    read = read_period("10-04-2021 - 10-18-2022", TODAY)

    assert read == PeriodRead("2021-10-04", "2022-10-18", certainty=1.0)


@pytest.mark.parametrize("written", ["1 1/05/2021", "- 1/05/2021", "01/05/202 1/05/2021 4"])
def test_a_stray_figure_or_dash_before_a_date_still_makes_it_doubtful(written: str) -> None:
    assert all(read.certainty <= 0.5 for read in find_dates(written, DateRole.SERVICE, TODAY))


@pytest.mark.parametrize(
    "said", ["e.g. ", "(i.e., ", "for example ", "EXAMPLE: ", "such as ", "p. ej. ", "ejemplo: "]
)
def test_words_that_introduce_an_example_are_known(said: str) -> None:
    assert is_example(f"Dates of service {said}")


@pytest.mark.parametrize("said", ["from ", "dates of service ", "examination of ", "mejemplo "])
def test_other_words_introduce_no_example(said: str) -> None:
    assert not is_example(said)


def test_a_period_written_backwards_is_not_certain() -> None:
    read = read_period("03/04/2021 to 01/02/2020", TODAY)

    assert isinstance(read, PeriodRead)
    assert read.certainty < 0.9


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("(513) 555-0182", "+15135550182"),
        ("513.555.0182", "+15135550182"),
        ("+1 513-555-0182", "+15135550182"),
        ("5135550182", "+15135550182"),
        ("[513) 555-0l82", "+15135550182"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_telephone_number_becomes_e164(written: str, e164: str) -> None:
    read = read_phone(written)

    assert read is not None
    assert e164 == read.e164


@pytest.mark.parametrize("written", ["", "555-0182", "12345", "123-45-6789", "call me"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_phone(written) is None


@pytest.mark.parametrize(
    ("written", "full", "first", "middle", "last", "suffix"),
    [
        ("Jane Q. Public", "Jane Q. Public", "Jane", "Q.", "Public", ""),
        ("Public, Jane Q", "Jane Q Public", "Jane", "Q", "Public", ""),
        ("Dr. Luis Ortega Jr.", "Luis Ortega Jr.", "Luis", "", "Ortega", "Jr."),
        ("| Mary O'Neil _", "Mary O'Neil", "Mary", "", "O'Neil", ""),
    ],
)
def test_a_name_is_taken_apart(
    written: str, full: str, first: str, middle: str, last: str, suffix: str
) -> None:
    read = read_name(written)

    assert read is not None
    assert (full, first, middle, last, suffix) == (read.full, read.first, read.middle, read.last, read.suffix)


@pytest.mark.parametrize(
    "written", ["", "Jane", "Date of Birth", "Riverbend Family Clinic", "J4ne Public", "12 Elm Street"]
)
def test_what_is_no_persons_name_is_none(written: str) -> None:
    assert read_name(written) is None


def test_a_label_that_asks_for_the_last_name_first_turns_the_name_round() -> None:
    read = read_name("Public Jane", last_first=True)

    assert read is not None
    assert (read.full, read.certainty < 0.9) == ("Jane Public", True)


@given(st.from_regex(r"[A-Z][a-z]{2,9} ([A-Z]\. )?[A-Z][a-z]{2,9}", fullmatch=True))
def test_reading_a_name_twice_changes_nothing(written: str) -> None:
    once = read_name(written)
    twice = read_name(once.full) if once else None

    assert (once and once.full) == (twice and twice.full)


def test_organisations_are_told_from_people() -> None:
    assert (
        looks_like_organisation("Halden & Pruitt"),
        looks_like_organisation("Riverbend Family Clinic"),
        looks_like_organisation("Jane Public"),
    ) == (True, True, False)


@pytest.mark.parametrize(
    ("written", "last4"),
    [("XXX-XX-7092", "7092"), ("***-**-7092", "7092"), ("123-45-7092", "7092"), ("7092", "7092")],
)
def test_only_the_last_four_digits_of_a_social_security_number_are_kept(written: str, last4: str) -> None:
    read = read_ssn_last4(written)

    assert read is not None
    assert last4 == read.value


def test_record_numbers_and_addresses_are_read_as_written() -> None:
    record, mail, mistaken = (
        read_mrn("# 0071-304"),
        read_email("Records@Riverbend.example"),
        read_email("records © riverbend.example"),
    )

    assert record is not None
    assert mail is not None
    assert mistaken is not None
    assert (
        record.value,
        mail.value,
        mistaken.value,
    ) == ("0071-304", "records@riverbend.example", "records@riverbend.example")
    assert mistaken.certainty < 0.9


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert (fold(fold(text)), key(key(text))) == (fold(text), key(text))
