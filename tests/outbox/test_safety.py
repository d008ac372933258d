"""What is never answered, and what waits for a person."""

from dataclasses import replace
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.model import FIELD_NAMES, Address, Envelope
from outbox.safety import Clear, Hold, OutgoingFacts, ask_digest, clear_to_send, never_answer
from outbox.settings import GATEWAYS

PERSON = Envelope(
    sender=Address(name="Any Name", address="records@law.example"), return_path="records@law.example"
)
OWN = ["roi@clinic.example", "fax@clinic.example"]


def _reason(**changes: object) -> str | None:
    return never_answer(PERSON.model_copy(update=changes), OWN, (*GATEWAYS, "robot@partner.example"))


def test_a_person_s_mail_may_be_answered() -> None:
    assert _reason() is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"return_path": ""}, "null return path"),
        ({"return_path": "<>"}, "null return path"),
        ({"delivery_report": True}, "delivery report"),
        ({"auto_submitted": "auto-replied"}, "Auto-Submitted"),
        ({"auto_submitted": " Auto-Generated ; why=x"}, "Auto-Submitted"),
        ({"auto_submitted": "(no) auto-notified"}, "Auto-Submitted"),
        ({"auto_submitted": "anything-new"}, "Auto-Submitted"),
        ({"list_headers": True}, "mailing list"),
        ({"precedence": "Bulk"}, "Precedence"),
        ({"precedence": "junk"}, "Precedence"),
        ({"precedence": "list"}, "Precedence"),
        ({"auto_response_suppress": "All"}, "X-Auto-Response-Suppress"),
        ({"auto_response_suppress": "DR, RN, NRN, OOF"}, "X-Auto-Response-Suppress"),
        ({"auto_response_suppress": "DR,AutoReply"}, "X-Auto-Response-Suppress"),
        ({"sender": None}, "one sender"),
        ({"return_path": "ROI@clinic.example"}, "our own"),
        ({"reply_to": (Address(address="fax@CLINIC.example"),)}, "our own"),
        ({"return_path": "<fax@clinic.example>"}, "our own"),
    ],
)
def test_automatic_mail_is_never_answered(changes: dict[str, object], word: str) -> None:
    assert word in (_reason(**changes) or "")


@pytest.mark.parametrize(
    "changes",
    [
        {"auto_submitted": "no"},
        {"auto_submitted": "No (typed by a person)"},
        {"auto_submitted": ""},
        {"precedence": "first-class"},
        {"auto_response_suppress": "DR, RN, NRN"},
        {"return_path": None},
        {"return_path": "bounces+42@mailer.example"},
    ],
)
def test_what_ordinary_mail_carries_does_not_silence_us(changes: dict[str, object]) -> None:
    assert _reason(**changes) is None


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("noreply@law.example", "no replies"),
        ("no-reply@law.example", "no replies"),
        ("No_Reply@law.example", "no replies"),
        ("donotreply@law.example", "no replies"),
        ("do-not-reply-7@law.example", "no replies"),
        ("eob.noreply@law.example", "no replies"),
        ("noreply+case42@law.example", "no replies"),
        ("no-responder@law.example", "no replies"),
        ("mailer-daemon@law.example", "mail system"),
        ("MAILER-DAEMON@law.example", "mail system"),
        ("postmaster@law.example", "mail system"),
        ("bounces+77@law.example", "mail system"),
        ("mail-delivery-subsystem@law.example", "mail system"),
        ("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@law.example", "mail system"),
        ("owner-hospital@law.example", "mail system"),
        ("message@inbound.efax.com", "e-fax"),
        ("x@EFAX.com", "e-fax"),
        ("robot@partner.example", "e-fax"),
        ("roi@clinic.example", "our own"),
    ],
)
def test_an_address_without_a_reader_is_never_answered(address: str, word: str) -> None:
    assert word in (_reason(sender=Address(address=address)) or "")


@pytest.mark.parametrize(
    "local",
    [
        "records-request",
        "noreen.reply",
        "nora",
        "replyteam",
        "juno.reply",
        "bouncer",
        "owner",
        "postmasterson",
        "no.one",
        "anoreply",
        "person",
    ],
)
def test_a_person_s_address_that_only_looks_like_one_is_answered(local: str) -> None:
    assert _reason(sender=Address(address=f"{local}@law.example")) is None


def test_a_neighbour_of_a_gateway_s_domain_is_not_the_gateway() -> None:
    assert _reason(sender=Address(address="jane@notefax.com")) is None
    assert _reason(sender=Address(address="other@partner.example")) is None


SENDABLE = OutgoingFacts(
    mode="send",
    recipient="records@law.example",
    proof="dmarc",
    never_answer=None,
    digest=ask_digest("clarification", ["patient.dob"]),
    digests_sent=frozenset(),
    sent_to_address_today=0,
    sent_today=0,
    cap_per_address_day=3,
    cap_per_day=200,
)


@pytest.mark.parametrize("proof", ["dmarc", "directory"])
@pytest.mark.parametrize("mode", ["send", "dry_run"])
def test_a_message_to_a_proven_address_is_clear(mode: str, proof: str) -> None:
    facts = replace(SENDABLE, mode=mode, proof=proof, sent_to_address_today=2, sent_today=199)

    assert clear_to_send(facts) == Clear()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"mode": "hold"}, "delivery.mode"),
        ({"proof": None}, "nothing proves"),
        ({"never_answer": "the mail is a delivery report"}, "delivery report"),
        ({"recipient": "a@b.example\r\nBcc: c@d.example"}, "plain mail address"),
        ({"recipient": "a@b.example, c@d.example"}, "plain mail address"),
        ({"digests_sent": frozenset({ask_digest("clarification", ["patient.dob"])})}, "already asked"),
        ({"sent_to_address_today": 3}, "this address"),
        ({"sent_today": 200}, "200 messages"),
        ({"cap_per_day": 0}, "0 messages"),
    ],
)
def test_one_doubt_is_enough_to_wait(changes: dict[str, object], word: str) -> None:
    match clear_to_send(replace(SENDABLE, **changes)):
        case Hold(reason):
            assert word in reason
        case Clear():
            pytest.fail("left by itself")
        case other:
            assert_never(other)


def test_the_gravest_reason_is_named_first() -> None:
    facts = replace(SENDABLE, mode="hold", proof=None, sent_today=999)

    assert clear_to_send(facts) == Hold(
        "nothing proves that the address is the requestor's (no DMARC pass, not in the directory)"
    )


@given(st.lists(st.sampled_from(sorted(FIELD_NAMES)), unique=True), st.randoms())
def test_the_order_of_the_asks_does_not_make_a_new_ask(asks: list[str], random: object) -> None:
    shuffled = list(asks)
    random.shuffle(shuffled)

    assert ask_digest("clarification", asks) == ask_digest("clarification", shuffled + shuffled)


def test_another_item_situation_or_reminder_is_a_new_ask() -> None:
    digests = {
        ask_digest("clarification", ["patient.dob"]),
        ask_digest("clarification", ["patient.dob", "patient.name"]),
        ask_digest("attached_reply", ["patient.dob"]),
        ask_digest("reminder", ["patient.dob"], 1),
        ask_digest("reminder", ["patient.dob"], 2),
    }

    assert len(digests) == 5
