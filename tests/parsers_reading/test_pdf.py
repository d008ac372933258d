"""PDFs: text layers, live forms, scans, encryption, damage."""

from collections.abc import Callable
from io import BytesIO

import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.colors import black
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas
from support import paper

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import FormField, FormKind, Page, PageSource
from parsers.limits import Limits
from parsers.options import ReadOptions
from parsers.reading import PageReader, read
from parsers.searchable import write_searchable_pdf

Draw = Callable[[Canvas], None]


def pdf(*pages: Draw) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=True)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def print_letter(canvas: Canvas) -> None:
    for number, text in enumerate(paper.LETTER):
        canvas.drawString(72, 700 - 20 * number, text)


def print_form(canvas: Canvas) -> None:
    form = canvas.acroForm
    canvas.drawString(72, 700, "Patient name")
    form.textfield(
        name="patient.name",
        tooltip="Name of the patient",
        x=200,
        y=692,
        width=200,
        height=20,
        value="Ada Quill",
    )
    form.textfield(name="patient.mrn", x=200, y=652, width=200, height=20, value="")
    form.checkbox(name="labs", x=72, y=600, size=14, checked=True, fillColor=None, borderColor=black)
    form.checkbox(name="notes", x=72, y=570, size=14, checked=False, fillColor=None, borderColor=black)
    form.radio(name="by", value="mail", x=72, y=540, size=14, selected=True)
    form.radio(name="by", value="fax", x=72, y=510, size=14, selected=False)
    form.choice(name="state", value="Ohio", options=["Ohio", "Iowa"], x=200, y=600, width=100, height=20)
    canvas.drawString(95, 602, "Laboratory reports")
    canvas.drawString(95, 572, "Progress notes")


def only_page(reader: PageReader, content: bytes) -> Page:
    (page,) = reader.read(content).pages
    return page


def by_name(page: Page) -> dict[str, FormField]:
    return {field.name: field for field in page.fields if field.kind is not FormKind.RADIO}


def test_words_of_a_text_layer_stand_where_they_are_printed(reader: PageReader) -> None:
    page = only_page(reader, pdf(lambda c: (print_letter(c), c.drawString(300, 200, "Quarterhorse"))))
    (word,) = [word for word in page.words if word.text == "Quarterhorse"]
    assert page.source is PageSource.TEXT
    assert word.confidence == 1.0
    assert word.box[0] == pytest.approx(300 / 612, abs=0.004)
    assert word.box[3] == pytest.approx((792 - 200) / 792, abs=0.006)
    assert (page.width, page.height) == pytest.approx((8.5, 11), abs=0.02)


def test_typewritten_words_are_whole_though_their_letters_stand_apart(reader: PageReader) -> None:
    def typewrite(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        canvas.drawString(72, 700, "Lauren Harris (412)555-0165 lauren.harris74@inbox.example 11/11/2021")

    found = only_page(reader, pdf(typewrite))

    expected = ["Lauren", "Harris", "(412)555-0165", "lauren.harris74@inbox.example", "11/11/2021"]
    assert expected == [word.text for word in found.words]


def test_words_set_one_by_one_without_spaces_stay_apart(reader: PageReader) -> None:
    expected = ["Odette", "Marchbanks", "of", "Fernbrook"]

    def set_apart(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        left = 72.0
        for word in expected:
            canvas.drawString(left, 700, word)
            left += canvas.stringWidth(word) + 2.8

    found = only_page(reader, pdf(set_apart))

    assert expected == [word.text for word in found.words]


def _saying(content: bytes, meanings: dict[str, str]) -> bytes:
    """A PDF in which some letters of its font stand for other signs, given in UTF-16 as hexadecimal digits."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    pairs = "\n".join(f"<{ord(letter):02X}> <{said}>" for letter, said in meanings.items())
    table = StreamObject()
    table.set_data(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Signs def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(meanings)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end".encode()
    )
    fonts = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        font.get_object()[NameObject("/ToUnicode")] = writer._add_object(table)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_sign_of_two_halves_is_one_sign_and_its_neighbours_stay_whole(reader: PageReader) -> None:
    printed = pdf(lambda c: (print_letter(c), c.drawString(72, 300, "~ Laboratory reports")))

    page = only_page(reader, _saying(printed, {"~": "D83DDDF9"}))

    assert page.text().splitlines()[-1] == "\N{BALLOT BOX WITH BOLD CHECK} Laboratory reports"


@pytest.mark.parametrize("half", ["D83D", "DDF9"], ids=["first", "second"])
def test_half_a_sign_is_no_error_and_costs_no_word(reader: PageReader, half: str) -> None:
    printed = pdf(lambda c: (print_letter(c), c.drawString(72, 300, "~ Laboratory reports")))

    page = only_page(reader, _saying(printed, {"~": half}))

    assert page.text().splitlines()[-1].endswith("Laboratory reports")
    assert page.model_dump_json().encode()


def test_the_text_of_a_page_reads_line_by_line(reader: PageReader) -> None:
    page = only_page(reader, pdf(print_letter))
    assert page.text().splitlines() == list(paper.LETTER)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_its_file_turns_is_read_as_it_is_shown(reader: PageReader, turn: int) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(print_form)))
    writer.pages[0].rotate(turn)
    out = BytesIO()
    writer.write(out)
    straight, turned = only_page(reader, pdf(print_form)), only_page(reader, out.getvalue())
    x0, y0, x1, y1 = by_name(straight)["labs"].box
    expected = {
        90: (1 - y1, x0, 1 - y0, x1),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (y0, 1 - x1, y1, 1 - x0),
    }
    assert by_name(turned)["labs"].box == pytest.approx(expected[turn], abs=0.002)


def test_form_values_are_read_as_values(reader: PageReader) -> None:
    fields = by_name(only_page(reader, pdf(print_form)))
    assert fields["patient.name"].value == "Ada Quill"
    assert fields["patient.name"].tooltip == "Name of the patient"
    assert fields["patient.mrn"].value is None
    assert fields["state"].value == "Ohio"
    assert fields["state"].kind is FormKind.CHOICE
    assert fields["labs"].checked is True
    assert fields["notes"].checked is False


def test_of_radio_buttons_only_the_chosen_one_is_checked(reader: PageReader) -> None:
    page = only_page(reader, pdf(print_form))
    buttons = [field for field in page.fields if field.kind is FormKind.RADIO]
    assert [(field.name, field.checked, field.value) for field in buttons] == [
        ("by", True, "mail"),
        ("by", False, None),
    ]


def test_form_check_boxes_are_marks_with_a_certain_state(reader: PageReader) -> None:
    page = only_page(reader, pdf(print_form))
    labs = by_name(page)["labs"].box
    (mark,) = [mark for mark in page.marks if mark.box == labs]
    assert mark.ticked is True
    assert len(page.marks) == 4


def test_what_a_form_field_shows_is_no_loose_ink(reader: PageReader) -> None:
    assert only_page(reader, pdf(print_form)).strokes == ()


def test_drawn_boxes_and_scribbles_on_a_born_digital_page_are_seen(reader: PageReader) -> None:
    def draw(canvas: Canvas) -> None:
        print_letter(canvas)
        canvas.rect(72, 500, 10, 10)
        canvas.rect(72, 470, 10, 10)
        canvas.line(70, 498, 84, 512)
        canvas.line(70, 512, 84, 498)
        canvas.drawString(90, 500, "Laboratory reports")
        canvas.drawString(90, 470, "Radiology reports")
        canvas.line(72, 300, 300, 300)
        path = canvas.beginPath()
        path.moveTo(80, 300)
        for step in range(12):
            path.curveTo(85 + 12 * step, 330, 88 + 12 * step, 280, 92 + 12 * step, 305)
        canvas.drawPath(path)

    page = only_page(reader, pdf(draw))
    assert [mark.ticked for mark in page.marks] == [True, False]
    assert any(stroke.box[1] < (792 - 300) / 792 < stroke.box[3] for stroke in page.strokes)
    assert any(rule.box[0] == pytest.approx(72 / 612, abs=0.01) for rule in page.rules)


def test_a_fax_in_a_pdf_is_read_as_the_fax_it_is(reader: PageReader) -> None:
    page = only_page(reader, paper.as_scan_pdf([paper.typed_letter()]))
    assert page.source is PageSource.OCR
    assert "complete medical record" in page.text()


def test_a_scan_with_hidden_text_is_recognised_anew(reader: PageReader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(paper.typed_letter(), 0, 0, 612, 792)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textLine("release everything to somebody else entirely")
        canvas.drawText(text)

    page = only_page(reader, pdf(draw))
    assert page.source is PageSource.OCR
    assert "complete medical record" in page.text()
    assert "somebody else" not in page.text()


def test_a_fax_header_typed_over_a_scan_does_not_hide_the_scan(reader: PageReader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(paper.typed_letter(), 0, 0, 612, 792)
        canvas.drawString(36, 780, "03/02/2026 09:14 FROM 513 555 0128 PAGE 1 OF 1")

    page = only_page(reader, pdf(draw))
    assert page.source is PageSource.OCR
    assert "complete medical record" in page.text()
    assert "555" in page.text()


def test_text_off_the_page_is_not_read(reader: PageReader) -> None:
    page = only_page(reader, pdf(lambda c: (print_letter(c), c.drawString(700, 300, "unseen"))))
    assert "unseen" not in page.text()


def test_notes_typed_onto_a_page_are_read(reader: PageReader) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(print_letter)))
    looks = pypdf.generic.StreamObject()
    looks.set_data(b"BT /F1 14 Tf 5 10 Td (Quarterhorse) Tj ET")
    looks.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([NumberObject(n) for n in (0, 0, 200, 30)]),
            NameObject("/Resources"): writer.pages[0]["/Resources"],
        }
    )
    note = FreeText(text="Quarterhorse", rect=(100, 300, 300, 330))
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(looks)})
    note[NameObject("/F")] = NumberObject(4)
    writer.add_annotation(0, note)
    out = BytesIO()
    writer.write(out)
    page = only_page(reader, out.getvalue())
    assert "Quarterhorse" in page.text()
    assert page.strokes == ()


def test_a_password_is_reported_as_such(reader: PageReader) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(_locked(user="open sesame", owner="master"))
    assert caught.value.kind == Unreadable.ENCRYPTED


def test_a_pdf_that_only_its_owner_may_change_is_read(reader: PageReader) -> None:
    page = only_page(reader, _locked(user="", owner="master"))
    assert page.text().startswith(paper.LETTER[0])


def _locked(*, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(print_letter)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("keep", [0.1, 0.02])
def test_a_pdf_that_breaks_off_is_corrupt(reader: PageReader, keep: float) -> None:
    whole = paper.as_scan_pdf([paper.typed_letter()])
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(whole[: int(len(whole) * keep)])
    assert caught.value.kind == Unreadable.CORRUPT


def test_too_many_pages_are_refused_at_once() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(pdf(*[print_letter] * 4), ReadOptions(limits=Limits(pages=3)))
    assert caught.value.kind == Unreadable.TOO_MANY_PAGES


def test_a_signature_field_says_whether_it_is_signed(reader: PageReader) -> None:
    page = only_page(reader, _with_signature_field(signed=True))
    unsigned = only_page(reader, _with_signature_field(signed=False))
    assert [(field.kind, field.checked) for field in page.fields] == [(FormKind.SIGNATURE, True)]
    assert [(field.kind, field.checked) for field in unsigned.fields] == [(FormKind.SIGNATURE, False)]


def _with_signature_field(*, signed: bool) -> bytes:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(print_letter)))
    widget = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("signature"),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (72, 100, 272, 140)]),
        }
    )
    if signed:
        seal = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
        widget[NameObject("/V")] = writer._add_object(seal)
    field = writer._add_object(widget)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([field])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_searchable_copy_holds_the_words_of_a_fax(tmp_path, reader: PageReader) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "copy.pdf"
    content = paper.as_fax([paper.typed_letter().rotate(180)])
    turned = [page.rotation for page in reader.read(content).pages]
    write_searchable_pdf(content, turned, ReadOptions(), target)
    copy = pypdf.PdfReader(target)
    assert len(copy.pages) == 1
    assert "medical record" in copy.pages[0].extract_text()
