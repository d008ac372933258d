"""Which places of a page are worth a second look, and what may stand in them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import HEIGHT, TODAY, WIDTH, line, page

from intake_daemon.model import Box, Evidence, Method, Page, PageSource, State
from parsers.fields.claim import Claim
from parsers.fields.page import PageFacts, page_facts
from parsers.fields.rooms import Room, find_rooms
from parsers.second.glimpse import Grammar

ROOM: Box = (1.0, 2.0, 3.0, 2.2)  #: inches


def claim(field: str, room: Box | None = ROOM, method: Method = Method.LABEL) -> Claim:
    known = Evidence(part="0", page=1, box=(0.1, 0.2, 0.3, 0.22), text="as written", method=method)
    return Claim(field, "as written", State.PRESENT, 0.9, (known,), text=0.9, room=room)


def rooms_of(*claims: Claim, source: PageSource = PageSource.OCR) -> tuple[Room, ...]:
    facts = PageFacts(page([], source=source), "", claims, starts_form=False, cover=False, form=True)
    return find_rooms(facts)


def form(source: PageSource, confidence: float = 0.9) -> Page:
    return page(
        [
            (2.0, 0.5, "Authorization for Release of Records"),
            (0.7, 1.0, "Patient Name:"), (1.9, 1.0, "Odette Marchbanks"),
            (0.7, 1.4, "Date of Birth:"), (1.9, 1.4, "03/04/1961"),
            (0.7, 1.8, "Phone Number:"),
        ],
        rules=[line(1.85, 4.5, 1.14), line(1.85, 4.5, 1.54), line(1.85, 4.5, 1.94)],
        source=source,
        word_confidence=confidence,
    )  # fmt: skip


def test_a_place_with_a_value_is_read_again_as_wide_as_its_line_and_an_empty_one_is_not() -> None:
    rooms = find_rooms(page_facts(form(PageSource.OCR), TODAY))
    name, born = sorted(rooms, key=lambda room: room.box[1])

    assert (name.grammar, born.grammar) == (Grammar.FREE, Grammar.DATE)
    assert name.box[2] * WIDTH == pytest.approx(4.5, abs=0.1)
    assert name.box[1] * HEIGHT < 1.0 < 1.13 < name.box[3] * HEIGHT


def test_a_text_layer_needs_no_second_look() -> None:
    assert find_rooms(page_facts(form(PageSource.TEXT, 1.0), TODAY)) == ()


def test_ink_that_could_not_be_read_is_read_again() -> None:
    unclear = replace(claim("patient.dob"), value=None, state=State.UNREADABLE, text=0.0)

    assert [room.grammar for room in rooms_of(unclear)] == [Grammar.DATE]


@pytest.mark.parametrize(
    "passed_over",
    [
        claim("patient.dob", room=None),
        replace(claim("patient.dob"), weak=True),
        replace(claim("patient.dob"), value=None, state=State.ABSENT),
        claim("scope.open_ended"),
        claim("authorization.signed", method=Method.INK),
        claim("scope.record_types", method=Method.CHECKBOX),
        claim("patient.dob", room=(1.0, 2.0, 3.0, 3.5)),
        claim("patient.dob", room=(3.0, 2.0, 1.0, 2.2)),
        claim("patient.dob", room=(8.6, 2.0, 9.9, 2.2)),
    ],
)
def test_what_no_second_look_would_help_is_passed_over(passed_over: Claim) -> None:
    assert rooms_of(passed_over) == ()


@pytest.mark.parametrize(
    ("field", "grammar"),
    [
        ("patient.dob", Grammar.DATE),
        ("authorization.signed_on", Grammar.DATE),
        ("authorization.expires_on", Grammar.FREE),
        ("scope.start", Grammar.PERIOD),
        ("patient.phone", Grammar.PHONE),
        ("authorization.recipient.phone_or_fax", Grammar.PHONE),
        ("patient.email", Grammar.EMAIL),
        ("patient.ssn_last4", Grammar.FREE),
        ("patient.mrn", Grammar.IDENTIFIER),
        ("patient.zip", Grammar.ZIP),
        ("patient.last", Grammar.NAME),
        ("authorization.purpose", Grammar.FREE),
    ],
)
def test_a_place_may_hold_what_its_field_is(field: str, grammar: Grammar) -> None:
    (room,) = rooms_of(claim(field))

    assert grammar is room.grammar


def test_two_fields_in_one_place_make_one_place_that_may_hold_anything() -> None:
    (room,) = rooms_of(claim("patient.last"), claim("patient.phone", (1.0, 2.0, 3.5, 2.2)))

    assert room.grammar is Grammar.FREE
    assert room.box == pytest.approx((1.0 / WIDTH, 2.0 / HEIGHT, 3.5 / WIDTH, 2.2 / HEIGHT))


def test_both_ends_of_a_period_in_one_place_keep_its_grammar() -> None:
    (room,) = rooms_of(claim("scope.start"), claim("scope.end"))

    assert room.grammar is Grammar.PERIOD


def test_places_side_by_side_stay_two() -> None:
    left, right = rooms_of(claim("patient.first"), claim("patient.last", (3.0, 2.0, 5.0, 2.2)))

    assert left.box[2] == pytest.approx(right.box[0])


SPAN = st.tuples(st.floats(-0.5, 9.0), st.floats(0.0, 3.0))
BOXES = st.builds(lambda x, y: (x[0], y[0], x[0] + x[1], y[0] + y[1] / 2), SPAN, SPAN)


@given(st.lists(BOXES, max_size=80))
def test_places_lie_on_the_page_and_there_are_never_more_than_a_form_has(boxes: list[Box]) -> None:
    rooms = rooms_of(*(claim("patient.name", box) for box in boxes))

    assert len(rooms) <= 60
    assert all(0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0 for x0, y0, x1, y1 in (r.box for r in rooms))
