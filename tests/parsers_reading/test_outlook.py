"""Outlook's .msg files and winmail.dat bundles are read as the mails they stand for."""

import contextlib
from email.message import EmailMessage
from io import BytesIO

import compressed_rtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support import outlook_files as outlook
from support import paper
from support.outlook_files import Mail, msg, winmail

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Address, PageSource, PartRole, Reading
from parsers.limits import Limits
from parsers.outlook.bundle import read_bundle
from parsers.outlook.message_file import read_message_file
from parsers.reading import PageReader
from parsers.unpack import unpack

HEADERS = """Received: from mx.example by clinic.example; Mon, 2 Mar 2026 10:00:05 -0500\r
From: Ada Quill <ada@quill.example>\r
To: records@clinic.example\r
Subject: Records of my client\r
Message-ID: <7@quill.example>\r
Authentication-Results: clinic.example; dmarc=pass\r
Content-Type: application/ms-tnef\r
"""


def sent(**changes: object) -> Mail:
    properties = {outlook.HEADERS: HEADERS, outlook.BODY: "Please send the records of Jane Doe."}
    return Mail(properties | {getattr(outlook, name): value for name, value in changes.items()})  # type: ignore[dict-item]


def texts(reading: Reading) -> dict[str, str]:
    return {page.part: page.text() for page in reading.pages}


def logo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 40), "navy").save(out, "PNG")
    return out.getvalue()


def test_a_message_file_has_the_envelope_it_travelled_with(reader: PageReader) -> None:
    envelope = reader.read(msg(sent())).envelope
    assert envelope is not None
    assert envelope.sender == Address(name="Ada Quill", address="ada@quill.example")
    assert envelope.subject == "Records of my client"
    assert envelope.message_id == "<7@quill.example>"


def test_a_saved_message_vouches_for_nobody(reader: PageReader) -> None:
    envelope = reader.read(msg(sent())).envelope
    assert envelope is not None
    assert envelope.authentication_results == ()


def test_a_message_that_never_travelled_has_an_envelope_of_its_properties(reader: PageReader) -> None:
    mail = Mail(
        {
            outlook.SUBJECT: "Records\nof my client",
            outlook.SENDER_NAME: "Ada Quill",
            outlook.SENDER_SMTP: "ada@quill.example",
            outlook.BODY: "Please send them.",
        },
        recipients=[
            {
                outlook.DISPLAY_NAME: "Records",
                outlook.SMTP_ADDRESS: "records@clinic.example",
                outlook.RECIPIENT_KIND: 1,
            }
        ],
    )
    envelope = reader.read(msg(mail)).envelope
    assert envelope is not None
    assert envelope.sender == Address(name="Ada Quill", address="ada@quill.example")
    assert [address.address for address in envelope.to] == ["records@clinic.example"]
    assert envelope.subject == "Records of my client"


@pytest.mark.parametrize("write", [msg, winmail])
def test_body_and_attachments_are_read(reader: PageReader, write) -> None:  # type: ignore[no-untyped-def]
    mail = sent()
    mail.attachments = [({outlook.FILE_NAME: "scan.png"}, paper.as_png(paper.typed_letter()))]
    reading = reader.read(write(mail))
    said = texts(reading)
    assert said["1"] == "Please send the records of Jane Doe."
    assert "complete medical record" in said["2"]
    assert [part.role for part in reading.parts][1] is PartRole.BODY
    assert reading.problems() == ()


@pytest.mark.parametrize("write", [msg, winmail])
def test_a_message_inside_a_message_is_read(reader: PageReader, write) -> None:  # type: ignore[no-untyped-def]
    mail = sent()
    mail.attachments = [({}, sent(BODY="The first request came in May."))]
    assert "The first request came in May." in texts(reader.read(write(mail))).values()


@pytest.mark.parametrize("write", [msg, winmail])
def test_rich_text_is_read_where_there_is_no_other_body(reader: PageReader, write) -> None:  # type: ignore[no-untyped-def]
    rich = rb"{\rtf1\ansi\ansicpg1252 Please send the records of Jos\'e9 Doe.\par Thank you.}"
    mail = Mail({outlook.HEADERS: HEADERS, outlook.RTF_BODY: compressed_rtf.compress(rich)})
    assert texts(reader.read(write(mail)))["1"] == "Please send the records of José Doe.\nThank you."


def test_an_html_body_keeps_label_and_value_together(reader: PageReader) -> None:
    html = b"<table><tr><td>Patient</td><td>Jane Doe</td></tr><tr><td>DOB</td><td>3/4/1961</td></tr></table>"
    mail = Mail(
        {
            outlook.HEADERS: HEADERS,
            outlook.HTML_BODY: html,
            outlook.BODY: "Patient\n\nJane Doe\n\nDOB\n\n3/4/1961",
        }
    )
    assert texts(reader.read(msg(mail)))["1"].split("\n") == ["Patient: Jane Doe", "DOB: 3/4/1961"]


def test_a_picture_of_the_signature_block_is_listed_and_not_read(reader: PageReader) -> None:
    mail = sent()
    mail.attachments = [({outlook.HIDDEN: 1}, logo())]
    reading = reader.read(msg(mail))
    assert [part.pages for part in reading.parts] == [(), (1,), ()]


def test_a_document_that_was_only_linked_is_told_by_its_place(reader: PageReader) -> None:
    mail = sent()
    mail.attachments = [
        ({outlook.METHOD: 7, outlook.LONG_PATH: "https://files.quill.example/form.pdf"}, None)
    ]
    assert texts(reader.read(msg(mail)))["2"] == "https://files.quill.example/form.pdf"


def test_what_a_winmail_bundle_says_again_is_read_once(reader: PageReader) -> None:
    bundled = sent()
    bundled.attachments = [({outlook.FILE_NAME: "scan.png"}, paper.as_png(paper.typed_letter()))]
    message = EmailMessage()
    message["From"], message["Message-ID"] = "ada@quill.example", "<1@quill.example>"
    message.set_content("Please send the records of Jane Doe.")
    message.add_attachment(
        winmail(bundled), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    reading = reader.read(message.as_bytes())
    assert [page.part for page in reading.pages] == ["1", "2.2"]
    assert [page.source for page in reading.pages] == [PageSource.PLAIN, PageSource.OCR]


def test_an_attachment_that_cannot_be_read_does_not_hide_the_others(reader: PageReader) -> None:
    mail = sent()
    mail.attachments = [({}, b"%PDF-1.7 broken"), ({}, paper.as_png(paper.typed_letter()))]
    reading = reader.read(msg(mail))
    assert [problem.kind for problem in reading.problems()] == [Unreadable.CORRUPT]
    assert [page.part for page in reading.pages] == ["1", "3"]


def test_messages_nested_without_end_are_told(reader: PageReader) -> None:
    mail = sent()
    for _ in range(9):
        outer = sent()
        outer.attachments = [({}, mail)]
        mail = outer
    reading = reader.read(msg(mail))
    assert len(reading.parts) < 30
    assert len(texts(reading)) >= 5


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off_is_corrupt(share: float) -> None:
    mail = sent()
    mail.attachments = [({}, bytes(range(256)) * 40)]
    for write, read in ((msg, read_message_file), (winmail, read_bundle)):
        content = write(mail)
        with pytest.raises(UnreadableDocument) as caught:
            read(content[: int(len(content) * share)], 5)
        assert caught.value.kind == Unreadable.CORRUPT


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=12))
def test_damage_is_read_past_or_told_and_nothing_else(damage: list[tuple[int, int]]) -> None:
    mail = sent()
    mail.attachments = [({}, b"note to file"), ({}, sent())]
    for write in (msg, winmail):
        content = bytearray(write(mail))
        for at, value in damage:
            content[8 + at % (len(content) - 8)] = value
        with contextlib.suppress(UnreadableDocument):
            assert unpack(bytes(content), Limits()).pieces
