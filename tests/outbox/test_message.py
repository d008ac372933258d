"""The bytes of a message."""

from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from outbox.facts import Rendered
from outbox.message import Outgoing, build, identifiers, new_message_id

RENDERED = Rendered(
    language="es",
    subject="Su solicitud R-7K2P-94QX: todavía falta un elemento",
    text="Buenos días:\n\n¿Qué falta?\n.un punto al principio\n" + "x" * 1200 + "\n",
    html='<!DOCTYPE html>\n<html lang="es"><body><p>Buenos días</p></body></html>\n',
)
PLAIN = Outgoing(
    key="row-1",
    rendered=RENDERED,
    recipient="records@law.example",
    from_address="roi@clinic.example",
    from_name="Clínica del Río, Oficina",
    reply_to="answers@clinic.example",
    message_id_domain="clinic.example",
    sent_at=datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=-6))),
    in_reply_to="<parent@law.example>",
    references=("<first@law.example>", "<parent@law.example>"),
)
NAMES = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]


def _parse(content: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(content, policy=SMTP))


def _with(**changes: object) -> Outgoing:
    return Outgoing.model_validate({**dict(PLAIN), **changes})


def test_a_message_carries_these_headers() -> None:
    message = _parse(build(PLAIN))

    assert {name: str(message[name]) for name in message} == {
        "From": '"Clínica del Río, Oficina" <roi@clinic.example>',
        "To": "records@law.example",
        "Reply-To": "answers@clinic.example",
        "Subject": "Su solicitud R-7K2P-94QX: todavía falta un elemento",
        "Date": "Thu, 05 Mar 2026 09:30:00 -0600",
        "Message-ID": new_message_id("row-1", "clinic.example"),
        "In-Reply-To": "<parent@law.example>",
        "References": "<first@law.example> <parent@law.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
        "Content-Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }


def test_a_message_says_the_same_as_text_and_as_html() -> None:
    message = _parse(build(PLAIN))
    text, html = message.get_body(("plain",)), message.get_body(("html",))

    assert message.get_content_type() == "multipart/alternative"
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == RENDERED.text
    assert html is not None
    assert html.get_content().replace("\r\n", "\n") == RENDERED.html


def test_a_message_is_seven_bit_with_short_crlf_lines() -> None:
    content = build(PLAIN)
    lines = content.split(b"\r\n")

    assert content.isascii()
    assert [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 120] == []


def test_the_same_row_gives_the_same_bytes_and_another_row_another_message_id() -> None:
    assert build(PLAIN) == build(_with())
    assert new_message_id("row-1", "clinic.example") != new_message_id("row-2", "clinic.example")
    assert identifiers(new_message_id("row-1", "clinic.example")) == [
        new_message_id("row-1", "clinic.example")
    ]


def test_a_message_that_answers_nothing_is_auto_generated_and_stands_alone() -> None:
    message = _parse(build(_with(in_reply_to=None, references=(), reply_to="roi@clinic.example")))

    assert (
        message["Auto-Submitted"],
        message["In-Reply-To"],
        message["References"],
        message["Reply-To"],
    ) == (
        "auto-generated",
        None,
        None,
        None,
    )


def test_long_identifiers_are_folded_and_never_encoded() -> None:
    long = [f"<{letter * 200}@mail.prod.example>" for letter in "abcdef"]

    content = build(_with(in_reply_to=long[-1], references=tuple(long[:-1])))

    assert _parse(content)["References"].split() == long
    assert ("References: " + "\r\n ".join(long) + "\r\n").encode() in content


def test_a_long_thread_keeps_its_root_and_its_end() -> None:
    thread = [f"<{number}@law.example>" for number in range(300)]

    kept = _parse(build(_with(in_reply_to=thread[-1], references=tuple(thread))))["References"].split()

    assert kept == [thread[0], *thread[-19:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a@b.example>", ["<a@b.example>"]),
        ("<a@b.example>\r\n <c@d.example>", ["<a@b.example>", "<c@d.example>"]),
        ("<a@b.example>\r\nBcc: x@evil.example", ["<a@b.example>"]),
        ("<a@b\r\nBcc: x@evil.example>", []),
        ("<a b@c.example>", []),
        ("<ñ@c.example>", []),
        ("<\x00@c.example>", []),
        ("<" + "x" * 300 + "@c.example>", []),
        ("<=?utf-8?q?=0AX:_y?=@c.example>", []),
        ("no identifier", []),
    ],
)
def test_only_well_formed_identifiers_are_kept(text: str, expected: list[str]) -> None:
    assert identifiers(text) == expected


@pytest.mark.parametrize("field", ["recipient", "from_address", "reply_to", "message_id_domain", "from_name"])
@pytest.mark.parametrize(
    "bad",
    [
        "x@law.example\r\nBcc: y@evil.example",
        "x@law.example\n",
        "x\x00@law.example",
        "=?utf-8?q?=0AX:_y?=@law.example",
        "=??Q?=0A",
    ],
)
def test_what_could_become_a_line_break_is_refused(field: str, bad: str) -> None:
    with pytest.raises(ValidationError):
        _with(**{field: bad})


anything = (
    st.text(max_size=80)
    | st.text(alphabet="=?qQbB0AD_:<>@ax.\r\n \x00\x85\u2028", max_size=60)
    | st.sampled_from(
        [
            "a\r\nBcc: x@evil.example",
            "a\nX: y",
            "a\r\n\r\nbody",
            "<=?utf-8?q?=0AX:_y?=@x>",
            "=?utf-8?q?=0AX:_y?=",
        ]
    )
)


@given(
    st.fixed_dictionaries({"in_reply_to": anything, "references": st.lists(anything, max_size=4).map(tuple)})
)
def test_nothing_in_a_thread_s_identifiers_can_add_a_header(changes: dict[str, object]) -> None:
    message = _parse(build(_with(**changes)))

    assert set(message.keys()) <= set(NAMES)
    assert message.get_content_type() == "multipart/alternative"


@given(
    st.sampled_from(["from_name", "from_address", "recipient", "reply_to", "message_id_domain", "key"]),
    anything,
)
def test_no_text_in_any_field_can_add_a_header(field: str, text: str) -> None:
    try:
        outgoing = _with(**{field: text})
    except ValidationError:
        return

    message = _parse(build(outgoing))

    assert sorted(message.keys()) == sorted(NAMES)
    assert [item.addr_spec for item in message["To"].addresses] == [outgoing.recipient]


def test_an_encoded_line_break_in_a_subject_builds_no_message() -> None:
    subject = "=?utf-8?q?=0ABcc:_x@evil.example?="

    with pytest.raises(ValueError, match="header"):
        build(_with(rendered=RENDERED.model_copy(update={"subject": subject})))


@given(anything)
def test_no_subject_can_add_a_header(subject: str) -> None:
    outgoing = _with(rendered=RENDERED.model_copy(update={"subject": subject}))

    try:
        content = build(outgoing)
    except ValueError:
        return

    assert sorted(_parse(content).keys()) == sorted(NAMES)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_arrives_as_it_was(text: str, html: str) -> None:
    rendered = RENDERED.model_copy(
        update={"text": "\n".join((text + "\n").splitlines()) + "\n", "html": html}
    )

    message = _parse(build(_with(rendered=rendered, sent_at=datetime(2026, 3, 5, tzinfo=UTC))))
    body = message.get_body(("plain",))

    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == rendered.text
