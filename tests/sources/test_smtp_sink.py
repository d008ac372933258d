"""The sink that other tests lean on does what its docstring says."""

import smtplib
import ssl

import pytest

from intake_daemon.rehearsal.certificates import Certificates
from intake_daemon.rehearsal.smtp_sink import SmtpSink

MAIL = b"From: a@clinic.example\r\nSubject: test\r\n\r\nbody\r\n"


def send(sink: SmtpSink, recipient: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        return client.sendmail("a@clinic.example", [recipient], MAIL)


def test_it_keeps_what_it_accepts() -> None:
    with SmtpSink() as sink:
        send(sink, "clerk@law.example")

        [kept] = sink.wait_for(1)

    assert (kept.sender, kept.recipients) == ("a@clinic.example", ["clerk@law.example"])
    assert kept.message["Subject"] == "test"


@pytest.mark.parametrize(("name", "code"), [("temporary-450", 450), ("permanent-553", 553)])
def test_it_answers_a_recipient_as_the_name_asks(name: str, code: int) -> None:
    with SmtpSink() as sink:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(sink, f"{name}@law.example")

        assert sink.mails == []

    assert code == refused.value.recipients[f"{name}@law.example"][0]


def test_it_greylists_once() -> None:
    with SmtpSink() as sink:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(sink, "greylist@law.example")
        send(sink, "greylist@law.example")

        assert len(sink.mails) == 1


def test_it_refuses_the_content_late() -> None:
    with SmtpSink() as sink, pytest.raises(smtplib.SMTPDataError) as refused:
        send(sink, "late-554@law.example")

    assert refused.value.smtp_code == 554


@pytest.mark.parametrize(("name", "kept"), [("drop", 0), ("kept-drop", 1)])
def test_it_drops_the_connection_before_the_answer(name: str, kept: int) -> None:
    with SmtpSink() as sink:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(sink, f"{name}@law.example")

        assert kept == len(sink.mails)


def test_it_wants_starttls_and_a_password(certificates: Certificates) -> None:
    trust = ssl.create_default_context(cafile=str(certificates.ca))
    with (
        SmtpSink(tls="starttls", certificate=certificates.good, users={"daemon": "secret"}) as sink,
        smtplib.SMTP("localhost", sink.port, timeout=5) as client,
    ):
        client.starttls(context=trust)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("daemon", "wrong")
        client.login("daemon", "secret")
        client.sendmail("a@clinic.example", ["clerk@law.example"], MAIL)

        [kept] = sink.wait_for(1)

    assert (kept.encrypted, kept.user) == (True, "daemon")


def test_it_speaks_implicit_tls(certificates: Certificates) -> None:
    trust = ssl.create_default_context(cafile=str(certificates.ca))
    with (
        SmtpSink(tls="implicit", certificate=certificates.good) as sink,
        smtplib.SMTP_SSL("localhost", sink.port, timeout=5, context=trust) as client,
    ):
        client.sendmail("a@clinic.example", ["clerk@law.example"], MAIL)

        assert len(sink.wait_for(1)) == 1


@pytest.mark.parametrize("fault", ["expired", "wrong_name", "unknown_ca"])
def test_a_bad_certificate_is_bad(certificates: Certificates, fault: str) -> None:
    trust = ssl.create_default_context(cafile=str(certificates.ca))
    with (
        SmtpSink(tls="implicit", certificate=getattr(certificates, fault)) as sink,
        pytest.raises(ssl.SSLError),
    ):
        smtplib.SMTP_SSL("localhost", sink.port, timeout=5, context=trust)


def test_it_comes_back_on_the_same_port() -> None:
    sink = SmtpSink()
    sink.start()
    sink.stop()
    with pytest.raises(ConnectionRefusedError):
        send(sink, "clerk@law.example")
    sink.start()

    send(sink, "clerk@law.example")

    assert len(sink.mails) == 1
    sink.stop()
