"""Mails and letters as people write them: what they want, of which kind they are, what they say."""

import pytest
from support.drawn_pages import body, only_request, page, understood
from support.letters import SURE, Letter, found, letters, read, sure_mistakes

from intake_daemon.model import Address, Envelope, Intent, Kind

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


def test_a_form_for_ones_own_records_has_the_patient_for_recipient() -> None:
    request = only_request(
        page(
            [
                (2.0, 0.6, "I want a copy of my own health records"),
                (1.0, 1.2, "Patient name: Odette Marchbanks"),
                (1.0, 1.6, "Date of birth: 3/4/1961"),
                (1.0, 2.0, "Address: 12 Elm Terrace, Tansy Creek, OH 45299"),
                (1.0, 2.4, "Phone: (614) 555-0177"),
                (1.0, 2.8, "Signature of patient: ____________   Date: 4/1/2026"),
            ]
        )
    )

    assert (request.kind, request.fields["authorization.recipient.is_patient"].value) == (
        Kind.PATIENT_ACCESS,
        True,
    )
    assert "authorization.recipient.name" not in request.fields


def test_a_quoted_older_mail_brings_no_request() -> None:
    older = body("From: Kit\nPlease send the medical records of Nils Abel, born 2/2/1970.")
    quoted = older.model_copy(update={"part": "1.quoted", "number": 2})
    envelope = Envelope(sender=Address(address="kit@firm.example"), subject="Re: records")

    found = understood(body("Thanks, have a nice day."), quoted, envelope=envelope)

    assert (found.intent, found.requests[0].kind) == (Intent.OTHER, Kind.OTHER)


def test_a_mailing_lists_headers_alone_make_no_junk() -> None:
    envelope = Envelope(
        sender=Address(address="nils@postbox.example"), subject="help", list_headers=True, precedence="list"
    )

    found = understood(body("Could somebody please call me back about my bill?"), envelope=envelope)

    assert Intent.SPAM not in {guess.intent for guess in found.intents}
