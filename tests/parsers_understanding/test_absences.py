"""What a paper says nowhere is absent only where that can be known; else it is unreadable to us."""

import pytest
from support.drawn_pages import body, only_request, page

from intake_daemon.model import Envelope, FieldValue, Page, PageSource, State

WHO = (
    (2.0, 0.5, "Request for copies"),
    (0.7, 1.0, "Patient: Odette Marchbanks"),
    (0.7, 1.3, "DOB: 03/04/1961"),
    (0.7, 1.6, "Please let me have copies of all office notes. Thank you."),
)
Text = tuple[float, float, str]


def paper(*more: Text, source: PageSource = PageSource.OCR, confidence: float = 0.95) -> Page:
    return page([*WHO, *more], source=source, confidence=confidence, word_confidence=0.95)


def purpose(drawn: Page) -> FieldValue:
    return only_request(drawn).fields["authorization.purpose"]


@pytest.mark.parametrize(
    ("source", "confidence", "sure"),
    [(PageSource.TEXT, 1.0, 0.95), (PageSource.OCR, 0.95, 0.92), (PageSource.OCR, 0.87, 0.88)],
)
def test_the_better_a_page_was_read_the_surer_is_what_it_says_nowhere(
    source: PageSource, confidence: float, sure: float
) -> None:
    found = purpose(paper(source=source, confidence=confidence))

    assert (found.state, found.confidence) == (State.ABSENT, sure)


def test_of_a_badly_read_page_nobody_knows_what_it_says_nowhere() -> None:
    assert State.UNREADABLE is purpose(paper(confidence=0.8)).state


def test_one_badly_read_page_among_good_ones_is_enough_to_know_nothing() -> None:
    second = page(
        [(0.7, 1.0, "My thanks again to everybody in the office.")],
        source=PageSource.OCR,
        confidence=0.6,
        number=2,
    )

    request = only_request(paper(), second)

    assert State.UNREADABLE is request.fields["authorization.purpose"].state


def test_in_the_text_of_a_mail_everything_was_read() -> None:
    envelope = Envelope(subject="Copies of my records")
    said = "Please send copies of my medical records.\nOdette Marchbanks, born 03/04/1961"

    found = only_request(body(said), envelope=envelope).fields["authorization.purpose"]

    assert (found.state, found.confidence) == (State.ABSENT, 0.93)


@pytest.mark.parametrize("word", ["purpose", "Purp0se", "Puprose", "reasom", "Propósit0", "motivos"])
def test_where_the_word_of_a_question_stands_be_it_misread_a_place_may_have_been_missed(word: str) -> None:
    printed = (0.7, 6.0, f"The office asks everybody for a {word} and keeps it on file.")

    assert State.UNREADABLE is purpose(paper(printed)).state


@pytest.mark.parametrize("word", ["suppose", "person", "weather", "promise"])
def test_other_words_ask_no_question(word: str) -> None:
    printed = (0.7, 6.0, f"The office asks everybody for a {word} and keeps it on file.")

    assert State.ABSENT is purpose(paper(printed)).state
