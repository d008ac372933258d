"""Word documents are read as if they had been printed: words, places to fill in, boxes, lines, scans."""

from datetime import date

import pytest
from docx import Document
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Inches
from support import paper
from support import word_files as word

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Channel, Page, PageSource, RequestDraft, State
from parsers.limits import Limits
from parsers.options import Context
from parsers.reading import PageReader
from parsers.understanding import understand
from parsers.word.document import read_docx


def only_request(reader: PageReader, content: bytes) -> RequestDraft:
    context = Context(
        channel=Channel.EMAIL, received_on=date(2026, 4, 1), facility_names=("Otter Creek Hospital",)
    )
    (request,) = understand(reader.read(content), context).requests
    return request


def only_page(reader: PageReader, content: bytes) -> Page:
    (page,) = reader.read(content).pages
    return page


def refusal(content: bytes) -> Unreadable:
    with pytest.raises(UnreadableDocument) as caught:
        list(read_docx(content, Limits()))
    return caught.value.kind


def test_text_comes_in_reading_order_with_header_tables_and_footer(reader: PageReader) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Quill & Reed, Attorneys"
    document.sections[0].footer.paragraphs[0].text = "Return to suite 4"
    document.add_paragraph("Before the table")
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "Claim", "B-22035"
    document.add_paragraph("After the table")
    page = only_page(reader, word.saved(document))
    assert page.source is PageSource.TEXT
    assert page.text().split("\n") == [
        "Quill & Reed, Attorneys", "Before the table", "Claim B-22035", "After the table", "Return to suite 4",
    ]  # fmt: skip


@pytest.mark.parametrize("ruled", [True, False])
def test_a_form_in_a_table_is_understood(reader: PageReader, ruled: bool) -> None:
    request = only_request(reader, word.saved(word.authorization(ruled=ruled)))
    found = {
        name: request.fields[name].value
        for name in ("patient.name", "patient.dob", "patient.mrn", "scope.start")
    }
    assert found == {
        "patient.name": "Jane Q. Public", "patient.dob": "1961-03-04", "patient.mrn": "884512",
        "scope.start": "2020-01-02",
    }  # fmt: skip
    assert request.fields["scope.record_types"].value == ("labs", "notes")
    assert request.fields["authorization.expires_on"].value == "2026-12-31"


def test_controls_are_read_as_values_and_placeholders_as_nothing(reader: PageReader) -> None:
    document = Document()
    word.add_control(document.add_paragraph("Patient name: "), "Jane Q. Public", "Patient")
    word.add_control(document.add_paragraph("Date of birth: "), None, "DOB")
    page = only_page(reader, word.saved(document))
    assert [(field.name, field.value) for field in page.fields] == [
        ("Patient", "Jane Q. Public"),
        ("DOB", None),
    ]
    assert "Click" not in page.text()


def test_boxes_of_every_kind_are_told_on_from_off(reader: PageReader) -> None:
    document = Document()
    for add in (word.add_box, word.add_legacy_box):
        for checked in (True, False):
            paragraph = document.add_paragraph()
            add(paragraph, checked)
            paragraph.add_run(" Imaging")
    document.add_paragraph("☑ Labs  ☐ Notes  [X] Billing  [ ] Therapy")
    page = only_page(reader, word.saved(document))
    assert [field.checked for field in page.fields] == [True, False, True, False, True, False, True, False]


def test_a_legacy_text_field_is_a_place_with_its_value(reader: PageReader) -> None:
    document = Document()
    word.add_legacy_text(document.add_paragraph("Patient name: "), "Jane Q. Public")
    word.add_legacy_text(document.add_paragraph("Date of birth: "), "\u2002\u2002\u2002\u2002\u2002")
    page = only_page(reader, word.saved(document))
    assert [field.value for field in page.fields] == ["Jane Q. Public", None]


def test_an_empty_signature_line_is_absent_and_a_drawn_one_is_ink(reader: PageReader) -> None:
    def signed(drawn: bool) -> State:
        document = word.authorization()
        paragraph = document.add_paragraph("Signature of patient: ")
        if drawn:
            image = paper.blank().crop((0, 0, 460, 150))
            paper.scribble(image, 10, 90)
            paragraph.add_run().add_picture(word.picture(image), width=Inches(2))
        else:
            paragraph.add_run("______________________")
        return only_request(reader, word.saved(document)).fields["authorization.signed"].state

    assert (signed(drawn=False), signed(drawn=True)) == (State.ABSENT, State.PRESENT)


def test_tabs_with_a_leader_and_underlined_spaces_are_lines_to_write_on(reader: PageReader) -> None:
    document = Document()
    led = document.add_paragraph("Signature\t")
    led.paragraph_format.tab_stops.add_tab_stop(Inches(4), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    document.add_paragraph("Date ").add_run(" " * 20).underline = True
    assert len(only_page(reader, word.saved(document)).rules) == 2


def test_deleted_and_hidden_words_are_not_read(reader: PageReader) -> None:
    document = Document()
    paragraph = document.add_paragraph("Seen ")
    paragraph.add_run("hidden").font.hidden = True
    word.add_markup(
        paragraph,
        f"<w:del {word.nsdecls('w')}><w:r><w:delText>deleted</w:delText></w:r></w:del>",
        f"<w:ins {word.nsdecls('w')}><w:r><w:t>inserted</w:t></w:r></w:ins>",
    )
    assert only_page(reader, word.saved(document)).text() == "Seen inserted"


def test_page_breaks_and_long_texts_begin_new_pages(reader: PageReader) -> None:
    document = Document()
    document.add_paragraph("First").add_run().add_break(WD_BREAK.PAGE)
    for number in range(60):
        document.add_paragraph(f"Line {number}")
    pages = reader.read(word.saved(document)).pages
    assert [page.text().split("\n")[0] for page in pages][:2] == ["First", "Line 0"]
    assert len(pages) == 3


def test_a_layout_table_that_holds_the_whole_letter_is_not_pushed_off_the_page(reader: PageReader) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    for number in range(70):
        cell.add_paragraph(f"Line {number}")
    pages = reader.read(word.saved(document)).pages
    assert len(pages) == 2
    assert all(word.box[3] <= 1 for page in pages for word in page.words)


def test_a_pasted_scan_is_a_page_of_its_own(reader: PageReader) -> None:
    document = Document()
    document.add_paragraph("See the scan below.")
    document.add_picture(word.picture(paper.typed_letter()), width=Inches(6))
    pages = reader.read(word.saved(document)).pages
    assert [page.source for page in pages] == [PageSource.TEXT, PageSource.OCR]
    assert "complete medical record" in pages[1].text()


def test_a_text_box_is_read_once(reader: PageReader) -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent>"
    word.add_markup(
        document.add_paragraph("Outside"),
        f'<w:r {word.nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    )
    assert only_page(reader, word.saved(document)).text() == "Outside\nBoxed words"


def test_what_is_not_read_is_told_after_what_is(reader: PageReader) -> None:
    document = Document()
    paragraph = document.add_paragraph("Words")
    word.add_markup(paragraph, f"<w:r {word.nsdecls('w')}><w:object/></w:r>")
    reading = reader.read(word.saved(document))
    assert [page.text() for page in reading.pages] == ["Words"]
    assert [problem.kind for problem in reading.problems()] == [Unreadable.UNSUPPORTED]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95])
def test_a_document_that_is_cut_off_is_corrupt(reader: PageReader, share: float) -> None:
    content = word.saved(word.authorization())
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(content[: int(len(content) * share)])
    assert caught.value.kind == Unreadable.CORRUPT


def test_entities_from_outside_are_not_fetched() -> None:
    content = word.saved(word.authorization())
    body = word.part_of(content, "word/document.xml")
    head, rest = body.split(b"?>", 1)
    hostile = (
        head
        + b'?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
        + rest.replace(b"Jane Q. Public", b"Jane &secret; Public")
    )
    assert refusal(word.with_part(content, "word/document.xml", hostile)) == Unreadable.CORRUPT


def test_entities_that_multiply_are_not_spun_out() -> None:
    content = word.saved(word.authorization())
    head, rest = word.part_of(content, "word/document.xml").split(b"?>", 1)
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha")
        for number in range(10)
    )
    hostile = head + b"?><!DOCTYPE x [" + laughs + b"]>" + rest.replace(b"Jane Q. Public", b"&l9;")
    assert refusal(word.with_part(content, "word/document.xml", hostile)) == Unreadable.CORRUPT


def test_a_document_that_unpacks_to_a_bomb_is_refused() -> None:
    content = word.saved(word.authorization())
    assert refusal(word.with_part(content, "word/styles.xml", bytes(500_000_000))) == Unreadable.TOO_LARGE
    assert refusal(word.with_part(content, "word/styles.xml", bytes(60_000_000))) == Unreadable.TOO_LARGE


def test_tables_nested_without_end_are_corrupt() -> None:
    content = word.saved(word.authorization())
    opened = b"<w:tbl><w:tr><w:tc>" * 3000
    closed = b"</w:tc></w:tr></w:tbl>" * 3000
    body = word.part_of(content, "word/document.xml").replace(b"<w:body>", b"<w:body>" + opened + closed)
    assert refusal(word.with_part(content, "word/document.xml", body)) == Unreadable.CORRUPT


def test_a_locked_document_asks_for_an_open_copy(reader: PageReader) -> None:
    from support.compound_file import compound_file

    content = compound_file({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 300})
    with pytest.raises(UnreadableDocument, match="password") as caught:
        reader.read(content)
    assert caught.value.kind == Unreadable.ENCRYPTED
