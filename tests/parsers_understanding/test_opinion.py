"""Two recognisers, one answer: what agreement, silence and dispute are worth."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import HEIGHT, WIDTH, page, words

from intake_daemon.model import Box, Evidence, Method, Page, PageSource, Reread, State, Word
from parsers.fields.claim import Claim
from parsers.fields.merge import merge_one, same
from parsers.fields.opinion import as_read_again, join

PLACES: tuple[Box, ...] = ((0.1, 0.1, 0.4, 0.15), (0.1, 0.2, 0.4, 0.25), (0.5, 0.1, 0.9, 0.15))
ELSEWHERE: Box = (0.1, 0.6, 0.3, 0.65)
PAGE = page([], source=PageSource.OCR).model_copy(
    update={"rereads": tuple(Reread(box=place) for place in PLACES)}
)


def claim(
    value: str | None,
    text: float = 0.9,
    field: str = "patient.dob",
    place: Box = PLACES[0],
    sure: float = 1.0,
) -> Claim:
    known = Evidence(part="0", page=1, box=place, text=value or "~", method=Method.LABEL)
    state = State.UNREADABLE if value is None else State.PRESENT
    text = 0.0 if value is None else text
    room = (place[0] * WIDTH, place[1] * HEIGHT, place[2] * WIDTH, place[3] * HEIGHT)
    confidence = 0.9 if value is None else min(0.99, sure * text)
    return Claim(field, value, state, confidence, (known,), text=text, room=room)


def joined(first: Claim | None, second: Claim | None) -> tuple[Claim, ...]:
    return join(PAGE, (first,) if first else (), (second,) if second else ())


def test_what_both_read_alike_is_surer_than_either_alone() -> None:
    first, second = claim("1961-03-04", 0.8), claim("1961-03-04", 0.85)

    (both,) = joined(first, second)

    assert both.value == "1961-03-04"
    assert both.confidence > 0.97
    assert both.confidence > max(each.confidence for one in (first, second) for each in joined(one, None))


def test_agreement_makes_words_surer_and_not_the_field() -> None:
    (both,) = joined(claim("1961-03-04", 0.8, sure=0.7), claim("1961-03-04", 0.8, sure=0.7))

    assert both.confidence == pytest.approx(0.7, abs=0.02)


def test_the_doubt_of_both_is_left_in_their_agreement() -> None:
    (sure,) = joined(claim("1961-03-04", 1.0), claim("1961-03-04", 1.0))
    (doubting,) = joined(claim("1961-03-04", 0.5), claim("1961-03-04", 0.3))

    assert doubting.confidence < sure.confidence


def test_names_that_differ_in_an_initial_agree_and_the_first_readers_is_kept() -> None:
    first = claim("Odette B. Marchbanks", field="patient.name")

    (both,) = joined(first, claim("Odette Marchbanks", field="patient.name"))

    assert both.value == "Odette B. Marchbanks"


def test_what_the_second_reader_could_not_read_is_less_sure() -> None:
    first = claim("1961-03-04", 0.9)

    (alone,) = joined(first, claim(None))

    assert alone.value == "1961-03-04"
    assert alone.confidence < first.confidence


def test_what_only_the_second_reader_could_read_is_given_and_never_very_sure() -> None:
    (alone,) = joined(claim(None), claim("1961-03-04", 1.0))

    assert (alone.value, alone.state) == ("1961-03-04", State.PRESENT)
    assert 0.9 <= alone.confidence <= 0.95


def test_what_neither_could_read_stays_unreadable() -> None:
    (neither,) = joined(claim(None), claim(None))

    assert (neither.value, neither.state) == (None, State.UNREADABLE)


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [(0.9, 0.9, "1961-08-04"), (0.98, 0.8, "1961-03-04"), (0.98, 0.98, "1961-08-04")],
)
def test_in_a_dispute_the_second_wins_unless_it_hesitates_where_the_first_is_sure(
    first: float, second: float, winner: str
) -> None:
    said = joined(claim("1961-03-04", first), claim("1961-08-04", second))

    best = max(said, key=lambda each: each.confidence)
    assert winner == best.value
    assert best.confidence <= 0.75
    assert {each.value for each in said} == {"1961-03-04", "1961-08-04"}


def test_a_disputed_value_is_never_sure_and_both_readings_are_kept() -> None:
    merged = merge_one("patient.dob", list(joined(claim("1961-03-04", 0.95), claim("1961-08-04", 0.95))))

    seen = {merged.value, *(each.value for each in merged.alternatives)}
    assert merged.state in (State.PRESENT, State.CONFLICTING)
    assert merged.state is State.CONFLICTING or merged.confidence < 0.9
    assert {"1961-03-04", "1961-08-04"} <= seen


def test_free_text_that_differs_in_a_sign_is_nearly_agreement() -> None:
    field = "authorization.recipient.address"
    first = claim("79 Kiln Road, Marlow Junction, OH 45911", 0.8, field)
    second = claim("79 Kiln Road, Marlow Junction, OH 45991", 0.92, field)

    (both,) = joined(first, second)

    assert both.value == second.value
    assert first.confidence < both.confidence <= 0.93


def test_dates_and_names_are_never_nearly_alike() -> None:
    said = joined(
        claim("Odette Marchbanks-Winterbourne", 0.9, "patient.name"),
        claim("Odette Marchbanks-Winterbourns", 0.9, "patient.name"),
    )

    assert len(said) == 2
    assert max(each.confidence for each in said) <= 0.75


def test_a_value_of_another_field_in_the_same_place_agrees_with_nothing() -> None:
    said = joined(claim("1961-03-04", 0.9), claim("1961-03-04", 0.9, "authorization.signed_on"))

    assert {each.field for each in said} == {"patient.dob", "authorization.signed_on"}
    assert max(each.confidence for each in said) < 0.9


def test_the_same_value_in_another_place_agrees_with_nothing() -> None:
    said = joined(claim("1961-03-04", 0.9), claim("1961-03-04", 0.9, place=PLACES[1]))

    assert len(said) == 2
    assert max(each.confidence for each in said) < 0.9


@pytest.mark.parametrize(
    "untouched",
    [
        claim("1961-03-04", 0.9, place=ELSEWHERE),
        replace(claim("1961-03-04", 0.9), room=None),
        replace(claim("1961-03-04", 0.9), weak=True),
        replace(claim("1961-03-04", 0.9), evidence=()),
    ],
)
def test_what_rests_on_no_place_that_was_read_again_stays_as_it_is(untouched: Claim) -> None:
    assert (untouched,) == joined(untouched, None)
    assert (untouched,) == joined(untouched, untouched)


VALUES = st.sampled_from(["1961-03-04", "1961-08-04", "12 Quince Row, Fernbrook", "12 Quince Row, Fernbrock"])
CLAIMS = st.builds(
    claim,
    value=st.none() | VALUES,
    text=st.floats(0.05, 1.0),
    field=st.sampled_from(["patient.dob", "patient.address", "patient.name"]),
    place=st.sampled_from([*PLACES, ELSEWHERE]),
    sure=st.floats(0.1, 1.0),
)


@given(first=st.lists(CLAIMS, max_size=5), second=st.lists(CLAIMS, max_size=5))
def test_joining_never_invents_a_value_that_neither_reader_gave(
    first: list[Claim], second: list[Claim]
) -> None:
    said = {(each.field, each.value) for each in (*first, *second)}

    for each in join(PAGE, tuple(first), tuple(second)):
        assert (each.field, each.value) in said
        assert 0.0 <= each.confidence <= 0.99


@given(first=st.lists(CLAIMS, max_size=5), second=st.lists(CLAIMS, max_size=5))
def test_every_value_of_the_first_reader_is_still_there_though_perhaps_less_sure(
    first: list[Claim], second: list[Claim]
) -> None:
    found = join(PAGE, tuple(first), tuple(second))

    for each in first:
        if each.state is not State.PRESENT:
            continue
        kept = [other for other in found if other.field == each.field]
        assert any(
            same(each.field, each.value, other.value) or each.field == "patient.address" for other in kept
        )


@given(st.lists(CLAIMS, max_size=4), st.lists(CLAIMS, max_size=4))
def test_the_order_of_claims_does_not_matter(first: list[Claim], second: list[Claim]) -> None:
    expected = set(join(PAGE, tuple(first), tuple(second)))

    for one in permutations(first):
        assert expected == set(join(PAGE, one, tuple(reversed(second))))


def test_a_reader_that_takes_two_values_from_one_place_agrees_where_one_of_them_is_alike() -> None:
    readings = (claim("1961-08-04", 0.95), claim("1961-03-04", 0.9))

    said = join(PAGE, (claim("1961-03-04", 0.9),), readings)

    assert max(each.confidence for each in said if each.value == "1961-03-04") > 0.97


def _again(text: str, box: Box, line: int = 0) -> Word:
    return Word(text=text, box=box, confidence=0.9, line=line)


def _page_read_twice() -> Page:
    lines = [(0.7, 1.0, "Patient Name: 0dete March6anks"), (0.7, 1.4, "Telephone: none")]
    read = [word.model_copy(update={"line": at}) for at, said in enumerate(lines) for word in words(*said)]
    place = (1.6 / WIDTH, 0.95 / HEIGHT, 4.0 / WIDTH, 1.2 / HEIGHT)
    names = tuple(
        _again(text, (left / WIDTH, 1.0 / HEIGHT, (left + 0.8) / WIDTH, 1.13 / HEIGHT))
        for text, left in (("Odette", 1.8), ("Marchbanks", 2.7))
    )
    empty = Reread(box=(1.5 / WIDTH, 1.35 / HEIGHT, 4.0 / WIDTH, 1.6 / HEIGHT))
    rereads = (Reread(box=place, words=names), empty)
    return page([], source=PageSource.OCR).model_copy(update={"words": tuple(read), "rereads": rereads})


def test_the_page_as_read_again_has_the_second_readers_words_in_their_lines() -> None:
    again = as_read_again(_page_read_twice())

    assert again.text() == "Patient Name: Odette Marchbanks\nTelephone: none"
    assert again.rereads == ()


def test_where_the_second_reader_saw_nothing_the_first_ones_words_stay() -> None:
    assert "none" in [word.text for word in as_read_again(_page_read_twice()).words]


def test_an_address_that_the_first_saw_otherwise_but_could_not_place_is_not_sure() -> None:
    seen = claim(None, field="authorization.recipient.email")
    text = "claims@brackenfield. example"
    seen = replace(seen, evidence=(seen.evidence[0].model_copy(update={"text": text}),))
    second = claim("52claims@brackenfield.example", 0.98, field="authorization.recipient.email")

    (doubted,) = joined(seen, second)

    assert doubted.value == second.value
    assert doubted.confidence < 0.8
