"""Zip archives give the documents in them, and bombs give a reason."""

import stat
import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest
from support import paper
from support.outlook_files import BODY, Mail, msg

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Problem, Reading
from parsers.limits import Limits
from parsers.options import ReadOptions
from parsers.reading import PageReader, read
from parsers.unpack import unpack


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def note(number: int) -> tuple[str, bytes]:
    return f"note {number}.txt", f"This is note {number}.".encode()


def nested(depth: int) -> bytes:
    content = note(1)[1]
    for _ in range(depth):
        content = zipped(("inner.zip", content))
    return content


def locked(content: bytes) -> bytes:
    """Say of every file that it is encrypted (APPNOTE.TXT, 4.4.4, bit 0)."""
    return content.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def texts(reading: Reading) -> list[str]:
    return [page.text() for page in reading.pages]


def problems(content: bytes, limits: Limits | None = None) -> list[Problem | None]:
    return [piece.problem for piece in unpack(content, limits or Limits()).pieces]


def refusal(content: bytes, limits: Limits | None = None) -> Unreadable:
    with pytest.raises(UnreadableDocument) as caught:
        unpack(content, limits or Limits())
    return caught.value.kind


def test_files_are_read_in_the_order_of_their_numbers(reader: PageReader) -> None:
    content = zipped(note(10), note(2), note(1))
    assert texts(reader.read(content)) == ["This is note 1.", "This is note 2.", "This is note 10."]


def test_what_file_systems_leave_in_archives_is_no_document(reader: PageReader) -> None:
    content = zipped(
        note(1), ("__MACOSX/._note 1.txt", b"\x00\x05\x16\x07"), (".DS_Store", b"x"), ("a/Thumbs.db", b"x")
    )
    assert [part.id for part in reader.read(content).parts] == ["0", "1"]


def test_scans_mails_and_messages_in_an_archive_are_read(reader: PageReader) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"], mail["Subject"] = "ada@quill.example", "<1@quill.example>", "Records"
    mail.set_content("The mail's own words.")
    content = zipped(
        ("a.eml", mail.as_bytes()),
        ("b.msg", msg(Mail({BODY: "The words of the message."}))),
        ("c.png", paper.as_png(paper.typed_letter())),
    )
    reading = reader.read(content)
    said = "\n".join(texts(reading))
    assert "The mail's own words." in said
    assert "The words of the message." in said
    assert "complete medical record" in said
    assert reading.problems() == ()


def test_an_archive_in_a_mail_is_opened_under_its_own_number(reader: PageReader) -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "ada@quill.example", "<1@quill.example>"
    mail.set_content("See the archive.")
    mail.add_attachment(zipped(note(1), note(2)), maintype="application", subtype="zip", filename="a.zip")
    assert [page.part for page in reader.read(mail.as_bytes()).pages] == ["1", "2.1", "2.2"]


def test_a_locked_file_is_told_and_asks_for_an_open_copy() -> None:
    found = problems(locked(zipped(note(1))))
    assert [problem.kind for problem in found if problem] == [Unreadable.ENCRYPTED]
    assert "open copy" in str(found[1])


def test_a_damaged_file_does_not_hide_the_others(reader: PageReader) -> None:
    content = bytearray(zipped(note(1), note(2), method=zipfile.ZIP_STORED))
    content[content.index(b"This is note 1.")] ^= 0xFF
    reading = reader.read(bytes(content))
    assert texts(reading) == ["This is note 2."]
    assert [problem.kind for problem in reading.problems()] == [Unreadable.CORRUPT]


def test_a_link_is_told_and_not_followed() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("form.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert [problem.kind for problem in problems(out.getvalue()) if problem] == [Unreadable.UNSUPPORTED]


def test_archives_in_archives_are_opened_down_to_the_limit(reader: PageReader) -> None:
    assert texts(reader.read(nested(5))) == ["This is note 1."]
    deep = problems(nested(12))
    assert [problem.kind for problem in deep if problem] == [Unreadable.UNSUPPORTED]
    assert len(deep) < 10


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    assert refusal(zipped(("a.txt", bytes(60_000_000)))) == Unreadable.TOO_LARGE
    assert refusal(zipped(("a.txt", bytes(3_000_000))), Limits(inflated_mb=2)) == Unreadable.TOO_LARGE


def test_a_bomb_attached_to_a_mail_does_not_hide_the_mail() -> None:
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "ada@quill.example", "<1@quill.example>"
    mail.set_content("Please send my records.")
    mail.add_attachment(
        zipped(("a.txt", bytes(60_000_000))), maintype="application", subtype="zip", filename="a.zip"
    )
    reading = read(mail.as_bytes(), ReadOptions())
    assert texts(reading) == ["Please send my records."]
    assert [problem.kind for problem in reading.problems()] == [Unreadable.TOO_LARGE]


def test_too_many_files_are_refused_at_once() -> None:
    content = zipped(*((f"{number}.txt", b"x") for number in range(3000)))
    assert refusal(content) == Unreadable.TOO_LARGE


def test_bombs_in_parallel_use_one_allowance() -> None:
    layer = zipped(*((f"{number}.bin", bytes([number]) * 900_000) for number in range(8)))
    outer = zipped(*((f"{number}.zip", layer) for number in range(8)))
    kinds = [problem.kind for problem in problems(outer, Limits(inflated_mb=20)) if problem]
    assert kinds == [Unreadable.TOO_LARGE] * 6


@pytest.mark.parametrize(
    "content", [zipped(note(1))[:60], b"PK\x03\x04" + bytes(range(256))], ids=["its head", "no archive"]
)
def test_an_archive_that_is_cut_off_is_corrupt(content: bytes) -> None:
    assert refusal(content) == Unreadable.CORRUPT


def test_an_archive_without_files_is_empty() -> None:
    assert refusal(zipped()) == Unreadable.EMPTY
