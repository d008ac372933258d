"""Handing messages to a real mail server."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from pydantic import ValidationError

from intake_daemon.rehearsal.certificates import Certificate, Certificates
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from outbox.settings import SmtpSettings
from outbox.smtp import Later, Never, Sent, Unknown, probe, send

SENDER = "roi@clinic.example"
MESSAGE = b"From: roi@clinic.example\r\nSubject: test\r\n\r\n.first dot\r\n..two\r\nend\r\n"


def _plain(port: int, **changes: object) -> SmtpSettings:
    return SmtpSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "tls": "none", "timeout": 5, "final_timeout": 5, **changes}
    )


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("a secret\n")
    return path


def _encrypted(
    sink: SmtpSink, certificates: Certificates, password_file: Path, **changes: object
) -> SmtpSettings:
    return _plain(
        sink.port,
        **{
            "host": "localhost",
            "tls": "starttls",
            "user": "daemon",
            "password_file": password_file,
            "ca_file": certificates.ca,
            **changes,
        },
    )


def test_an_accepted_message_arrives_byte_for_byte(sink: SmtpSink) -> None:
    outcome = send(_plain(sink.port), SENDER, "records@law.example", MESSAGE)

    assert outcome == Sent("250 2.0.0 OK")
    assert [(mail.sender, mail.recipients, mail.content) for mail in sink.mails] == [
        (SENDER, ["records@law.example"], MESSAGE)
    ]


def test_the_null_sender_can_be_used(sink: SmtpSink) -> None:
    send(_plain(sink.port), "", "records@law.example", MESSAGE)

    assert [mail.sender for mail in sink.mails] == ["<>"]


@pytest.mark.parametrize("content", [b"a\nb\n", b"a\rb", b"a\r\nb", b"a\r\n.\r\nMAIL FROM:<x@y.example>\r\n"])
def test_no_content_can_end_the_message_early(sink: SmtpSink, content: bytes) -> None:
    send(_plain(sink.port), SENDER, "records@law.example", content)

    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    assert [mail.content for mail in sink.mails] == [b"\r\n".join(lines) + b"\r\n"]


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_temporary_refusal_means_later(sink: SmtpSink, code: int) -> None:
    outcome = send(_plain(sink.port), SENDER, f"temporary-{code}@law.example", MESSAGE)

    assert outcome == Later(f"{code} 4.3.0 as the name asks")


@pytest.mark.parametrize("code", [550, 551, 553, 554])
def test_a_permanent_refusal_means_never(sink: SmtpSink, code: int) -> None:
    outcome = send(_plain(sink.port), SENDER, f"permanent-{code}@law.example", MESSAGE)

    assert outcome == Never(f"{code} 5.1.1 as the name asks", code)


def test_a_greylisted_message_goes_the_second_time(sink: SmtpSink) -> None:
    outcomes = [send(_plain(sink.port), SENDER, "greylist@law.example", MESSAGE) for _ in range(2)]

    assert outcomes == [Later("451 4.7.1 greylisted, try again"), Sent("250 2.0.0 OK")]


def test_a_refusal_of_the_content_counts_like_one_of_the_recipient(sink: SmtpSink) -> None:
    outcomes = [send(_plain(sink.port), SENDER, f"late-{code}@law.example", MESSAGE) for code in (451, 554)]

    assert outcomes == [Later("451 4.7.1 as the name asks"), Never("554 5.7.1 as the name asks", 554)]


def test_a_message_that_is_too_large_is_refused_for_good() -> None:
    with SmtpSink(size_limit=50) as sink:
        outcome = send(_plain(sink.port), SENDER, "records@law.example", MESSAGE * 10)

    assert isinstance(outcome, Never)
    assert outcome.code == 552


@pytest.mark.parametrize("name", ["drop", "kept-drop"])
def test_a_connection_lost_after_the_final_dot_leaves_the_outcome_unknown(sink: SmtpSink, name: str) -> None:
    outcome = send(_plain(sink.port), SENDER, f"{name}@law.example", MESSAGE)

    assert isinstance(outcome, Unknown)


def test_no_answer_to_the_content_leaves_the_outcome_unknown(sink: SmtpSink) -> None:
    outcome = send(_plain(sink.port, final_timeout=0.3), SENDER, "stall@law.example", MESSAGE)

    assert outcome == Unknown("the connection was lost before the answer: timed out")


def test_a_connection_lost_after_the_answer_changes_nothing(sink: SmtpSink) -> None:
    outcome = send(_plain(sink.port), SENDER, "drop-after@law.example", MESSAGE)

    assert outcome == Sent("250 2.0.0 OK")


def test_a_slow_server_is_given_up_before_the_content(sink: SmtpSink) -> None:
    outcome = send(_plain(sink.port, timeout=0.3), SENDER, "slow-2@law.example", MESSAGE)

    assert isinstance(outcome, Later)
    assert sink.mails == []


def test_a_server_that_is_down_means_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    outcome = send(_plain(port), SENDER, "records@law.example", MESSAGE)

    assert isinstance(outcome, Later)
    assert (f"127.0.0.1 port {port}" in outcome.reason, outcome.needs_admin) == (True, False)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_mail_is_encrypted_and_logged_in_when_the_settings_say_so(
    tls: Literal["starttls", "implicit"], certificates: Certificates, password_file: Path
) -> None:
    with SmtpSink(tls=tls, certificate=certificates.good, users={"daemon": "a secret"}) as sink:
        settings = _encrypted(sink, certificates, password_file, tls=tls)

        outcome = send(settings, SENDER, "records@law.example", MESSAGE)

        assert outcome == Sent("250 2.0.0 OK")
        assert [(mail.encrypted, mail.user) for mail in sink.mails] == [(True, "daemon")]
        assert probe(settings) is None


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("fault", ["expired", "wrong_name", "unknown_ca"])
def test_a_bad_certificate_is_refused_before_the_password_is_shown(
    fault: str, tls: Literal["starttls", "implicit"], certificates: Certificates, password_file: Path
) -> None:
    bad: Certificate = getattr(certificates, fault)
    with SmtpSink(tls=tls, certificate=bad, users={"daemon": "a secret"}) as sink:
        outcome = send(
            _encrypted(sink, certificates, password_file, tls=tls), SENDER, "records@law.example", MESSAGE
        )

        assert isinstance(outcome, Later)
        assert ("certificate verify failed" in outcome.reason, outcome.needs_admin) == (True, True)
        assert (sink.mails, sink.attempts) == ([], {})


def test_without_a_ca_file_an_own_authority_is_not_trusted(
    certificates: Certificates, password_file: Path
) -> None:
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"daemon": "a secret"}) as sink:
        outcome = send(
            _encrypted(sink, certificates, password_file, ca_file=None), SENDER, "a@law.example", MESSAGE
        )

        assert isinstance(outcome, Later)
        assert outcome.needs_admin


def test_a_server_without_starttls_gets_nothing_in_plain_text(
    sink: SmtpSink, certificates: Certificates, password_file: Path
) -> None:
    outcome = send(_encrypted(sink, certificates, password_file), SENDER, "records@law.example", MESSAGE)

    assert isinstance(outcome, Later)
    assert ("STARTTLS" in outcome.reason, outcome.needs_admin, sink.mails) == (True, True, [])


def test_a_wrong_password_waits_for_the_admin(certificates: Certificates, password_file: Path) -> None:
    password_file.write_text("wrong")
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"daemon": "a secret"}) as sink:
        settings = _encrypted(sink, certificates, password_file)

        outcome = send(settings, SENDER, "records@law.example", MESSAGE)

        assert isinstance(outcome, Later)
        assert ("smtp.password_file" in outcome.reason, outcome.needs_admin) == (True, True)
        assert "wrong" not in outcome.reason
        assert probe(settings) == outcome.reason


def test_a_server_that_wants_a_login_waits_for_the_admin(certificates: Certificates) -> None:
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"daemon": "a secret"}) as sink:
        settings = _plain(sink.port, host="localhost", tls="starttls", ca_file=certificates.ca)

        outcome = send(settings, SENDER, "records@law.example", MESSAGE)

        assert isinstance(outcome, Later)
        assert (outcome.reason.startswith("the server wants a login: 530"), outcome.needs_admin) == (
            True,
            True,
        )


@pytest.mark.parametrize("content", [None, "pässword".encode()])
def test_a_password_file_that_cannot_be_used_waits_for_the_admin(
    content: bytes | None, certificates: Certificates, password_file: Path
) -> None:
    password_file.unlink() if content is None else password_file.write_bytes(content)
    with SmtpSink(tls="starttls", certificate=certificates.good, users={"daemon": "a secret"}) as sink:
        outcome = send(_encrypted(sink, certificates, password_file), SENDER, "a@law.example", MESSAGE)

    assert isinstance(outcome, Later)
    assert (str(password_file) in outcome.reason, outcome.needs_admin) == (True, True)


def test_a_ca_file_that_cannot_be_read_waits_for_the_admin(tmp_path: Path) -> None:
    outcome = send(_plain(9, ca_file=tmp_path / "none.pem"), SENDER, "a@law.example", MESSAGE)

    assert isinstance(outcome, Later)
    assert ("smtp.ca_file" in outcome.reason, outcome.needs_admin) == (True, True)


@contextmanager
def _scripted(*answers: bytes) -> Iterator[int]:
    """A server that gives these answers in order, one a line it reads (the content counts as one line)."""

    def talk(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(answers[0])
            for answer in answers[1:]:
                line = lines.readline()
                if answer.startswith(b"*"):
                    while lines.readline() not in (b".\r\n", b""):
                        pass
                if not line:
                    return
                connection.sendall(answer.lstrip(b"*"))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


HELLO = (b"220 hello\r\n", b"250 hello\r\n")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            (*HELLO, b"250 ok\r\n", b"550 5.1.1 <jane.doe@law.example>: no such user\r\n"),
            Never("550 5.1.1 <(address)>: no such user", 550),
        ),
        (
            (*HELLO, b"250 ok\r\n", b"552-5.2.2 The mailbox\r\n552 5.2.2 is full\r\n"),
            Later("552 5.2.2 The mailbox 5.2.2 is full", 21600.0),
        ),
        (
            (*HELLO, b"250 ok\r\n", b"450 4.2.0 Greylisted, try again in 300 seconds\r\n"),
            Later("450 4.2.0 Greylisted, try again in 300 seconds", 300.0),
        ),
        (
            (*HELLO, b"250 ok\r\n", b"450 come back in 5 min\r\n"),
            Later("450 come back in 5 min", 300.0),
        ),
        (
            (*HELLO, b"553 5.7.1 sender not owned\r\n"),
            Later(
                "the server does not accept our address: 553 5.7.1 sender not owned; "
                "check delivery.from_address",
                needs_admin=True,
            ),
        ),
        (
            (b"554 go away\r\n",),
            Later("127.0.0.1 refuses to talk to us: 554 go away", needs_admin=True),
        ),
        ((b"421 busy\r\n",), Later("127.0.0.1 is not ready: 421 busy")),
        ((*HELLO, b"250 ok\r\n", b"what?\r\n"), Later("the server's answer is not SMTP")),
        (
            (*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"*what?\r\n"),
            Unknown("the server's answer to the message is not SMTP"),
        ),
        (
            (*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"*250 queued for a@b.example as 42\r\n"),
            Sent("250 queued for (address) as 42"),
        ),
    ],
)
def test_what_a_server_says_decides(answers: tuple[bytes, ...], expected: object) -> None:
    with _scripted(*answers) as port:
        outcome = send(_plain(port), SENDER, "jane.doe@law.example", MESSAGE)

    assert outcome == expected


@pytest.mark.parametrize("stage", range(1, 5))
def test_a_connection_lost_before_the_content_means_later(stage: int) -> None:
    answers = (*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    with _scripted(*answers[:stage]) as port:
        outcome = send(_plain(port), SENDER, "records@law.example", MESSAGE)

    assert isinstance(outcome, Later)


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "mail.clinic.example", "tls": "none"},
        {"host": "10.0.0.1", "tls": "none"},
        {"user": "daemon"},
        {"password_file": "/run/credentials/x"},
        {"timeout": 0},
        {"helo_name": "a b"},
        {"user": "a\r\nb", "password_file": "/run/credentials/x"},
        {"unknown": 1},
    ],
)
def test_settings_that_would_send_in_the_clear_or_make_no_sense_are_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(ValidationError):
        SmtpSettings.model_validate({"host": "mail.clinic.example", **changes})
