import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.matching.names import (
    called,
    formal,
    given_name_rarity,
    is_given_name,
    sound,
    spelling,
    surname_rarity,
)
from intake_daemon.matching.text import code, digits, phone_digits, plain, shape, unmasked


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert code(code(text)) == code(text)
    assert digits(digits(text)) == digits(text)
    assert phone_digits(phone_digits(text)) == phone_digits(text)


def test_plain_text_has_no_accents_dots_or_hyphens() -> None:
    assert plain("  Núñez-O'Brien,  JR. ") == "nunez obrien jr"


@pytest.mark.parametrize(
    ("misread", "word"), [("rnarch", "march"), ("5mith", "smith"), ("c1ark", "clark"), ("W00d", "wood")]
)
def test_words_misread_by_shape_meet(misread: str, word: str) -> None:
    assert shape(plain(misread)) == shape(word)


@pytest.mark.parametrize(
    "written", ["(218) 555-0176", "+1 218 555 0176", "1-218-555-0176", "218.555.0176 ext. 12", "2I8-S55-Ol76"]
)
def test_a_telephone_number_is_its_ten_digits(written: str) -> None:
    assert phone_digits(written) == "2185550176"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("robert", "R163"),
        ("rupert", "R163"),
        ("tymczak", "T522"),
        ("pfister", "P236"),
        ("ashcraft", "A261"),
        ("lee", "L000"),
        ("", ""),
    ],
)
def test_sounds_are_american_soundex(name: str, code: str) -> None:
    assert sound(name).upper() == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("catherine", "katherine"),
        ("steven", "stephen"),
        ("sara", "sarah"),
        ("bryan", "brian"),
        ("eric", "erik"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"), [("carla", "carly"), ("mia", "mya"), ("jean", "joan"), ("daniel", "daniela")]
)
def test_spellings_of_two_names_do_not_meet(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


def test_short_forms_are_known_both_ways_and_in_spanish() -> None:
    assert "robert" in called("bob")
    assert "bob" in called("robert")
    assert "francisco" in called("paco")
    assert formal("bob") == formal("robert")


def test_a_rare_name_is_more_evidence_than_a_frequent_one_within_bounds() -> None:
    assert 0.0 < given_name_rarity("michael") < given_name_rarity("esteban")
    assert 0.0 < surname_rarity("smith") < surname_rarity("kowalczyk")


def test_a_misreading_is_no_given_name() -> None:
    assert [name for name in ("jayden", "guadalupe", "wa1ter", "jence") if is_given_name(name)] == [
        "jayden",
        "guadalupe",
    ]


@pytest.mark.parametrize("written", ["4821", "XXX-XX-4821", "xxx xx 4821", "***-**-4821", "#4821"])
def test_of_a_number_hidden_in_part_the_rest_is_read(written: str) -> None:
    assert digits(unmasked(written)) == "4821"
