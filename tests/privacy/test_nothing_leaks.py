"""Marked names, dates and numbers go in; logs, audit, status, process titles and messages must not show them.

The marks stand in mails, attachments, file names, corrupt files, addresses that a server refuses, and in the words of
errors that stages stumble over.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.daemon_process import ROOT, UNPRIVILEGED, DaemonProcess
from support.delivery import deliver, drop
from support.mails import OWN_RECORDS, mail, own_records
from support.two_doors import two_doors

from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import DecisionRow, ExceptionRow, FindingRow, RequestRow

NAME, BORN, NUMBER = "Zebulon Quartzhaven", "03/17/1957", "078-05-1120"
#: In any spelling that a log could use.
MARKS = ("zebulon", "quartzhaven", "03/17/1957", "1957-03-17", "078-05-1120", "078051120", "blastocystis")
SECRET = f"{NAME}, born {BORN}, SSN {NUMBER}, Blastocystis"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def daemon(tmp_path: Path, sink: SmtpSink) -> Iterator[DaemonProcess]:
    with two_doors(tmp_path, sink, drop="empty_seconds = 0.3", top="max_arrival_mb = 1") as daemon:
        yield daemon


def feed(daemon: DaemonProcess) -> int:
    """Everything that goes well and everything that fails; how many arrivals it makes."""
    told = f"{SECRET}.\n" + OWN_RECORDS.format(name=NAME, dob=BORN)
    corrupt = b"%PDF-1.7\n" + SECRET.encode()
    files = {
        f"{NAME} {BORN.replace('/', '-')}.pdf": corrupt,
        f"{NAME}.txt": told.encode(),
        f"{NAME}.bin": b"\x7fELF" + SECRET.encode() * 50,
        f"{NAME} empty.pdf": b"",
        f"{NAME} huge.txt": SECRET.encode() * 30_000,
        f"{NAME} scan.pdf": (ROOT / "fixtures" / "corpus" / "digital-complete.pdf").read_bytes()[:9000]
        + corrupt,
    }
    mails = [
        _asking("Marta Zebulonsky", "11/23/1971", "marta@zebulon.example"),
        _asking("Otto Zebulonek", "02/08/1949", "permanent-550@quartzhaven.example"),
        _asking("Ines Zebulonova", "06/30/1985", "temporary-451@quartzhaven.example"),
        mail(told, sender="kept-drop@quartzhaven.example", proven=False),
        mail(f"Did you get my request? {SECRET}", subject="status", sender="zebulon@quartzhaven.example"),
        mail("See attachment.", attachments=[(f"{NAME}.pdf", corrupt), (f"{NAME}.zip", b"PK\3\4" + corrupt)]),
        mail(f"Auto reply from {SECRET}", headers=[("Auto-Submitted", "auto-replied")]),
    ]
    for name, content in files.items():
        drop(daemon.folder / "drop", name, content)
    for content in mails:
        deliver(daemon.folder / "Maildir", content)
    return len(files) + len(mails)


def _asking(name: str, born: str, sender: str) -> bytes:
    """A request that we ask back about, from somebody with a mark in the name."""
    words = OWN_RECORDS.format(name=name, dob=born) + "\nIt is about Blastocystis.\n"
    return mail(words, sender=sender, display=name, subject=f"Records of {SECRET}", message_id=f"<{sender}>")


def marks_in(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text.lower()}


def titles(daemon: DaemonProcess) -> str:
    """Command lines and thread names of the daemon and what it started."""
    pids = [daemon.process.pid, *(child.pid for child in daemon.children())]
    files = [file for pid in pids for file in Path(f"/proc/{pid}").glob("cmdline")]
    files += [file for pid in pids for file in Path(f"/proc/{pid}/task").glob("*/comm")]
    return "\n".join(file.read_text() for file in files if os.access(file, os.R_OK))


def told_by(daemon: DaemonProcess) -> dict[str, str]:
    """Everything that people other than the staff at the queue may come to see."""
    audit = [json.dumps([row.action, row.actor, row.detail]) for row in daemon.rows(AuditRow)]
    problems = [str(row.problem) for row in daemon.rows(ArrivalRow)]
    reasons = [reason for row in daemon.rows(ExceptionRow) for reason in (*row.reasons, row.next_step)]
    decisions = [reason for row in daemon.rows(DecisionRow) for reason in row.reasons]
    findings = [f"{row.why} {row.cites}" for row in daemon.rows(FindingRow)]
    references = [f"{row.reference} {row.next_step} {row.closure_proof}" for row in daemon.rows(RequestRow)]
    return {
        "log": daemon.output(),
        "audit": "\n".join(audit),
        "problems": "\n".join(problems + reasons + decisions),
        "findings": "\n".join(findings + references),
        "status": "\n".join(daemon.notices.lines),
        "messages": "\n".join(
            f"{row.subject}\n{row.text}\n{row.html}\n{row.reason}\n{row.message_id}"
            for row in daemon.rows(MessageRow)
        ),
    }


def test_nothing_that_marks_a_patient_is_told_outside(daemon: DaemonProcess, sink: SmtpSink) -> None:
    with daemon.running_daemon(level="DEBUG"):
        number = feed(daemon)
        seen = ""
        while sum(row.state in ("decided", "parked") for row in daemon.rows(ArrivalRow)) < number:
            seen += titles(daemon)
            daemon.wait(lambda: daemon.running, "to live")
            assert len(daemon.rows(ArrivalRow)) <= number
        daemon.wait(lambda: sink.attempts["permanent-550@quartzhaven.example"], "to be refused")
        daemon.wait(lambda: daemon.actions()["message.parked"], "to note the refusal")
        sink.wait_for(1, 30)
        daemon.stop()
    assert "zygote" in seen
    assert marks_in(seen) == set()
    assert {where: marks_in(text) for where, text in told_by(daemon).items() if marks_in(text)} == {}
    assert sink.mails
    for kept in sink.mails:
        assert marks_in(str(kept.message["Subject"])) == set()
        body = kept.message.get_body(("plain",))
        assert body is not None
        assert marks_in(body.get_content()) == set()
    daemon.check()


def test_errors_that_quote_a_document_are_logged_without_their_words(
    daemon: DaemonProcess, sink: SmtpSink, tmp_path: Path
) -> None:
    words = tmp_path / "words"
    words.write_text(SECRET)
    script = str(ROOT / "tests" / "support" / "stumbling.py")
    with daemon.running_daemon(level="DEBUG", wrapper=(script, str(words))):
        deliver(daemon.folder / "Maildir", own_records(NAME, BORN))
        daemon.wait_for_outcomes(1)
        deliver(daemon.folder / "Maildir", own_records("Alma Quist", sender="alma@postbox.example"))
        daemon.wait_for_outcomes(2)
        sink.wait_for(1, 90)
        daemon.stop()
    log = daemon.output()
    for kind in ("ValueError", "KeyError", "RuntimeError", "LookupError"):
        assert kind in log
    assert [row.problem_kind for row in daemon.rows(ArrivalRow)] == ["bug", None]
    assert {where: marks_in(text) for where, text in told_by(daemon).items() if marks_in(text)} == {}
    assert "Traceback" not in log
    daemon.check()


def test_a_fax_that_cannot_be_put_away_is_not_named_in_the_log(daemon: DaemonProcess) -> None:
    for place in ("failed", "done"):
        (daemon.folder / "drop" / place).mkdir(mode=0o500)
    with daemon.running_daemon(level="DEBUG", prefix=UNPRIVILEGED):
        drop(daemon.folder / "drop", f"{NAME}.txt", SECRET.encode())
        drop(daemon.folder / "drop", f"{NAME} huge.txt", SECRET.encode() * 30_000)
        daemon.wait_for_outcomes(2)
        daemon.wait(lambda: daemon.events("original_left_in_place"), "to complain")
        daemon.wait(lambda: daemon.events("source_unavailable"), "to complain again")
        daemon.stop()
    assert marks_in(daemon.output()) == set()
