"""The kind of a file is told from its bytes."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest
from support import paper

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.kind import media_type
from parsers.reading import PageReader


def _zip(*names: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(ZipInfo(name), "x")  # of 1980: the bytes are part of a test's name
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"junk before it\n%PDF-1.4\n", "application/pdf"),
        (b"II*\x00\x08\x00", "image/tiff"),
        (b"MM\x00*\x00\x08", "image/tiff"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"Return-Path: <>\r\nSubject: x\r\n\r\nhello", "message/rfc822"),
        (b"From jo@clinic.example Mon Mar  2 10:00:00 2026\nReceived: by x\n\nhello", "message/rfc822"),
        (b"From: Ada Quill\nDate: today\n\nPlease call me back.", "text/plain"),
        (b"<!DOCTYPE html><p>hello", "text/html"),
        ("Gr\u00fc\u00dfe aus der Klinik".encode(), "text/plain"),
        ("Nota cl\u00ednica".encode("latin-1"), "text/plain"),
        ("hello".encode("utf-16"), "text/plain"),
        (bytes(range(256)), "application/octet-stream"),
        (_zip("a.txt"), "application/zip"),
        (_zip("scan.pdf", "word/[Content_Types].xml"), "application/zip"),
        (_zip("[Content_Types].xml", "word/document.xml")[:70], "application/zip"),
        (
            _zip("[Content_Types].xml", "xl/a.xml")[:120],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (b"{\\rtf1 hello}", "application/rtf"),
        (
            _zip("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_kinds(content: bytes, expected: str) -> None:
    assert media_type(content) == expected


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\x00" * 5000])
def test_an_empty_file_is_said_to_be_empty(reader: PageReader, content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        reader.read(content)
    assert caught.value.kind == Unreadable.EMPTY


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), r"\.doc\)"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (bytes(range(256)), "kind"),
    ],
)
def test_a_kind_that_is_not_read_is_named(reader: PageReader, content: bytes, word: str) -> None:
    with pytest.raises(UnreadableDocument, match=word) as caught:
        reader.read(content)
    assert caught.value.kind == Unreadable.UNSUPPORTED


def test_the_only_part_of_a_file_is_the_file(reader: PageReader) -> None:
    content = paper.as_png(paper.blank())
    (part,) = reader.read(content).parts
    assert (part.id, part.media_type, part.size, part.pages) == ("0", "image/png", len(content), (1,))
