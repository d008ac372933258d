"""Mails: envelope, bodies, quotes, attachments, and what broken programs send."""

from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from support import paper

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Address, PageSource, PartRole, Reading
from parsers.limits import Limits
from parsers.mail.html_text import html_to_text
from parsers.mail.quoting import split_quoted
from parsers.options import ReadOptions
from parsers.reading import PageReader, read
from parsers.unpack import unpack


def mail(text: str = "Please send my records.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {"Message-ID": "<1@quill.example>", "From": "Ada Quill <ada@quill.example>", "Subject": "Records"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    return message


def one_page_pdf() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for number, text in enumerate(paper.LETTER):
        canvas.drawString(72, 700 - 20 * number, text)
    canvas.save()
    return out.getvalue()


def texts(reading: Reading) -> dict[str, str]:
    return {page.part: page.text() for page in reading.pages}


def test_the_envelope_is_read(reader: PageReader) -> None:
    message = mail(
        To="records@clinic.example",
        Cc="Bo Reed <bo@reed.example>, c@reed.example",
        Reply_To="office@quill.example",
        Return_Path="<ada@quill.example>",
        In_Reply_To="<0@clinic.example>",
        References="<a@clinic.example> <0@clinic.example>",
        Auto_Submitted="auto-replied; owner=x",
        Precedence="Bulk",
        List_Id="<news.example>",
    )
    raw = (
        b"Received: from mx.example by clinic.example; Mon, 2 Mar 2026 10:00:05 -0500\n"
        b"Received: from pc.example by mx.example; Mon, 2 Mar 2026 09:00:00 -0500\n"
        b"Authentication-Results: clinic.example; dmarc=pass\n"
        b"Authentication-Results: other.example; dmarc=fail\n" + message.as_bytes()
    )
    envelope = reader.read(raw).envelope
    assert envelope is not None
    assert envelope.message_id == "<1@quill.example>"
    assert envelope.sender == Address(name="Ada Quill", address="ada@quill.example")
    assert [address.address for address in envelope.cc] == ["bo@reed.example", "c@reed.example"]
    assert envelope.reply_to == (Address(address="office@quill.example"),)
    assert envelope.return_path == "ada@quill.example"
    assert envelope.in_reply_to == "<0@clinic.example>"
    assert envelope.references == ("<a@clinic.example>", "<0@clinic.example>")
    assert (envelope.auto_submitted, envelope.precedence) == ("auto-replied", "bulk")
    assert envelope.list_headers is True
    assert envelope.authentication_results == ("clinic.example; dmarc=pass", "other.example; dmarc=fail")
    assert envelope.received == datetime(2026, 3, 2, 15, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(("header", "expected"), [("<>", ""), ("<a@b.example>", "a@b.example"), (None, None)])
def test_a_null_return_path_is_not_a_missing_one(header: str | None, expected: str | None) -> None:
    raw = mail().as_bytes()
    if header is not None:
        raw = f"Return-Path: {header}\n".encode() + raw
    envelope = unpack(raw, Limits()).envelope
    assert envelope is not None
    assert envelope.return_path == expected


@pytest.mark.parametrize(
    "extra", [b"From: Mallory <m@evil.example>\n", b"From: m@evil.example, ada@quill.example\n"]
)
def test_a_mail_from_several_has_no_sender(extra: bytes) -> None:
    envelope = unpack(extra + mail().as_bytes(), Limits()).envelope
    assert envelope is not None
    assert envelope.sender is None


def test_a_delivery_report_is_known_by_its_kind_or_its_words() -> None:
    report = b"From: x@y.example\nSubject: x\nMIME-Version: 1.0\n"
    report += b"Content-Type: multipart/report; boundary=b\n\n--b\n\nno\n--b--\n"
    words = mail(Return_Path="<>", Subject="Undelivered Mail Returned to Sender").as_bytes()
    envelopes = [unpack(raw, Limits()).envelope for raw in (report, words, mail().as_bytes())]
    assert [envelope.delivery_report for envelope in envelopes if envelope] == [True, True, False]


def test_body_and_attachments_become_parts_with_running_page_numbers(reader: PageReader) -> None:
    message = mail()
    message.add_attachment(
        one_page_pdf(), maintype="application", subtype="octet-stream", filename="scan.jpg"
    )
    message.add_attachment(b"Just a note.", maintype="text", subtype="plain", filename="note.txt")
    reading = reader.read(message.as_bytes())
    assert [(part.id, part.media_type, part.role, part.pages) for part in reading.parts] == [
        ("0", "message/rfc822", PartRole.ATTACHMENT, ()),
        ("1", "text/plain", PartRole.BODY, (1,)),
        ("2", "application/pdf", PartRole.ATTACHMENT, (2,)),
        ("3", "text/plain", PartRole.ATTACHMENT, (3,)),
    ]
    assert [page.source for page in reading.pages] == [PageSource.PLAIN, PageSource.TEXT, PageSource.PLAIN]
    assert reading.pages[0].text() == "Please send my records."


def test_one_bad_attachment_does_not_hide_the_others(reader: PageReader) -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment(b"PK\x05\x06" + bytes(18), maintype="application", subtype="zip", filename="b.zip")
    message.add_attachment(one_page_pdf(), maintype="application", subtype="pdf", filename="c.pdf")
    reading = reader.read(message.as_bytes())
    assert [part.problem.kind if part.problem else None for part in reading.parts] == [
        None, None, Unreadable.CORRUPT, Unreadable.EMPTY, None,
    ]  # fmt: skip
    assert len(reading.pages) == 2


def test_of_alternatives_the_plain_text_is_read(reader: PageReader) -> None:
    message = mail("The plain words.")
    message.add_alternative("<p>The rich words.</p>", subtype="html")
    assert list(texts(reader.read(message.as_bytes())).values()) == ["The plain words."]


def test_html_is_read_when_the_plain_text_is_empty(reader: PageReader) -> None:
    message = mail(" ")
    message.add_alternative("<p>The rich words.</p>", subtype="html")
    assert list(texts(reader.read(message.as_bytes())).values()) == ["The rich words."]


def test_a_reply_s_history_is_a_part_of_its_own(reader: PageReader) -> None:
    body = "Here is the date you asked for: 2026-03-02.\n\n"
    body += "On Mon, 2 Mar 2026, Records wrote:\n> Which date?\n> Thanks\n"
    pages = texts(reader.read(mail(body, Subject="Re: Records").as_bytes()))
    assert pages["1"] == "Here is the date you asked for: 2026-03-02."
    assert pages["1.quoted"].splitlines()[0] == "On Mon, 2 Mar 2026, Records wrote:"


@pytest.mark.parametrize(
    "head",
    [
        "-----Original Message-----\nFrom: Records\nSent: Monday",
        "________________________________\nFrom: Records <r@clinic.example>\nSent: Monday, March 2\nTo: Ada",
        "On Monday, March 2, 2026 at 10:00 AM Records\n<r@clinic.example> wrote:",
        "El lun, 2 mar 2026 a las 10:00, Records escribió:",
    ],
)
def test_history_is_known_in_many_dresses(head: str) -> None:
    fresh, quoted = split_quoted(f"My answer.\n\n{head}\nThe old question?", "Re: x")
    assert fresh.strip() == "My answer."
    assert "old question" in quoted


def test_what_is_forwarded_is_the_message() -> None:
    text = "FYI\n\n---------- Forwarded message ---------\nFrom: Bo\nDate: today\n\nPlease send my records."
    assert split_quoted(text, "Fwd: records") == (text, "")
    assert split_quoted(text, "records") == (text, "")


def test_a_line_that_begins_with_on_is_no_history() -> None:
    text = "On Monday I was seen by Dr. Reed.\nHe wrote: rest.\nPlease send the notes."
    assert split_quoted(text, "Records") == (text, "")


def test_table_rows_stay_on_one_line_and_cells_apart() -> None:
    markup = (
        "<table><tr><td>Patient name</td><td>Ada Quill</td></tr>"
        "<tr><td><p>Date of birth</p></td><td><div>03/04/1971</div></td></tr></table><p>Thank you</p>"
    )
    assert html_to_text(markup).splitlines() == [
        "Patient name:\tAda Quill",
        "Date of birth:\t03/04/1971",
        "Thank you",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">x secret</div>',
        '<span style="font-size:0px">secret</span>',
        "<p hidden>secret</p>",
        "<style>secret</style>",
        "<script>secret</script>",
        "<!-- secret -->",
        '<i style="visibility: hidden">secret</i>',
    ],
)
def test_hidden_text_is_dropped(hidden: str) -> None:
    assert html_to_text(f"<p>seen</p>{hidden}<p>also</p>").split() == ["seen", "also"]


def test_a_logo_in_the_text_is_no_page_but_a_scan_in_the_text_is(reader: PageReader) -> None:
    for size, pages in (((300, 90), 1), ((1700, 2200), 2)):
        out = BytesIO()
        Image.new("L", size, 255).save(out, "PNG")
        message = mail(" ")
        message.add_alternative('<p>Hello</p><img src="cid:logo">', subtype="html")
        html = message.get_payload()[-1]
        html.add_related(out.getvalue(), maintype="image", subtype="png", cid="<logo>")
        assert len(reader.read(message.as_bytes()).pages) == pages


def test_an_enclosed_mail_is_opened(reader: PageReader) -> None:
    inner = mail("The inner words.", Subject="Inner")
    inner.add_attachment(one_page_pdf(), maintype="application", subtype="pdf", filename="c.pdf")
    outer = mail("See below.")
    outer.add_attachment(inner)
    reading = reader.read(outer.as_bytes())
    assert [part.id for part in reading.parts] == ["0", "1", "2", "2.1", "2.2"]
    pages = texts(reading)
    assert pages["2.1"] == "The inner words."
    assert "Subject: Inner" in pages["2"]
    assert reading.envelope is not None
    assert reading.envelope.subject == "Records"


def test_mails_are_opened_only_so_deep() -> None:
    message = mail("deepest")
    for _ in range(12):
        outer = mail("outer")
        outer.add_attachment(message)
        message = outer
    reading = read(message.as_bytes(), ReadOptions())
    assert [problem.kind for problem in reading.problems()] == [Unreadable.UNSUPPORTED]
    assert len(reading.pages) < 20


def _ten_thousand_parts() -> bytes:
    return (
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 10_000
        + b"--b--\n"
    )


def _endless_nesting() -> bytes:
    return b"MIME-Version: 1.0\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000)
    )


@pytest.mark.parametrize("content", [_ten_thousand_parts(), _endless_nesting()])
def test_more_parts_than_allowed_are_refused_quickly(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        unpack(content, Limits())
    assert caught.value.kind == Unreadable.TOO_LARGE


@pytest.mark.parametrize("charset", ["x-unknown", "rot13", "zlib", "idna", "utf-\x00", "punycode"])
def test_a_false_charset_does_not_hide_the_text(reader: PageReader, charset: str) -> None:
    raw = "Message-ID: <1@x.example>\nMIME-Version: 1.0\n"
    raw += f"Content-Type: text/plain; charset={charset}\n\nCaf\u00e9 records\n"
    reading = reader.read(raw.encode())
    assert "records" in reading.pages[0].text()


BROKEN = [
    b"Reply-To: =?utf-8?q?a=0D=0Ab?= <a@b.example>\n",
    b"From: =?utf-8?b?////?=\n",
    b'From: "unclosed <a@b.example>\n',
    b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\n",
    b"To: " + b"(" * 20_000 + b"\n",
    b"Received: nonsense; 99 Foo 20260 99:99:99\n",
    b"Date: \xff\xfe\n",
    b"Content-Type: multipart/mixed\n",
    b"Content-Type: message/delivery-status\n",
    b"Content-Type: text/plain; charset*=utf-8''%ff; name*0*=a; name*2=b\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Disposition: attachment; filename==?utf-8?q??=\n",
]


@pytest.mark.parametrize("header", BROKEN)
def test_broken_headers_never_raise(header: bytes) -> None:
    raw = b"Message-ID: <1@x.example>\nMIME-Version: 1.0\n" + header + b"\nbody\n"
    assert unpack(raw, Limits()).envelope is not None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["From", "To", "Subject", "Received", "References", "Content-Type",
                                           "Content-Disposition", "Auto-Submitted", "Return-Path"]),
                          st.binary(max_size=120)), max_size=8), st.binary(max_size=300))  # fmt: skip
def test_envelope_and_parts_of_any_mail_can_be_told(headers: list[tuple[str, bytes]], body: bytes) -> None:
    lines = b"".join(name.encode() + b": " + value.replace(b"\n", b" ") + b"\n" for name, value in headers)
    unpacked = unpack(b"Message-ID: <1@x.example>\n" + lines + b"\n" + body, Limits())
    assert unpacked.envelope is not None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_markup_gives_text(markup: str) -> None:
    assert "\x00<" not in html_to_text(f"<div>{markup}</div>")


def test_markup_nested_without_end_gives_its_text() -> None:
    assert html_to_text("<div>" * 30_000 + "deep").strip() == "deep"


def test_rich_text_attachments_are_read_and_their_pictures_told(reader: PageReader) -> None:
    rich = rb"{\rtf1\ansi Patient: Jane Doe\par {\trowd Born\cell 3/4/1961\cell\row}"
    message = mail()
    message.add_attachment(rich + b"}", maintype="application", subtype="rtf", filename="a.rtf")
    drawn = rich + rb"{\pict\pngblip\picw100\pich100 " + b"89504e47" * 800 + b"}}"
    message.add_attachment(drawn, maintype="application", subtype="rtf", filename="b.rtf")
    reading = reader.read(message.as_bytes())
    assert [texts(reading)[part].split() for part in ("2", "3")] == [
        ["Patient:", "Jane", "Doe", "Born", "3/4/1961"]
    ] * 2
    assert [part.problem.kind if part.problem else None for part in reading.parts] == [
        None, None, None, Unreadable.UNSUPPORTED,
    ]  # fmt: skip


def test_html_and_text_sent_as_files_are_read(reader: PageReader) -> None:
    message = mail()
    html = b"<html><body><table><tr><td>Patient</td><td>Jane Doe</td></tr></table></body></html>"
    message.add_attachment(html, maintype="text", subtype="html", filename="form.html")
    message.add_attachment(b"Claim number: B-22035", maintype="text", subtype="plain", filename="note.txt")
    said = texts(reader.read(message.as_bytes()))
    assert (said["2"], said["3"]) == ("Patient: Jane Doe", "Claim number: B-22035")


def test_photographed_pages_of_one_mail_are_all_read(reader: PageReader) -> None:
    message = mail()
    for number in (1, 2):
        page = paper.blank()
        paper.write(page, f"This is page {number} of the request.", 200, 300, 14)
        message.add_attachment(paper.as_png(page), maintype="image", subtype="png", filename=f"{number}.png")
    said = texts(reader.read(message.as_bytes()))
    assert ["page 1" in said["2"], "page 2" in said["3"]] == [True, True]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            "<td><p>Patient name</p><p>&nbsp;</p></td><td><p>Jane</p><p>Doe</p></td>",
            "Patient name:\tJane Doe",
        ),
        ("<td><b>DOB:</b></td><td>3/4/1961</td>", "DOB:\t3/4/1961"),
        ("<th>Name</th><th>Birth date</th>", "Name\tBirth date"),
        ("<td>Name:</td><td>Jane</td><td>DOB:</td><td>3/4/1961</td>", "Name:\tJane\nDOB:\t3/4/1961"),
        ("<td>Name</td><td>Jane</td><td>DOB</td><td>3/4/1961</td>", "Name\tJane\tDOB\t3/4/1961"),
        ("<td>Signature:</td><td></td>", "Signature:"),
    ],
)
def test_label_and_value_of_a_row_stay_on_one_line(cells: str, expected: str) -> None:
    assert html_to_text(f"<table><tr>{cells}</tr></table>") == expected


def test_html_is_read_where_the_plain_text_tore_its_table_apart(reader: PageReader) -> None:
    rows = (("Patient", "Jane Doe"), ("Date of birth", "3/4/1961"), ("Claim", "B-22035"))
    message = mail("\n\n".join(cell for row in rows for cell in row))
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    message.add_alternative(f"<table>{cells}</table>", subtype="html")
    assert list(texts(reader.read(message.as_bytes())).values()) == [
        "Patient: Jane Doe\nDate of birth: 3/4/1961\nClaim: B-22035"
    ]
