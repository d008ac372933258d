"""Writes Word documents for tests, with what the writing library has no words for put in as markup."""

import zipfile
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def saved(document: WordDocument) -> bytes:
    """The file."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def authorization(*, ruled: bool = True) -> WordDocument:
    """A filled-in form: a table of particulars, boxes to tick, lines of prose."""
    document = Document()
    document.add_heading("Authorization for Release of Health Information", 1)
    table = document.add_table(rows=0, cols=2, style="Table Grid" if ruled else None)
    for label, value in (
        ("Patient name:", "Jane Q. Public"),
        ("Date of birth:", "03/04/1961"),
        ("Medical record number:", "884512"),
        ("Address:", "12 Elm Street, Albany NY 12207"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_paragraph("I authorize Otter Creek Hospital to release my records to:")
    document.add_paragraph("Name of recipient: Finch & Partners Law")
    document.add_paragraph("Dates of service: from 01/02/2020 to 03/31/2021")
    document.add_paragraph("Records to be released:")
    for line in ("☒ Laboratory results", "☐ Imaging reports", "[x] Progress notes", "[ ] Billing records"):
        document.add_paragraph(line)
    document.add_paragraph("This authorization expires on: 12/31/2026")
    return document


def add_control(paragraph: object, value: str | None, name: str = "") -> None:
    """Append a plain-text content control; None: its placeholder shows."""
    placeholder = "" if value is not None else "<w:showingPlcHdr/>"
    said = value if value is not None else "Click or tap here to enter text."
    add_markup(
        paragraph,
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{name}"/>{placeholder}<w:text/></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{said}</w:t></w:r></w:sdtContent></w:sdt>",
    )


def add_box(paragraph: object, checked: bool) -> None:
    """Append a check-box content control."""
    sign = "☒" if checked else "☐"
    add_markup(
        paragraph,
        f'<w:sdt {nsdecls("w")} {W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(checked)}"/>'
        f"</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>",
    )


def add_legacy_box(paragraph: object, checked: bool) -> None:
    """Append a check box of the older kind (a FORMCHECKBOX field)."""
    add_markup(
        paragraph,
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/>'
        f'<w:checkBox><w:sizeAuto/><w:default w:val="{int(checked)}"/></w:checkBox></w:ffData></w:fldChar></w:r>',
        f"<w:r {nsdecls('w')}><w:instrText> FORMCHECKBOX </w:instrText></w:r>",
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>',
    )


def add_legacy_text(paragraph: object, value: str) -> None:
    """Append a text field of the older kind (FORMTEXT)."""
    add_markup(
        paragraph,
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/>'
        "<w:textInput/></w:ffData></w:fldChar></w:r>",
        f"<w:r {nsdecls('w')}><w:instrText> FORMTEXT </w:instrText></w:r>",
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="separate"/></w:r>',
        f"<w:r {nsdecls('w')}><w:t>{value}</w:t></w:r>",
        f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="end"/></w:r>',
    )


def add_markup(paragraph: object, *markup: str) -> None:
    """Append elements to a paragraph."""
    for each in markup:
        paragraph._p.append(parse_xml(each))  # type: ignore[attr-defined] # the library has no types


def picture(image: Image.Image) -> BytesIO:
    """A picture to insert."""
    out = BytesIO()
    image.save(out, "PNG", dpi=(204, 204))
    out.seek(0)
    return out


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The document with one of its parts replaced."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    """One part of a document."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)
