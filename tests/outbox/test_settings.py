"""The settings of outgoing mail, and which strings are addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from outbox.addresses import domain_of, is_host_name, is_plain, same, within
from outbox.settings import DeliverySettings, SmtpSettings

BASE = {"from_address": "roi@clinic.example"}


@pytest.mark.parametrize("model", [SmtpSettings, DeliverySettings])
def test_every_setting_says_what_it_is_for(model: type[SmtpSettings] | type[DeliverySettings]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_a_new_clinic_sends_nothing_by_itself() -> None:
    assert DeliverySettings.model_validate(BASE).mode == "hold"


@pytest.mark.parametrize(
    ("envelope_from", "expected"),
    [(None, "roi@clinic.example"), ("", ""), ("bounces@clinic.example", "bounces@clinic.example")],
)
def test_non_delivery_reports_come_back_unless_asked_otherwise(
    envelope_from: str | None, expected: str
) -> None:
    settings = DeliverySettings.model_validate({**BASE, "envelope_from": envelope_from})

    assert settings.bounce_address() == expected


def test_message_ids_use_our_own_domain_unless_told_otherwise() -> None:
    settings = DeliverySettings.model_validate(BASE)
    other = DeliverySettings.model_validate({**BASE, "message_id_domain": "mail.clinic.example"})

    assert (settings.id_domain(), other.id_domain()) == ("clinic.example", "mail.clinic.example")


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "dry_run"},
        {"mode": "maybe"},
        {"from_address": "Clinic <roi@clinic.example>"},
        {"from_name": "Clinic\r\nBcc: x@evil.example"},
        {"from_name": "=?utf-8?q?=0ABcc:_x?="},
        {"reply_to": "nobody"},
        {"envelope_from": "<>"},
        {"message_id_domain": "not a domain"},
        {"cap_per_day": -1},
        {"caps": 1},
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        DeliverySettings.model_validate({**BASE, **changes})


@pytest.mark.parametrize(
    "address",
    ["a@b.example", "First.Last+tag@sub.b.example", "x@localhost", "o'neil@b.example", "1@1.example"],
)
def test_plain_addresses_are_plain(address: str) -> None:
    assert is_plain(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b@c.example",
        "a b@c.example",
        "a@b.example\n",
        "a@b.example, c@d.example",
        "<a@b.example>",
        '"a b"@c.example',
        "a..b@c.example",
        ".a@c.example",
        "a@-c.example",
        "a@c..example",
        "a@[192.0.2.1]",
        "ñ@c.example",
        "a@ñ.example",
        "x" * 65 + "@c.example",
        "a@" + "c." * 130 + "example",
        "=?utf-8?q?x?=@c.example",
    ],
)
def test_anything_else_is_not(address: str) -> None:
    assert not is_plain(address)


@given(st.text(max_size=60))
def test_a_plain_address_is_one_visible_ascii_word(text: str) -> None:
    if is_plain(text):
        assert (text.isascii(), text.isprintable(), " " in text, text.count("@")) == (True, True, False, 1)
        assert is_host_name(domain_of(text))


@pytest.mark.parametrize(
    ("domain", "parent", "expected"),
    [
        ("efax.com", "efax.com", True),
        ("mail.EFAX.com.", "efax.com", True),
        ("notefax.com", "efax.com", False),
        ("com", "efax.com", False),
        ("efax.com", "", False),
    ],
)
def test_a_domain_lies_within_itself_and_those_above(domain: str, parent: str, expected: bool) -> None:
    assert within(domain, parent) is expected


def test_addresses_are_compared_without_case() -> None:
    assert same(" ROI@Clinic.example", "roi@clinic.example ")
    assert not same("roi@clinic.example", "roi@clinic.example.evil.example")
