"""Referrals: who is referred, by whom, to what, why and under which insurance; nothing of it on other papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.drawn_pages import TODAY, body, only_request, page, understood
from support.typed_papers import TypedPaper, read_right, read_typed, typed_papers, wrong

from intake_daemon.model import Address, Envelope, Intent, Method, State
from parsers.fields.page import page_facts
from parsers.normalise.npi import is_npi, read_npi
from parsers.referrals.lexicon import chosen, only
from parsers.referrals.refer import with_referral

TUNED, HELD_BACK = typed_papers("referrals", "tuned"), typed_papers("referrals", "held_back")
RELEASE = (2.0, 0.5, "Authorization for Release of Records")


@pytest.mark.parametrize("paper", TUNED, ids=lambda paper: paper.name)
def test_a_referral_is_read_whole(paper: TypedPaper) -> None:
    request = read_typed(paper).requests[0]

    assert sorted(paper.says) == sorted(read_right(paper, request))


@pytest.mark.parametrize("paper", TUNED, ids=lambda paper: paper.name)
def test_nothing_is_sure_that_a_referral_does_not_say(paper: TypedPaper) -> None:
    assert list(wrong(paper, read_typed(paper).requests[0])) == []


def test_most_is_read_of_referrals_that_nothing_was_tuned_on() -> None:
    said = sum(len(paper.says) for paper in HELD_BACK)
    right = sum(len(read_right(paper, read_typed(paper).requests[0])) for paper in HELD_BACK)

    assert right / said >= 0.9


def test_hardly_anything_is_surely_wrong_of_referrals_that_nothing_was_tuned_on() -> None:
    said = sum(len(paper.says) for paper in HELD_BACK)
    mistaken = sum(len(list(wrong(paper, read_typed(paper).requests[0]))) for paper in HELD_BACK)

    assert mistaken / said <= 0.02


@pytest.mark.parametrize("paper", [*TUNED, *HELD_BACK], ids=lambda paper: paper.name)
def test_a_referral_is_told_by_what_it_wants(paper: TypedPaper) -> None:
    assert paper.wants == str(read_typed(paper).intent)


def test_every_value_of_a_referral_says_where_it_stands() -> None:
    fields = read_typed(TUNED[0]).requests[0].fields

    bare = [
        name
        for name, field in fields.items()
        if name.startswith("referral.") and field.value and not field.evidence
    ]

    assert bare == []


def test_a_request_for_records_has_no_field_of_a_referral() -> None:
    request = only_request(
        page(
            [
                RELEASE,
                (0.7, 1.0, "Patient Name: Odette Marchbanks"), (4.7, 1.0, "Date of Birth: 03/04/1961"),
                (0.7, 1.3, "Member ID: 4471902"), (0.7, 1.6, "Insurance: Cobalt Health Plan"),
                (0.7, 1.9, "Release to: Otter Creek Hospital"), (0.7, 2.2, "Signature: Odette Marchbanks"),
            ]
        )
    )  # fmt: skip

    assert [name for name in request.fields if name.startswith("referral.")] == []


def test_please_see_the_attached_request_refers_nobody() -> None:
    envelope = Envelope(sender=Address(address="kit@firm.example"), subject="Records")
    found = understood(
        body("Please see the attached request for the medical records of Nils Abel."), envelope=envelope
    )

    assert Intent.REFERRAL not in {guess.intent for guess in found.intents}


def test_papers_that_are_named_and_did_not_come_are_missing_but_not_for_sure() -> None:
    paper = next(paper for paper in TUNED if paper.name == "a form in sections with lines to write on")
    attachments = read_typed(paper).requests[0].fields["referral.attachments"]

    assert (attachments.state, attachments.confidence < 0.9) == (State.ABSENT, True)


def test_a_note_behind_a_referral_is_seen_on_its_own_page() -> None:
    paper = next(paper for paper in TUNED if paper.name == "a form and the note that came with it")
    attachments = read_typed(paper).requests[0].fields["referral.attachments"]

    assert (
        attachments.value,
        attachments.evidence[0].page,
        attachments.evidence[0].method,
    ) == (("notes",), 2, Method.ZONE)


def test_an_identifier_with_a_wrong_check_digit_is_unreadable() -> None:
    paper = next(paper for paper in TUNED if paper.name == "an identifier that its check digit refutes")

    assert read_typed(paper).requests[0].fields["referral.provider.npi"].state == State.UNREADABLE


@given(st.integers(100_000_000, 299_999_999), st.integers(1, 9))
def test_exactly_one_check_digit_fits_and_a_changed_one_does_not(nine: int, change: int) -> None:
    fitting = [digit for digit in range(10) if is_npi(f"{nine}{digit}")]
    other = (fitting[0] + change) % 10 if fitting else 0

    assert (len(fitting), is_npi(f"{nine}{other}")) == (1, False) or not str(nine).startswith(("1", "2"))


@given(st.text(max_size=60))
def test_no_text_is_an_identifier_that_it_does_not_hold(text: str) -> None:
    found = read_npi(text)

    assert found is None or len(found.value) == 10


def test_an_identifier_is_read_with_its_spaces() -> None:
    found = read_npi("NPI 123 456 7893")

    assert (found and found.value, found and found.valid) == ("1234567893", True)


def test_what_is_not_urgent_is_routine_and_nothing_besides() -> None:
    assert (only("urgency", "This is not urgent."), only("urgency", "STAT")) == ("routine", "stat")


def test_two_urgencies_are_none() -> None:
    assert None is only("urgency", "Routine or urgent")


def test_a_list_is_read_in_its_order() -> None:
    assert chosen("attachments", "lab results, last office note") == ("labs", "notes")


def test_the_title_of_a_form_is_nobodys_name() -> None:
    paper = next(paper for paper in TUNED if paper.name == "a form with empty places")

    assert "requestor.name" not in read_typed(paper).requests[0].fields


WORDS = (
    "Referral",
    "Reason for referral:",
    "NPI:",
    "Dr.",
    "urgent",
    "Patient:",
    "Fax:",
    "[x]",
    "Refer to:",
    "no",
)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=40), st.booleans())
def test_nothing_that_is_typed_breaks_the_reading_of_referrals(said: list[str], typed: bool) -> None:
    text = " ".join(said)
    sheet = (
        body(text) if typed else page([(0.5, 0.5 + 0.2 * at, word) for at, word in enumerate(said) if word])
    )
    facts = page_facts(sheet, TODAY, text if typed else None)

    for claim in with_referral(facts, TODAY).claims:
        assert 0 <= claim.confidence <= 1
