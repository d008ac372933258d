"""Mails and letters: what they want, in which language, and what their sentences say."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.drawn_pages import TODAY, body, only_request, page, understood, values

from intake_daemon.model import Address, Channel, Envelope, Intent, Kind, Page, PageSource, Reading, Word
from parsers.intents.quoting import new_text
from parsers.intents.reference import find_reference
from parsers.options import Context
from parsers.understanding import understand

FROM = Envelope(sender=Address(name="Paula Wexley", address="paula@wexley-law.example"), subject="hello")


def _intents(text: str, subject: str = "hello", **headers: object) -> list[Intent]:
    envelope = FROM.model_copy(update={"subject": subject, **headers})
    return [guess.intent for guess in understood(body(text), envelope=envelope).intents]


def test_the_heading_of_a_column_is_no_value() -> None:
    request = only_request(body("Patient name: Date of birth\nPatient name: Jane Doe"))
    assert values(request, "patient.name") == {"patient.name": "Jane Doe"}


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("Please send me a copy of my medical records from 2020 to 2022.", Intent.RECORDS_REQUEST),
        ("Necesito una copia de mi expediente médico, por favor.", Intent.RECORDS_REQUEST),
        ("Did you receive the fax I sent on Monday?", Intent.STATUS_INQUIRY),
        ("¿Cuál es el estado de mi solicitud?", Intent.STATUS_INQUIRY),
        ("I hereby revoke the authorization I signed last month.", Intent.REVOCATION),
        ("I want to file a formal complaint about your office.", Intent.COMPLAINT),
        ("Please correct the mistake in my medical record.", Intent.AMENDMENT),
        ("I need to reschedule my appointment next week.", Intent.APPOINTMENT),
        ("I have a question about my bill.", Intent.BILLING_QUESTION),
        ("This is not our patient, you sent this to us in error.", Intent.MISDIRECTED),
        ("Attached are the records you requested.", Intent.RECORDS_DELIVERY),
        ("Thank you, have a nice day.", Intent.OTHER),
    ],
)
def test_a_message_is_told_by_its_words(text: str, leading: Intent) -> None:
    assert leading is _intents(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Please send my records. Also I have had chest pain since yesterday.",
        "Where are my records? The new medication makes me dizzy, should I stop taking it?",
        "Quiero mi expediente. Tengo mucho dolor y fiebre.",
        "I feel hopeless and want to die.",
    ],
)
def test_a_clinical_worry_is_never_missed(text: str) -> None:
    assert Intent.CLINICAL_QUESTION in _intents(text)


def test_our_reference_makes_a_reply_and_is_given_back() -> None:
    found = understood(body("Here is the form you asked for. R-7K2M-0XQ9"), envelope=FROM)

    assert (found.intent, found.reference) == (Intent.CLARIFICATION_REPLY, "R-7K2M-0XQ9")


def test_a_reference_is_read_with_its_look_alikes() -> None:
    assert (
        find_reference("Re: r-oilo-0xq9"),
        find_reference("R-12-34 or R-ABCDE-1234"),
    ) == ("R-0110-0XQ9", None)


def test_machines_are_told_by_their_headers() -> None:
    bounce = _intents("The address was not found.", "Undeliverable: hello", delivery_report=True)
    away = _intents("I am on holiday.", auto_submitted="auto-replied")

    assert (bounce[0], away[0]) == (Intent.BOUNCE, Intent.AUTO_REPLY)


def test_what_is_quoted_says_nothing_new() -> None:
    text = (
        "Thanks.\n\nOn Mon, Apr 20, 2026 at 9:00 AM Otter Creek wrote:\n"
        "> I have chest pain\n> please send my medical records"
    )

    assert _intents(text) == [Intent.OTHER]
    assert new_text(text).strip() == "Thanks."


def test_a_forwarded_mail_is_new() -> None:
    text = "FYI\n\n---------- Forwarded message ----------\nPlease send a copy of the medical records."

    assert Intent.RECORDS_REQUEST in _intents(text, "Fwd: records")


def test_a_mail_in_prose_gives_patient_birth_and_period() -> None:
    request = only_request(
        body(
            "Dear Sir or Madam,\nI represent my client Odette Q. Marchbanks, born 3/4/61. "
            "I am writing to request a copy of the medical records from 01/02/2020 to 03/04/2021."
            "\n\nSincerely,\nPaula Wexley"
        ),
        envelope=FROM,
    )

    assert values(request, "patient.name", "patient.dob", "scope.start", "scope.end", "requestor.email") == {
        "patient.name": "Odette Q. Marchbanks",
        "patient.dob": "1961-03-04",
        "scope.start": "2020-01-02",
        "scope.end": "2021-03-04",
        "requestor.email": "paula@wexley-law.example",
    }


def test_a_mail_with_labelled_lines() -> None:
    request = only_request(
        body(
            "Records request\nPatient: x\nPatient name: Marchbanks, Odette\nDOB: March 4, 1961\n"
            "Dates of service: all dates"
        ),
        envelope=FROM,
    )

    assert values(request, "patient.name", "patient.dob", "scope.all_dates") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "scope.all_dates": True,
    }


def test_a_patient_asking_for_her_own_records_is_patient_access() -> None:
    request = only_request(
        body("Hello, my name is Odette Marchbanks. I would like a copy of my medical records since 2019."),
        envelope=FROM,
    )

    assert (request.kind, request.fields["patient.name"].value) == (Kind.PATIENT_ACCESS, "Odette Marchbanks")


def test_a_letter_on_paper_in_prose() -> None:
    request = only_request(
        page(
            [
                (1.0, 1.0, "Wexley and Daughters, Attorneys at Law"),
                (1.0, 1.6, "Re: Odette Marchbanks"),
                (1.0, 2.0, "Our client was born on March 4, 1961. Please send copies of her medical"),
                (1.0, 2.2, "records between January 2, 2020 and March 4, 2021 to our office."),
            ]
        )
    )

    assert values(request, "patient.name", "patient.dob", "scope.start", "scope.end") == {
        "patient.name": "Odette Marchbanks",
        "patient.dob": "1961-03-04",
        "scope.start": "2020-01-02",
        "scope.end": "2021-03-04",
    }


def test_a_subpoena_is_told_by_its_title() -> None:
    request = only_request(
        page([(2.0, 1.0, "SUBPOENA DUCES TECUM"), (1.0, 1.5, "YOU ARE COMMANDED to produce the records of")])
    )

    assert Kind.SUBPOENA is request.kind


def test_spanish_is_told_from_english() -> None:
    text = "Por favor envíen una copia de los registros de mi madre a la clínica, que está en el centro."

    assert (
        understood(body(text), envelope=FROM).language,
        understood(body("Please send a copy of the records of my mother."), envelope=FROM).language,
    ) == ("es", "en")


def test_a_message_without_a_request_gives_one_of_kind_other() -> None:
    assert Kind.OTHER is only_request(body("Lunch on Friday?"), envelope=FROM).kind


def test_an_arrival_without_pages_is_understood_too() -> None:
    assert len(understood().requests) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=2000), st.text(max_size=80))
def test_no_mail_breaks_the_understanding(text: str, subject: str) -> None:
    found = understood(body(text), envelope=FROM.model_copy(update={"subject": subject}))

    assert (len(found.intents) >= 1, len(found.requests)) == (True, 1)


_PLACES = st.tuples(st.floats(0, 8), st.floats(0, 10.5), st.one_of(st.text(max_size=12), st.sampled_from(
    ["Patient Name:", "Date", "Signature", "____", "from", "to", "1/2/2020", "Fax:", "(555) 555-0100",
     "expires", "Send records to:"]
)))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_PLACES, max_size=40), st.sampled_from([PageSource.TEXT, PageSource.OCR]))
def test_no_page_breaks_the_understanding(texts: list[tuple[float, float, str]], source: PageSource) -> None:
    shown = [(x, y, text[: int((8.4 - x) / 0.075)]) for x, y, text in texts]

    assert len(understood(page(shown, source=source, confidence=0.8, word_confidence=0.7)).requests) >= 1


@pytest.mark.parametrize(
    "unit",
    ["a ", "1/1/20 ", "(" * 40 + " ", "from to ", "My Name Is ", "re: A B C ", "\n> x", "R-", "1 ", "@a.a "],
)
def test_a_megabyte_of_text_is_understood_in_seconds_and_not_in_minutes(unit: str) -> None:
    words = tuple(
        Word(text=word, box=(0.0, 0.0, 1.0, 1.0), line=at // 12)
        for at, word in enumerate((unit * (1_000_000 // len(unit))).split())
    )
    sheet = Page(
        part="1", number=1, part_page=1, width=8.5, height=11, source=PageSource.PLAIN, words=words[:250_000]
    )
    reading = Reading(envelope=FROM, pages=(sheet,))
    started = time.process_time()

    understand(reading, Context(channel=Channel.EMAIL, received_on=TODAY))

    # Far above what it takes (1 s); a search that goes back over the text again and again takes minutes.
    assert time.process_time() - started < 20.0
