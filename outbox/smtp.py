"""Hand one message to the mail server and say what became of it (RFC 5321).

Four answers: it was taken, try again later, never, or nobody can know. The last is the one case SMTP
leaves open: the connection was lost after the whole message had gone out and before the answer came.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import Final

from outbox.settings import SmtpSettings

_CRLF: Final = b"\r\n"
_AUTH_CODES: Final = frozenset({530, 534, 535, 538})  # RFC 4954 section 6
_LONGEST_WAIT: Final = 86_400.0  # seconds; a server that asks for more is asked again after a day
_MAILBOX_FULL: Final = "5.2.2"  # RFC 3463 section 3.3
_FULL_WAIT: Final = 6 * 3600.0  # seconds before a full mailbox is tried again
_WAIT = re.compile(r"\b(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?)\b", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']+@[^\s<>()\[\]:;,\"']+")


@dataclass(frozen=True)
class Sent:
    """The server took the message; `reply` is its answer, often with its queue number."""

    reply: str


@dataclass(frozen=True)
class Later:
    """The message was not taken; trying again may work.

    Args:
        reason: what the server said or what went wrong, without addresses.
        retry_after: seconds the server asked us to wait; None when it did not say.
        needs_admin: trying again will not help before someone mends the settings, password or certificate.
    """

    reason: str
    retry_after: float | None = None
    needs_admin: bool = False


@dataclass(frozen=True)
class Never:
    """The server refuses this message for good; `code` is its three digits."""

    reason: str
    code: int


@dataclass(frozen=True)
class Unknown:
    """The whole message went out and no answer came: it may have been taken or not."""

    reason: str


Outcome = Sent | Later | Never | Unknown


class _Stopped(Exception):  # noqa: N818 - not always an error: a refusal is an answer
    """The dialogue ended before the message was handed over; carries the outcome."""

    def __init__(self, outcome: Later | Never) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def send(settings: SmtpSettings, sender: str, recipient: str, message: bytes) -> Outcome:
    """Send one message to one recipient.

    Never raises for anything a network, a server or a file with a password can do.

    Args:
        sender: envelope sender, for non-delivery reports; "" is the null sender.
        recipient: a plain address.
        message: the bytes as `outbox.message.build` made them.
    """
    try:
        client = _connect(settings)
    except _Stopped as stop:
        return stop.outcome
    try:
        _announce(client, sender, recipient, len(message))
        return _hand_over(client, message, settings.final_timeout)
    except _Stopped as stop:
        return stop.outcome
    except (OSError, smtplib.SMTPException) as error:
        return Later(f"the connection to {settings.host} was lost: {_words(error)}")
    finally:
        _hang_up(client)


def probe(settings: SmtpSettings) -> str | None:
    """Connect and log in without sending anything; None when all is well, else what is wrong."""
    try:
        client = _connect(settings)
    except _Stopped as stop:
        return stop.outcome.reason
    _hang_up(client)
    return None


def _connect(settings: SmtpSettings) -> smtplib.SMTP:
    """Connect, encrypt and log in, in this order and never with less than the settings ask for."""
    try:
        return _open(settings)
    except ssl.SSLError as error:
        raise _Stopped(_bad_certificate(settings, error)) from error
    except smtplib.SMTPResponseException as error:
        raise _Stopped(_refused_us(settings, error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        reason = f"{settings.host} cannot do what smtp.tls and smtp.user ask for: {_words(error)}"
        raise _Stopped(Later(reason, needs_admin=True)) from error
    except (OSError, smtplib.SMTPException) as error:
        where = f"{settings.host} port {settings.port}"
        raise _Stopped(Later(f"cannot reach the mail server {where}: {_words(error)}")) from error


def _open(settings: SmtpSettings) -> smtplib.SMTP:
    context = _context(settings)
    host, port, name, timeout = settings.host, settings.port, settings.helo_name, settings.timeout
    if settings.tls == "implicit":
        client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=context)
    else:
        client = smtplib.SMTP(host, port, name, timeout=timeout)
    try:
        _introduce(client, settings, context)
    except BaseException:
        client.close()
        raise
    return client


def _introduce(client: smtplib.SMTP, settings: SmtpSettings, context: ssl.SSLContext) -> None:
    client.ehlo_or_helo_if_needed()
    if settings.tls == "starttls":
        client.starttls(context=context)
        client.ehlo_or_helo_if_needed()
    if settings.user is not None:
        client.login(settings.user, _password(settings))


def _context(settings: SmtpSettings) -> ssl.SSLContext:
    """Certificates and host names are checked; without a context smtplib would check neither."""
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        reason = f"smtp.ca_file {settings.ca_file} cannot be read: {_words(error)}"
        raise _Stopped(Later(reason, needs_admin=True)) from error


def _password(settings: SmtpSettings) -> str:
    assert settings.password_file is not None  # noqa: S101 - the settings give both or neither
    try:
        return settings.password_file.read_text("ascii").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"smtp.password_file {settings.password_file} cannot be read: {_words(error)}"
        raise _Stopped(Later(reason, needs_admin=True)) from error


def _bad_certificate(settings: SmtpSettings, error: ssl.SSLError) -> Later:
    reason = (
        f"no safe connection to {settings.host} port {settings.port}: {_words(error)}; "
        "check smtp.host, smtp.port, smtp.tls and smtp.ca_file against the server's certificate"
    )
    cut_off = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    return Later(reason, needs_admin=not cut_off)


def _refused_us(settings: SmtpSettings, code: int, words: bytes | str) -> Later:
    """A refusal before the message was even named concerns us, not the message, so the message is kept."""
    reply = _reply(code, words)
    if code in _AUTH_CODES:
        reason = f"{settings.host} refuses the login: {reply}; check smtp.user and smtp.password_file"
        return Later(reason, needs_admin=True)
    if code >= 500:
        return Later(f"{settings.host} refuses to talk to us: {reply}", needs_admin=True)
    return Later(f"{settings.host} is not ready: {reply}", _stated_wait(reply))


def _announce(client: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    """MAIL, RCPT and DATA, each answered before the next."""
    options = [f"SIZE={size}"] if client.has_extn("size") else []
    _expect(client.mail(sender, options), {250}, about_us=True)
    _expect(client.rcpt(recipient), {250, 251})
    _expect(client.docmd("DATA"), {354})


def _expect(answer: tuple[int, bytes], wanted: set[int], *, about_us: bool = False) -> None:
    """Go on, or stop with what the answer means. `about_us`: a refusal is of our address, our settings."""
    code, words = answer
    if code in wanted:
        return
    refusal = _refusal(code, words)
    if about_us and isinstance(refusal, Never) and code != 552:  # 552: the message is too large
        reason = f"the server does not accept our address: {refusal.reason}; check delivery.from_address"
        refusal = Later(reason, needs_admin=True)
    raise _Stopped(refusal)


def _refusal(code: int, words: bytes) -> Later | Never:
    """What a refusing answer means (RFC 5321 section 4.2.1).

    A full mailbox is reported as permanent, but is not: RFC 3463 calls it worth trying again.
    """
    reply = _reply(code, words)
    if code in _AUTH_CODES:
        return Later(f"the server wants a login: {reply}; check smtp.user", needs_admin=True)
    if reply.partition(" ")[2].startswith(_MAILBOX_FULL):
        return Later(reply, _FULL_WAIT)
    if 500 <= code <= 599:
        return Never(reply, code)
    if code < 0:
        return Later("the server's answer is not SMTP")
    return Later(reply, _stated_wait(reply))


def _hand_over(client: smtplib.SMTP, message: bytes, final_timeout: float) -> Outcome:
    """The content and its final dot, then the answer. A loss in between is the one that stays unknown."""
    client.send(_dotted(message))
    try:
        if client.sock is not None:
            client.sock.settimeout(final_timeout)
        code, words = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Unknown(f"the connection was lost before the answer: {_words(error)}")
    if code < 0:
        return Unknown("the server's answer to the message is not SMTP")
    return Sent(_reply(code, words)) if code == 250 else _refusal(code, words)


def _dotted(message: bytes) -> bytes:
    """The content as it goes over the wire: CRLF only, leading dots doubled, and the final dot."""
    lines = re.sub(rb"\r\n|\r|\n", _CRLF, message)
    doubled = re.sub(rb"(?m)^\.", b"..", lines)
    return doubled + (b"" if doubled.endswith(_CRLF) else _CRLF) + b"." + _CRLF


def _hang_up(client: smtplib.SMTP) -> None:
    """Say goodbye. Whatever happens now changes nothing about the message."""
    try:
        if client.sock is not None:
            client.sock.settimeout(5)
            client.quit()
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        client.close()


def _stated_wait(reply: str) -> float | None:
    """How long the server asks us to wait, such as "try again in 300 seconds"; None when it does not say."""
    found = _WAIT.search(reply)
    if found is None:
        return None
    seconds = float(found[1]) * (60.0 if found[2].lower().startswith("m") else 1.0)
    return min(seconds, _LONGEST_WAIT)


def _reply(code: int, words: bytes | str) -> str:
    """An answer on one line, without the addresses that servers like to repeat."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"{code} {_MAIL_ADDRESS.sub('(address)', line)[:300]}".strip()


def _words(error: BaseException) -> str:
    """An error's own words on one line, without addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    text = (
        " ".join(str(error).split()).removeprefix("Connection unexpectedly closed: ") or type(error).__name__
    )
    return _MAIL_ADDRESS.sub("(address)", text)[:300]
