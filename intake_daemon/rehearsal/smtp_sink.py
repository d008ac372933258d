"""A real SMTP server for rehearsals: it keeps what it accepts and answers as the recipient's name asks.

The local part of a recipient decides; any other name is accepted:

    temporary-NNN   the RCPT gets NNN (421, 450, 451, 452 ...), every time
    permanent-NNN   the RCPT gets NNN (550, 553 ...)
    greylist        451 the first time this address is tried, accepted after
    late-NNN        the RCPT is accepted, the content gets NNN
    slow-N          N seconds (1.5 is allowed) before the answer to the RCPT
    drop            the connection ends after the content, before an answer: the sender cannot know
    kept-drop       the same, but the message was kept
    drop-after      accepted and kept; the connection ends right after the answer
    stall           the content never gets an answer

    with SmtpSink() as sink:
        send(sink.host, sink.port, ...)
        assert [["clerk@clinic.example"]] == [mail.recipients for mail in sink.mails]
"""

import asyncio
import email
import logging
import re
import socket
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from intake_daemon.rehearsal.certificates import Certificate

# aiosmtpd warns of an attribute that it alone uses, at every login.
logging.getLogger("mail.log").setLevel(logging.ERROR)

Tls = Literal["none", "starttls", "implicit"]


@dataclass(frozen=True)
class KeptMail:
    """One message the sink took."""

    sender: str
    recipients: list[str]
    content: bytes
    encrypted: bool
    user: str | None  #: who logged in; None when nobody did

    @property
    def message(self) -> EmailMessage:
        """The same, parsed."""
        return email.message_from_bytes(self.content, policy=default)


class SmtpSink:
    """An SMTP server on a free loopback port, running from `with` to the end of it.

    Args:
        tls: "none", "starttls" (then plain sessions are refused) or "implicit".
        certificate: what it shows; needed unless `tls` is "none".
        users: passwords by user name; when given, only who has logged in may send.
        size_limit: bytes of content beyond which it answers 552.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        tls: Tls = "none",
        certificate: Certificate | None = None,
        users: Mapping[str, str] | None = None,
        size_limit: int = 50_000_000,
    ) -> None:
        if (tls != "none") != (certificate is not None):
            raise ValueError("a sink with TLS needs a certificate, and one without needs none")
        self.mails: list[KeptMail] = []
        self.attempts: Counter[str] = Counter()  #: RCPT commands by address
        self._tls = tls
        self._certificate = certificate
        self._users = users
        self._size_limit = size_limit
        self._arrived = threading.Condition()
        self._socket: socket.socket | None = None
        self._controller: _SinkController | None = None
        self.port = 0

    def __enter__(self) -> "SmtpSink":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after a `stop`, on the same port again, with everything kept so far."""
        listener = socket.create_server((self.host, self.port))
        self.port = listener.getsockname()[1]
        self._controller = _SinkController(self, listener, self._options())
        self._controller.start()

    def stop(self) -> None:
        """Stop listening and drop every connection."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def wait_for(self, count: int, seconds: float = 10.0) -> list[KeptMail]:
        """Wait until `count` messages are kept; raises TimeoutError when they do not come."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.mails) >= count, seconds):
                raise TimeoutError(f"{len(self.mails)} of {count} messages after {seconds} s")
            return list(self.mails)

    def _options(self) -> dict[str, Any]:  # aiosmtpd's keyword arguments, each with a type of its own
        context = self._certificate.server_context() if self._certificate else None
        return {
            "ident": "test sink",
            "data_size_limit": self._size_limit,
            "ssl_context": context if self._tls == "implicit" else None,
            "tls_context": context if self._tls == "starttls" else None,
            "require_starttls": self._tls == "starttls",
            "auth_required": self._users is not None,
            "auth_require_tls": self._tls == "starttls",
            "authenticator": None if self._users is None else _check_password(self._users),
        }

    def keep(self, session: Session, envelope: Envelope) -> None:
        """Remember an accepted message."""
        auth = session.auth_data if session.authenticated else None
        mail = KeptMail(
            sender=envelope.mail_from or "",
            recipients=list(envelope.rcpt_tos),
            content=envelope.original_content or b"",
            encrypted=self._tls != "none",
            user=auth.login.decode() if isinstance(auth, LoginPassword) else None,
        )
        with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()


class _SinkController(Controller):
    """Runs the sink's event loop in a thread, on a socket that is already bound (so no port is guessed)."""

    def __init__(self, sink: SmtpSink, listener: socket.socket, options: dict[str, Any]) -> None:
        super().__init__(_Answers(sink), hostname=sink.host, port=sink.port, **options)
        self._listener = listener

    def _create_server(self) -> Coroutine[None, None, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener, ssl=self.ssl_context)

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            # A login without TLS is a thing a client must refuse, so a test may ask for it.
            warnings.simplefilter("ignore")
            made: SMTP = super().factory()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it bare
            return made

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        if isinstance(self.smtpd, SMTP):
            _cut(self.smtpd)
        super().cancel_tasks(stop_loop)


class _Answers:
    """The hooks that aiosmtpd calls; their names are its own."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._sink.attempts[address] += 1
        name = address.partition("@")[0].lower()
        if refusal := re.fullmatch(r"(temporary|permanent)-(\d{3})", name):
            return f"{refusal[2]} {'4.3.0' if refusal[1] == 'temporary' else '5.1.1'} as the name asks"
        if name == "greylist" and self._sink.attempts[address] == 1:
            return "451 4.7.1 greylisted, try again"
        if slow := re.fullmatch(r"slow-(\d+(?:\.\d+)?)", name):
            await asyncio.sleep(float(slow[1]))
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        names = {address.partition("@")[0].lower() for address in envelope.rcpt_tos}
        if late := next(filter(None, (re.fullmatch(r"late-(\d{3})", name) for name in names)), None):
            return f"{late[1]} {late[1][0]}.7.1 as the name asks"
        if "stall" in names:
            await asyncio.sleep(3600)
        if "drop" not in names:
            self._sink.keep(session, envelope)
        if names & {"drop", "kept-drop"}:
            _cut(server)
        if "drop-after" in names:
            asyncio.get_running_loop().call_later(0.05, _cut, server)
        return "250 2.0.0 OK"


def _cut(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def _check_password(users: Mapping[str, str]) -> Callable[..., AuthResult]:
    def check(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        known = (
            isinstance(given, LoginPassword) and users.get(given.login.decode()) == given.password.decode()
        )
        return AuthResult(success=known, handled=False, auth_data=given)

    return check
