"""A mailbox on a real IMAP server, a real mail server for what leaves, and the conversation between them."""

from pathlib import Path

import pytest
from support.daemon_process import DaemonProcess
from support.house_rules import house_rules
from support.mails import answer_to, mail, own_records

from intake_daemon.rehearsal.certificates import Certificates
from intake_daemon.rehearsal.dovecot import PASSWORD, Dovecot
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow, Status

MAILBOX = """
[smtp]
host = "localhost"
port = {smtp_port}
tls = "starttls"
user = "clinic"
password_file = "@FOLDER@/password"
ca_file = "{ca}"

[[mailbox]]
name = "records"
host = "localhost"
port = {imap_port}
ca_file = "{ca}"
username = "{user}"
password_file = "@FOLDER@/password"
poll_seconds = 5
"""


@pytest.fixture
def talking(install, dovecot: Dovecot, certificates: Certificates, tmp_path: Path):
    """An installed daemon with its mailbox, and the server that takes its mail."""
    user = tmp_path.name
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"clinic": PASSWORD}) as sink:
        daemon: DaemonProcess = install(
            sources=MAILBOX.format(
                smtp_port=sink.port, imap_port=dovecot.tls_port, ca=certificates.ca, user=user
            ),
            top=f'rules = "{house_rules(tmp_path)}"',
        )
        (daemon.folder / "password").write_text(PASSWORD)
        yield daemon, dovecot, user, sink


def test_a_question_leaves_and_its_answer_completes_the_request(talking) -> None:
    daemon, dovecot, user, sink = talking
    with daemon.running_daemon():
        dovecot.deliver(user, own_records(message_id="<first@postbox.example>"))
        (question,) = sink.wait_for(1, 60)
        dovecot.deliver(user, answer_to(question.message, "Dates of service: 01/02/2024 to 03/04/2025"))
        daemon.wait_for_outcomes(2)
        daemon.stop()
    asked, reply = daemon.rows(RequestRow)
    assert (asked.decision, asked.status) == ("enqueue", Status.NEW)
    assert (reply.decision, reply.attached_to) == ("attach", asked.id)
    assert (question.encrypted, question.user, question.recipients) == (
        True,
        "clinic",
        ["brook.avery@postbox.example"],
    )
    headers = question.message
    assert headers["In-Reply-To"] == headers["References"] == "<first@postbox.example>"
    assert asked.reference in headers["Subject"]
    assert headers["Auto-Submitted"] == "auto-replied"
    assert [row.state for row in daemon.rows(MessageRow)] == [MessageState.SENT]
    assert dovecot.messages(user) == []
    assert len(dovecot.messages(user, "Intake-Processed")) == 2
    daemon.check()


def test_our_own_question_coming_back_starts_no_loop(talking) -> None:
    daemon, dovecot, user, sink = talking
    with daemon.running_daemon():
        dovecot.deliver(user, own_records())
        (question,) = sink.wait_for(1, 60)
        dovecot.deliver(user, question.content)
        away = mail(
            "I am out of the office.",
            sender=question.recipients[0],
            subject=f"Automatic reply: {question.message['Subject']}",
            in_reply_to=str(question.message["Message-ID"]),
            headers=[("Auto-Submitted", "auto-replied")],
        )
        dovecot.deliver(user, away)
        daemon.wait_for_outcomes(3)
        daemon.wait(lambda: daemon.rows(MessageRow, state=MessageState.SENT), "to note that it was sent")
        daemon.stop()
    assert len(sink.mails) == 1
    assert len(daemon.rows(MessageRow, state=MessageState.SENT)) == 1
    daemon.check()
