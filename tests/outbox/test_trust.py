"""Who a mail is proven to come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.model import Address, Envelope
from outbox.trust import proven_sender

OURS = "mx.clinic.example"
PASS = f"{OURS}; dkim=pass header.d=law.example; dmarc=pass (p=reject dis=none) header.from=law.example"
FAIL = f"{OURS}; dmarc=fail (p=none) header.from=law.example"
EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.7)\r\n smtp.mailfrom=law.example; dkim=pass (signature was verified)\r\n"
    " header.d=law.example;dmarc=pass action=none\r\n header.from=law.example;compauth=pass reason=100"
)


def _mail(*headers: str, sender: str | None = "paralegal@law.example") -> Envelope:
    who = None if sender is None else Address(name="Any Name", address=sender)
    return Envelope(sender=who, authentication_results=headers)


def test_a_pass_by_our_server_proves_the_sender() -> None:
    assert proven_sender(_mail(PASS), [OURS]) == "paralegal@law.example"


@pytest.mark.parametrize(
    "header",
    [
        PASS.replace(OURS, OURS.upper()),
        PASS.replace(OURS, f"{OURS} 1"),
        PASS.replace(OURS, f"(added by us) {OURS}"),
        PASS.replace("; ", ";\r\n\t"),
        f"{OURS}; dmarc=pass policy.dmarc=reject header.from=LAW.example; x-new=odd",
        f"{OURS}; spf=fail smtp.mailfrom=other.example; dmarc=pass header.from=law.example.",
    ],
)
def test_every_lawful_way_of_writing_a_pass_is_understood(header: str) -> None:
    assert proven_sender(_mail(header), [OURS]) == "paralegal@law.example"


@pytest.mark.parametrize(
    "results",
    [
        ' dkim=pass header.i=@law.example header.s=s1 header.b="AbC+/=";\r\n spf=pass (mx.clinic.example: domain of'
        " x@law.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=x@law.example;\r\n"
        " dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=law.example",
        " dmarc=pass (p=none dis=none) header.from=law.example",
        " dkim=pass (2048-bit key; unprotected) header.d=law.example header.a=rsa-sha256 header.s=x header.b=a;"
        " dmarc=pass (policy=reject) header.from=law.example; dkim-atps=neutral",
        " auth=pass smtp.auth=x@law.example; arc=none (no signatures found); dmarc=pass"
        " policy.published-domain-policy=reject policy.evaluated-disposition=none (p=reject,d=none)"
        " policy.policy-from=p header.from=law.example; iprev=pass policy.iprev=192.0.2.9 (mail.law.example)",
        " spf=pass smtp.mailfrom=x@law.example; dmarc=pass(p=REJECT) header.from=law.example",
    ],
)
def test_the_shapes_that_common_mail_servers_write_are_understood(results: str) -> None:
    assert proven_sender(_mail(f"{OURS};{results}"), [OURS]) == "paralegal@law.example"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (FAIL,),
        (FAIL, PASS),
        (f"{OURS}; none", PASS),
        (f"{OURS}; spf=pass smtp.mailfrom=law.example", PASS),
        (f"{OURS}; dmarc=pass header.from=(((", PASS),
        (f"{OURS}", PASS),
        ("", PASS),
        ("; dmarc=none", PASS),
        (f'"{OURS}"; dmarc=none', PASS),
        (f"{OURS}; dmarc=fail header.from=law.example; dmarc=pass header.from=law.example",),
        (f"{OURS}; dmarc=pass header.from=law.example; dmarc=pass header.from=law.example",),
        (f"{OURS}; dmarc=bestguesspass header.from=law.example",),
        (f"{OURS}; dmarc=pass",),
        (f"{OURS}; dmarc=pass header.from=example",),
        (f"{OURS}; dmarc=pass header.from=other.example",),
        (f"{OURS}; dmarc=pass header.from=evil.example header.from=law.example",),
        (f"{OURS}; dmarc=pass header.from=mail.law.example",),
        (f"{OURS}; dmarc=pass smtp.from=law.example",),
        (f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=law.example"',),
        (f"{OURS}; spf=none (dmarc=pass header.from=law.example)",),
        (f"{OURS}; " + "(" * 9000,),
        (PASS + " (" + "x" * 30_000 + ")",),
        (EXCHANGE,),
    ],
)
def test_anything_but_one_aligned_pass_on_top_proves_nobody(headers: tuple[str, ...]) -> None:
    assert proven_sender(_mail(*headers), [OURS]) is None


@pytest.mark.parametrize("name", ["mx.law.example", f"{OURS}.evil.example", f"not-{OURS}", "clinic.example"])
def test_another_server_s_word_counts_for_nothing(name: str) -> None:
    assert proven_sender(_mail(PASS.replace(OURS, name)), [OURS]) is None


def test_a_foreign_header_above_ours_is_passed_over() -> None:
    assert (
        proven_sender(_mail("filter.inside.example; x-scan=clean", PASS), [OURS]) == "paralegal@law.example"
    )


def test_without_trusted_servers_nobody_is_proven() -> None:
    assert proven_sender(_mail(PASS), []) is None


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("me@mail.law.example", "me@mail.law.example"),
        ("me@LAW.example", "me@LAW.example"),
        ("me@evil-law.example", None),
        ("me@law.example.evil.example", None),
        ("me@example", None),
        ("me@law.example, other@law.example", None),
        ("me@evil.example <x@law.example", None),
        ("me @law.example", None),
        ("@law.example", None),
        ("", None),
        (None, None),
    ],
)
def test_the_from_domain_must_be_the_one_that_passed_or_lie_below_it(
    sender: str | None, expected: str | None
) -> None:
    assert proven_sender(_mail(PASS, sender=sender), [OURS]) == expected


def test_exchange_online_writes_no_name_and_is_believed_only_where_configured() -> None:
    mail = _mail(EXCHANGE, PASS)

    assert proven_sender(mail, ["exchange-online"]) == "paralegal@law.example"
    assert (
        proven_sender(_mail(EXCHANGE.replace("dmarc=pass", "dmarc=fail"), EXCHANGE), ["exchange-online"])
        is None
    )


@given(st.lists(st.text(max_size=200), max_size=4), st.text(max_size=60))
def test_no_header_text_raises_or_proves_anyone_without_our_name(headers: list[str], sender: str) -> None:
    assert proven_sender(_mail(*headers, sender=sender), [OURS]) is None


@given(st.text(alphabet='();="\\ .\r\nabdmrcpsfo-', max_size=120))
def test_a_broken_header_with_our_name_does_not_raise(rest: str) -> None:
    answer = proven_sender(_mail(f"{OURS};{rest}"), [OURS])

    assert answer in (None, "paralegal@law.example")
