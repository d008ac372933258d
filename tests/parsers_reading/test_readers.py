"""Reading in processes that can be killed: hostile files end, and what comes next is read."""

import os
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from support import paper
from support.outlook_files import BODY, Mail, msg
from support.photographs import heic
from support.word_files import authorization, saved

from intake_daemon.errors import ConfigError, Unreadable, UnreadableDocument
from intake_daemon.model import Channel
from parsers.limits import Limits
from parsers.options import Context, ReadOptions
from parsers.readers import Readers
from parsers.reading import PageReader

CONTEXT = Context(channel=Channel.FAX, received_on=date(2026, 3, 2))


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    limits = Limits(seconds=8, memory_mb=700)
    with Readers(ReadOptions(limits=limits), workers=2) as opened:
        yield opened


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return _file(tmp_path, "sound.pdf", _letter())


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _letter() -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for number, text in enumerate(paper.LETTER):
        canvas.drawString(72, 700 - 20 * number, text)
    canvas.save()
    return out.getvalue()


def _pdf(*objects: bytes) -> bytes:
    """Write a PDF of bare objects, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        out
        + head
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    )


def _page_of(content: bytes, extra: bytes = b"", *more: bytes) -> bytes:
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>>>" % extra,
        content,
        *more,
    )


def _stream(data: bytes, keys: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), keys, data)


def _forms_calling_forms(levels: int = 20) -> bytes:
    """Four calls on each of twenty levels: 4 to the power of 20 drawings."""
    forms = []
    for level in range(levels):
        calls = b"/X Do " * 4 if level < levels - 1 else b"0 0 9 9 re f "
        resources = b"/Resources<</XObject<</X %d 0 R>>>>" % (6 + level) if level < levels - 1 else b""
        forms.append(_stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]" + resources))
    return _page_of(_stream(b"/X Do"), b"/XObject<</X 5 0 R>>", *forms)


def _gigabyte_of_nothing() -> bytes:
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    data = b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()
    return _page_of(_stream(data, b"/Filter/FlateDecode"))


def _huge_image() -> bytes:
    image = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 1"
    data = zlib.compress(bytes(1000))
    return _page_of(
        _stream(b"612 0 0 792 0 0 cm /X Do"),
        b"/XObject<</X 5 0 R>>",
        _stream(data, image + b"/Filter/FlateDecode"),
    )


def _kind_of_failure(readers: Readers, path: Path) -> Unreadable:
    with pytest.raises(UnreadableDocument) as caught:
        readers.read(path, CONTEXT)
    return caught.value.kind


def test_a_document_is_read_and_understood(readers: Readers, sound: Path) -> None:
    reading, understanding = readers.read(sound, CONTEXT)
    assert reading.pages[0].text().startswith(paper.LETTER[0])
    assert understanding == readers.understand(reading, CONTEXT)


def test_the_child_reads_what_this_process_reads(readers: Readers, reader: PageReader, sound: Path) -> None:
    reading, _ = readers.read(sound, CONTEXT)
    assert reading.pages == reader.read(sound.read_bytes()).pages


def test_the_reader_s_own_reason_comes_through(readers: Readers, tmp_path: Path) -> None:
    assert _kind_of_failure(readers, _file(tmp_path, "empty", b"")) == Unreadable.EMPTY
    assert _kind_of_failure(readers, _file(tmp_path, "odd", bytes(range(256)))) == Unreadable.UNSUPPORTED


def test_a_file_that_never_ends_is_killed_and_the_next_is_read(
    readers: Readers, tmp_path: Path, sound: Path
) -> None:
    began = time.monotonic()
    hostile = _file(tmp_path, "forms.pdf", _forms_calling_forms())
    assert _kind_of_failure(readers, hostile) in (
        Unreadable.TOO_SLOW,
        Unreadable.OUT_OF_MEMORY,
        Unreadable.CRASHED,
    )
    assert time.monotonic() - began < 20
    assert len(readers.read(sound, CONTEXT)[0].pages) == 1


def test_a_bomb_of_a_gigabyte_stays_within_its_bounds(readers: Readers, tmp_path: Path, sound: Path) -> None:
    bomb = _file(tmp_path, "bomb.pdf", _gigabyte_of_nothing())
    with suppress(UnreadableDocument):
        assert len(readers.read(bomb, CONTEXT)[0].pages) == 1
    assert len(readers.read(sound, CONTEXT)[0].pages) == 1


def test_a_picture_too_large_to_look_at_is_refused(readers: Readers, tmp_path: Path) -> None:
    assert _kind_of_failure(readers, _file(tmp_path, "huge.pdf", _huge_image())) == Unreadable.TOO_LARGE
    out = BytesIO()
    Image.new("1", (16_000, 16_000), 1).save(out, "TIFF", compression="group4")
    assert _kind_of_failure(readers, _file(tmp_path, "huge.tif", out.getvalue())) == Unreadable.TOO_LARGE


def test_many_threads_share_the_readers(readers: Readers, sound: Path) -> None:
    with ThreadPoolExecutor(6) as threads:
        readings = list(threads.map(lambda _: readers.read(sound, CONTEXT)[0], range(12)))
    assert {len(reading.pages) for reading in readings} == {1}


def test_a_zygote_that_dies_is_replaced(sound: Path) -> None:
    with Readers(ReadOptions(), workers=1) as own:
        before = _zygotes()
        readers_pid = max(before)
        os.kill(readers_pid, 9)
        assert len(own.read(sound, CONTEXT)[0].pages) == 1
        assert readers_pid not in _zygotes()


def test_nothing_is_left_running_after_close(tmp_path: Path) -> None:
    before = _zygotes()
    own = Readers(ReadOptions(limits=Limits(seconds=30)), workers=1)
    failures: list[UnreadableDocument] = []

    def read_for_ever() -> None:
        try:
            own.read(_file(tmp_path, "forms.pdf", _forms_calling_forms()), CONTEXT)
        except UnreadableDocument as error:
            failures.append(error)
        except RuntimeError:
            return

    thread = threading.Thread(target=read_for_ever)
    thread.start()
    time.sleep(2.0)
    own.close()
    thread.join(10)
    assert not thread.is_alive()
    assert _zygotes() == before


def test_the_children_inherit_no_secrets(monkeypatch: pytest.MonkeyPatch, sound: Path) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    with Readers(ReadOptions(), workers=1) as own:
        own.read(sound, CONTEXT)
        (zygote,) = _zygotes() - {0} if len(_zygotes()) == 1 else (max(_zygotes()),)
        assert b"hunter2" not in Path(f"/proc/{zygote}/environ").read_bytes()


def test_missing_language_data_are_a_mistake_of_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tesseract-ocr-eng"):
        Readers(ReadOptions(tessdata=str(tmp_path)), workers=1)


def test_the_program_reads_like_the_library(tmp_path: Path) -> None:
    path = _file(tmp_path, "fax.tif", paper.as_fax([paper.typed_letter()]))
    with Readers(ReadOptions(engine="pytesseract"), workers=1) as own:
        reading, _ = own.read(path, CONTEXT)
    assert "complete medical record" in reading.pages[0].text()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of damaged heads
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(
    st.binary(max_size=600),
    st.tuples(
        st.sampled_from([b"%PDF-1.7\n", b"II*\x00", b"MM\x00*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a",
                         b"RIFF\x20\x00\x00\x00WEBPVP8 ", b"BM\x10\x00\x00\x00\x00\x00\x00\x00", b"<html><body>",
                         b"Received: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"]),
        st.binary(max_size=400),
    ).map(b"".join),
))  # fmt: skip
def test_any_bytes_give_a_reading_or_an_unreadable_document(reader: PageReader, content: bytes) -> None:
    try:
        reading = reader.read(content)
    except UnreadableDocument:
        return
    assert reading.parts[0].id == "0"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of damaged heads
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_document_gives_a_reading_or_an_unreadable_document(
    reader: PageReader, data: st.DataObject
) -> None:
    whole = bytearray(data.draw(st.sampled_from([_letter(), _small_fax()])))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    try:
        reading = reader.read(bytes(whole[:cut]))
    except UnreadableDocument:
        return
    assert reading.parts[0].id == "0"


def _small_fax() -> bytes:
    out = BytesIO()
    Image.new("1", (400, 300), 1).save(out, "TIFF", compression="group4", dpi=(204, 196))
    return out.getvalue()


def _zygotes() -> set[int]:
    """The zygotes this process has started and that still run."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            command = status.with_name("cmdline").read_bytes()
            parent = int(status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"parsers.child.zygote" in command and parent == os.getpid():
            found.add(int(status.parent.name))
    return found


def test_the_child_may_read_every_kind_of_container_and_document(readers: Readers, tmp_path: Path) -> None:
    inside = {
        "1.msg": msg(Mail({BODY: "Words of a message."})),
        "2.docx": saved(authorization()),
        "3.heic": heic(paper.typed_letter()),
    }
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, document in inside.items():
            archive.writestr(name, document)
    reading, _ = readers.read(_file(tmp_path, "all.zip", content.getvalue()), CONTEXT)
    assert reading.problems() == ()
    assert [page.part for page in reading.pages] == ["1.1", "2", "3"]
