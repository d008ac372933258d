"""Mails and letters as people write them: what they want, of which kind they are, what they say."""

import pytest
from support.letters import SURE, Letter, found, letters, read, sure_mistakes

from intake_daemon.model import Intent

TUNED, HELD_BACK = letters("tuned"), letters("held_back")
NEVER_REQUESTS = {Intent.RECORDS_DELIVERY, Intent.SPAM, Intent.AUTO_REPLY}


def _leads(letter: Letter) -> bool:
    return letter.wants in ("any", str(read(letter).intent))


def _kind_is_right(letter: Letter) -> bool:
    return str(read(letter).requests[0].kind) == letter.kind


@pytest.mark.parametrize("letter", TUNED, ids=lambda letter: letter.name)
def test_a_letter_is_told_by_what_it_wants(letter: Letter) -> None:
    named = [str(guess.intent) for guess in read(letter).intents]

    assert letter.wants in (named[0], "any")
    assert set(letter.also) - set(named) == set()
    assert set(letter.unwanted) & set(named) == set()


def test_letters_nobody_has_tuned_on_are_told_too() -> None:
    right = sum(_leads(letter) for letter in HELD_BACK)

    assert right / len(HELD_BACK) >= 0.92


@pytest.mark.parametrize(
    "letter",
    [each for each in TUNED + HELD_BACK if "clinical_question" in (each.wants, *each.also)],
    ids=lambda letter: letter.name,
)
def test_a_clinical_question_is_always_listed(letter: Letter) -> None:
    assert Intent.CLINICAL_QUESTION in {guess.intent for guess in read(letter).intents}


@pytest.mark.parametrize(
    "letter",
    [each for each in TUNED + HELD_BACK if each.wants == "records_request"],
    ids=lambda letter: letter.name,
)
def test_a_request_is_never_taken_for_what_needs_no_answer(letter: Letter) -> None:
    assert {guess.intent for guess in read(letter).intents} & NEVER_REQUESTS == set()


@pytest.mark.parametrize("some", [TUNED, HELD_BACK], ids=["tuned", "held back"])
def test_nearly_every_kind_of_request_is_right(some: list[Letter]) -> None:
    judged = [each for each in some if each.wants == "records_request"]

    assert sum(map(_kind_is_right, judged)) / len(judged) >= 0.95


@pytest.mark.parametrize("letter", [*TUNED, *HELD_BACK], ids=lambda letter: letter.name)
def test_a_sure_kind_is_right(letter: Letter) -> None:
    request = read(letter).requests[0]
    expected = {letter.kind, *(["patient_access"] if "records_request" in letter.also else [])}
    open_question = "any" in (letter.wants, letter.kind)

    assert open_question or request.kind_confidence < SURE or str(request.kind) in expected


@pytest.mark.parametrize("letter", TUNED, ids=lambda letter: letter.name)
def test_nothing_is_sure_that_a_letter_does_not_say(letter: Letter) -> None:
    assert sure_mistakes(letter, read(letter).requests[0]) == []


@pytest.mark.parametrize(("some", "share"), [(TUNED, 0.97), (HELD_BACK, 0.85)], ids=["tuned", "held back"])
def test_most_of_what_letters_say_is_read(some: list[Letter], share: float) -> None:
    said = sum(len(letter.says) for letter in some)
    read_right = sum(len(found(letter, read(letter).requests[0])) for letter in some)

    assert read_right / said >= share
