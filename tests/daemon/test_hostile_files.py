"""Whatever somebody drops: the daemon lives on, and every file ends with an outcome or set aside with the reason."""

import io
import os
import random
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter
from support.daemon_process import ROOT, DaemonProcess
from support.delivery import deliver, drop
from support.mails import mail, own_records

from intake_daemon.store.arrivals import ArrivalRow, PageRow
from intake_daemon.store.requests import ExceptionRow, RequestRow

CORPUS = ROOT / "fixtures" / "corpus"
PDF = (CORPUS / "digital-complete.pdf").read_bytes()


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PDF)))
    writer.encrypt("nobody knows", algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def bomb() -> bytes:
    """200 MB of zeros in an archive of 200 kB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("request.txt", b"\0" * 200_000_000)
    return content.getvalue()


def nested(depth: int) -> bytes:
    content = b"Patient: nobody"
    for _ in range(depth):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("inner.zip", content)
        content = outer.getvalue()
    return content


def noise(size: int) -> bytes:
    return random.Random(4).randbytes(size)


#: An honest, complete request under a wrong name: what it is, is told by its bytes.
MISLABELLED = "mislabelled.png"

FILES = {
    "empty.pdf": b"",
    "cut.pdf": PDF[: len(PDF) // 2],
    "encrypted.pdf": encrypted(),
    "noise.pdf": b"%PDF-1.7\n" + noise(50_000),
    "noise.tif": b"II*\0" + noise(50_000),
    "noise.bin": noise(50_000),
    "picture.pdf": (CORPUS / "scan-combs.png").read_bytes()[:3000],
    MISLABELLED: PDF,
    "program.exe": b"MZ" + noise(5_000),
    "archive.zip": nested(12),
    "bomb.zip": bomb(),
    "loop.eml": mail("x") * 2,
    "headers.eml": b"Subject: " + b"a" * 500_000 + b"\n\n",
    "tab\tand\nline.txt": b"Patient: nobody",
    "-rf.txt": b"Patient: nobody",
    "$(touch pwned).txt": b"Patient: nobody",
    "\udcff\udcfe.txt": b"Patient: nobody",
    "null.txt": b"\0" * 4096,
}


def test_every_hostile_file_ends_somewhere_and_the_next_honest_one_is_read(install) -> None:
    daemon: DaemonProcess = install(reading="seconds = 20")
    folder = daemon.folder / "drop"
    with daemon.running_daemon():
        for name, content in FILES.items():
            drop(folder, name, content)
        deliver(daemon.folder / "Maildir", own_records())
        daemon.wait_for_outcomes(len(FILES) + 1, seconds=180)
        daemon.wait(
            lambda: [path.name for path in folder.iterdir() if path.is_file()] == [], "to empty the folder"
        )
        assert daemon.stop() == 0
    waits_for_a_person = {row.arrival_id for row in daemon.rows(ExceptionRow, resolved_at=None)}
    faxes = daemon.rows(ArrivalRow, source="fax")
    hostile = {fax.id for fax in faxes if fax.name != MISLABELLED}
    assert hostile <= waits_for_a_person
    decisions = {row.decision for row in daemon.rows(RequestRow) if row.arrival_id in hostile}
    assert decisions <= {"review", "route"}
    (honest,) = (fax for fax in faxes if fax.name == MISLABELLED)
    assert [page.number for page in daemon.rows(PageRow, arrival_id=honest.id)] == [1]
    assert not (daemon.folder / "pwned").exists()
    assert daemon.events("thread_crashed") == daemon.events("decision_failed") == []
    daemon.check()


def test_links_pipes_and_folders_are_set_aside_and_hang_nothing(install) -> None:
    daemon: DaemonProcess = install()
    folder = daemon.folder / "drop"
    with daemon.running_daemon():
        os.mkfifo(folder / "pipe.pdf")
        (folder / "link.pdf").symlink_to("/etc/passwd")
        (folder / "subfolder").mkdir()
        drop(folder, "honest.txt", own_records())
        daemon.wait_for_outcomes(1)
        daemon.wait(lambda: len(list((folder / "failed").glob("*.reason.txt"))) == 2, "to set both aside", 30)
        assert daemon.stop() == 0
    assert len(daemon.rows(ArrivalRow)) == 1
    assert not any(
        "root:" in path.read_text(errors="replace") for path in daemon.state.rglob("documents/*/*/*")
    )


@pytest.mark.parametrize("source", ["drop", "Maildir"])
def test_what_is_larger_than_the_limit_is_set_aside_for_a_person(install, source: str) -> None:
    daemon: DaemonProcess = install(top="max_arrival_mb = 1")
    with daemon.running_daemon():
        if source == "drop":
            drop(daemon.folder / "drop", "huge.pdf", noise(2_000_000))
        else:
            deliver(
                daemon.folder / "Maildir", mail("See attachment.", attachments=[("a.bin", noise(2_000_000))])
            )
        daemon.wait_for_outcomes(1)
        daemon.stop()
    (arrival,) = daemon.rows(ArrivalRow)
    assert (arrival.state, arrival.problem_kind) == ("parked", "too_large")
    place = daemon.folder / ("drop/failed" if source == "drop" else "Maildir/.TooLarge/cur")
    assert any(path.stat().st_size > 1_000_000 for path in place.iterdir())
    daemon.check()
