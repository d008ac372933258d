"""What a form itself prints about expiring is not what somebody wrote there."""

import pytest
from support.drawn_pages import line, only_request, page, widget

from intake_daemon.model import RequestDraft, Rule, State
from parsers.fields.expiry import lets_another_be_written, printed_life
from parsers.fields.printed_expiry import event_said

HEAD = [
    (1.0, 0.6, "Authorization to Release Medical Records"),
    (1.0, 2.0, "Patient Name: Odette Marchbanks"),
    (1.0, 2.3, "Date of Birth: 03/14/1962"),
    (1.0, 2.6, "Phone: (614) 555-0142"),
    (1.0, 2.9, "Address: 12 Alder Way, Dunmore, OH 44101"),
    (1.0, 3.2, "Medical Record Number: 4410273"),
]
SIGNED = [(1.2, 9.0, "/s/ Odette Marchbanks"), (5.1, 9.0, "02/10/2026")]
UNDER = [(1.2, 9.2, "Signature of Patient"), (5.1, 9.2, "Date")]
LINES = [line(1.0, 4.5, 9.14), line(5.0, 7.0, 9.14)]


def signed(*rows: tuple[float, float, str], rules: tuple[Rule, ...] = ()) -> RequestDraft:
    """A signed form with some more rows."""
    return only_request(page([*HEAD, *rows, *SIGNED, *UNDER], rules=[*LINES, *rules]))


def test_a_life_the_sentence_grants_is_counted_though_it_says_unless_revoked() -> None:
    request = signed(
        (1.0, 5.0, "Unless I revoke it earlier, this will expire 12 months from the date signed.")
    )
    assert request.fields["authorization.expires_on"].value == "2027-02-10"


def test_words_behind_an_empty_line_are_not_written_on_it() -> None:
    request = signed(
        (1.0, 5.0, "This authorization will expire on:"),
        (5.1, 5.0, "If I fail to"),
        (1.0, 5.2, "specify a date, this authorization will expire one year from the date signed."),
        rules=(line(3.7, 5.05, 5.12),),
    )
    assert request.fields["authorization.expires_on"].value == "2027-02-10"


def test_an_instruction_under_an_empty_line_is_no_event() -> None:
    request = signed(
        (1.0, 5.0, "Expiration date or event:"),
        (1.0, 5.2, "Please include entity name, provider, and"),
        rules=(line(2.9, 6.0, 5.12),),
    )
    event = request.fields.get("authorization.expires_event")
    assert event is None or event.value is None


def test_an_event_leaves_no_expiration_date_to_be_read() -> None:
    request = signed(
        (1.0, 5.0, "Expiration date or event: When my claim is settled"), rules=(line(2.9, 7.0, 5.12),)
    )
    assert request.fields["authorization.expires_event"].value == "When my claim is settled"
    assert (
        "authorization.expires_on" not in request.fields
        or request.fields["authorization.expires_on"].state is not State.UNREADABLE
    )


def test_the_date_of_the_signature_is_no_expiration() -> None:
    request = only_request(
        page(
            [*HEAD, (6.0, 8.8, "Expiration Date"), (1.6, 9.5, "Signature"), (5.2, 9.5, "Date")],
            rules=[line(6.1, 8.0, 8.75), line(1.6, 4.6, 9.42), line(5.1, 6.95, 9.42)],
            fields=[
                widget(1.6, 9.15, 4.6, 9.42, "/s/ Odette Marchbanks"),
                widget(5.1, 9.15, 6.95, 9.42, "02/10/2026"),
            ],
        )
    )
    expires = request.fields.get("authorization.expires_on")
    assert request.fields["authorization.signed_on"].value == "2026-02-10"
    assert expires is None or expires.value is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("When my claim is settled", "When my claim is settled"),
        ("End of litigation. If I", "End of litigation"),
        ("Please include entity name, provider, and", ""),
        ("or expiration of event (e.g.", ""),
        ("one year from the date of my signature", ""),
        ("See side two of this form", ""),
    ],
)
def test_an_event_is_told_from_an_instruction(text: str, written: str) -> None:
    assert event_said(text) == written


@pytest.mark.parametrize(
    ("text", "another"),
    [
        ("Unless sooner revoked, it will expire in 12 months from the date of signature.", False),
        ("It expires one year from signing. Redisclosure as otherwise permitted by law.", False),
        ("The date or event upon which this expires is 180 days from the date of signature.", False),
        ("It expires one year from signing unless otherwise specified here:", True),
        ("It will expire in 90 days unless I provide an alternate expiration date.", True),
    ],
)
def test_print_that_lets_another_date_be_written_is_known(text: str, another: bool) -> None:
    assert lets_another_be_written(text) is another


def test_a_life_that_ends_with_whichever_comes_first_is_a_life() -> None:
    life = printed_life("It will expire when released, or in 365 days, whichever occurs first.")
    assert life is not None
    assert life.days == 365


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (
            "If Signed by Legal Representative, Relationship to Patient",
            "authorization.representative.authority",
        ),
        ("Relationship to patient or authority to act for patient", "authorization.representative.authority"),
    ],
)
def test_a_relationship_is_asked_for_in_many_words(row: str, name: str) -> None:
    request = signed((1.2, 7.8, "Legal guardian"), (1.0, 8.0, row), rules=(line(1.0, 4.5, 7.94),))
    assert request.fields[name].value == "Legal guardian"


def test_an_empty_place_beside_a_printed_life_is_not_surely_missing() -> None:
    request = only_request(
        page(
            [
                *HEAD,
                (1.0, 5.0, "This authorization will expire on:"),
                (1.0, 5.3, "If I write no date, this authorization will expire in six months."),
            ],
            rules=[line(3.7, 7.0, 5.12)],
        )
    )
    expires = request.fields["authorization.expires_on"]
    assert expires.value is None
    assert expires.state is not State.ABSENT or expires.confidence < 0.9
