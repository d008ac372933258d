"""Killed at every point that ARCHITECTURE.md names: nothing is lost, nothing is done twice, the audit is whole."""

import signal
from collections import Counter
from pathlib import Path

import pytest
from support.daemon_process import DaemonProcess
from support.delivery import deliver, drop
from support.mails import answer_to, own_records

from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import DecisionRow, RequestRow

KILLER = str(Path(__file__).parents[1] / "support" / "killed_at.py")

#: Points that a mail asking for records passes on its way to our question about it.
ON_THE_WAY_OF_A_MAIL = [
    "migrated-uncommitted",
    pytest.param("migrated", marks=pytest.mark.soak),
    "bytes-stored",
    "arrival-uncommitted",
    "taken",
    "mail-moved",
    "reading-began",
    "reading-ended",
    pytest.param("pages-uncommitted", marks=pytest.mark.soak),
    "pages-stored",
    "acted",
    "decision-uncommitted",
    "decision-committed",
    pytest.param("delivery-begins", marks=pytest.mark.soak),
    "before-sending",
    pytest.param("answer-uncommitted", marks=pytest.mark.soak),
    "accepted",
]
SENT_AGAIN = {"accepted", "answer-uncommitted"}  # the server has the mail and we have not noted it

ONCE = (
    "arrival.received",
    "arrival.read",
    "arrival.decided",
    "request.decided",
    "message.queued",
    "message.sent",
)


def die_at(daemon: DaemonProcess, point: str) -> None:
    """Run the daemon until it is killed at a point."""
    daemon.start(ready=False, wrapper=(KILLER, point))
    assert daemon.ended(90) == -signal.SIGKILL, f"{point} was not reached: {daemon.output()[-2000:]}"


@pytest.mark.parametrize("point", ON_THE_WAY_OF_A_MAIL)
def test_a_mail_is_taken_asked_about_once_and_audited_once(
    daemon: DaemonProcess, sink: SmtpSink, point: str
) -> None:
    deliver(daemon.folder / "Maildir", own_records())
    die_at(daemon, point)
    with daemon.running_daemon():
        daemon.wait(lambda: daemon.rows(MessageRow, state=MessageState.SENT), "to send its question")
        daemon.wait_for_outcomes(1)
        assert daemon.stop() == 0
    assert len(daemon.rows(RequestRow)) == len(daemon.rows(DecisionRow)) == len(daemon.rows(MessageRow)) == 1
    assert {action: daemon.actions()[action] for action in ONCE} == dict.fromkeys(ONCE, 1)
    assert not any((daemon.folder / "Maildir" / "new").iterdir())
    sent = Counter(str(mail.message["Message-ID"]) for mail in sink.mails)
    (message,) = daemon.rows(MessageRow)
    assert sent == {message.message_id: 2 if point in SENT_AGAIN else 1}
    daemon.check()


@pytest.mark.parametrize("point", ["claimed", "taken", "fax-moved", "parking-uncommitted"])
def test_a_fax_that_cannot_be_read_is_parked_once_and_not_lost(daemon: DaemonProcess, point: str) -> None:
    drop(daemon.folder / "drop", "fax.pdf", b"%PDF-1.7\nnothing of a PDF follows")
    die_at(daemon, point)
    with daemon.running_daemon():
        daemon.wait_for_outcomes(1)
        daemon.wait(lambda: list((daemon.folder / "drop" / "done").rglob("fax.pdf")), "to put the fax away")
        daemon.stop()
    assert [(row.state, row.problem_kind) for row in daemon.rows(ArrivalRow)] == [("parked", "corrupt")]
    assert daemon.actions()["arrival.parked"] == daemon.actions()["arrival.received"] == 1
    daemon.check()


@pytest.mark.parametrize("point", ["absorbed", "decision-committed"])
def test_an_answer_fills_the_gap_once(daemon: DaemonProcess, sink: SmtpSink, point: str) -> None:
    with daemon.running_daemon():
        deliver(daemon.folder / "Maildir", own_records())
        (question,) = sink.wait_for(1, 60)
        daemon.wait(lambda: daemon.rows(MessageRow, state=MessageState.SENT), "to note that it was sent")
        daemon.stop()

    deliver(
        daemon.folder / "Maildir", answer_to(question.message, "Dates of service: 01/02/2024 to 03/04/2025")
    )
    die_at(daemon, point)
    with daemon.running_daemon():
        daemon.wait_for_outcomes(2)
        daemon.stop()
    asked, reply = daemon.rows(RequestRow)
    assert (asked.decision, reply.decision, reply.attached_to) == ("enqueue", "attach", asked.id)
    assert daemon.actions()["request.completed_by"] == 1
    assert [row.decision for row in daemon.rows(DecisionRow, request_id=asked.id)] == ["clarify", "enqueue"]
    daemon.check()


def test_a_kill_while_stopping_leaves_nothing_behind(daemon: DaemonProcess) -> None:
    daemon.start(wrapper=(KILLER, "stopping"))
    deliver(daemon.folder / "Maildir", own_records())
    daemon.wait_for_outcomes(1)
    assert daemon.stop() == -signal.SIGKILL
    with daemon.running_daemon():
        assert daemon.stop() == 0
    assert daemon.actions()["arrival.decided"] == 1
    daemon.check()


def test_a_document_that_takes_the_daemon_down_is_parked_after_three_tries(daemon: DaemonProcess) -> None:
    deliver(daemon.folder / "Maildir", own_records())
    for _ in range(3):
        die_at(daemon, "reading-began")
    with daemon.running_daemon():
        daemon.wait_for_outcomes(1)
        daemon.stop()
    (arrival,) = daemon.rows(ArrivalRow)
    assert (arrival.state, arrival.problem_kind) == ("parked", "crashed")
    (parked,) = daemon.rows(AuditRow, action="arrival.parked")
    assert parked.detail["kind"] == "crashed"
    daemon.check()
