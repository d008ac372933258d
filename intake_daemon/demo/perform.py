"""The demonstration itself: servers up, daemon up, papers in, wait, papers that refer back, wait."""

import email
import email.policy
import email.utils
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from intake_daemon.config import load
from intake_daemon.demo.place import MAIL_USER, SMTP_PASSWORD, SMTP_USER, Place
from intake_daemon.demo.process import command, running_daemon
from intake_daemon.demo.script import Paper
from intake_daemon.demo.watch import Count, question_to, wait_until_quiet
from intake_daemon.durable import write_durably
from intake_daemon.rehearsal.certificates import Certificate, make_certificates
from intake_daemon.rehearsal.dovecot import Dovecot, running_dovecot
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.database import open_engine

DOVECOT = Path("/usr/sbin/dovecot")
WAVE_SECONDS = 300.0

_REFERENCE = re.compile(rb"R-[0-9A-Z]{4}-[0-9A-Z]{4}")


@dataclass(frozen=True)
class Performance:
    """What a demonstration came to."""

    papers: int
    start_up: float  #: seconds from the start of the process to READY=1
    seconds: float  #: from the first paper to the last outcome
    mail_server: bool  #: a real Dovecot, or the Maildir in its place
    sent: int  #: messages that the mail server took


def perform(
    place: Place, papers: tuple[Paper, ...], say: Callable[[str], None], tell: Callable[[Count], None]
) -> Performance:
    """Run the demonstration in `place`, which is laid out by it.

    Raises:
        TransientError: the daemon did not start, or did not finish in time; its log says why.
        ConfigError: a program that it needs is missing.
    """
    certificates = place.root / "certificates"
    certificates.mkdir(mode=0o755)
    made = make_certificates(certificates)
    sink = SmtpSink(tls="starttls", certificate=made.good, users={SMTP_USER: SMTP_PASSWORD})
    with _mailbox(place, made.good) as mailbox, sink:
        place.lay_out(ca=made.ca, smtp_port=sink.port, imap_port=mailbox.port)
        say("Starting the daemon")
        with running_daemon(place) as start_up:
            import_directory(place)
            engine = open_engine(load(place.config).database_url)
            began = time.monotonic()
            _feed_all(engine, place, mailbox, papers, say, tell)
            seconds = time.monotonic() - began
        kept = _keep_sent(place, sink)
    return Performance(len(papers), start_up, seconds, mailbox.server is not None, kept)


def import_directory(place: Place) -> None:
    """Put the requestors that the clinic knows into the directory, through the command itself."""
    table = place.root / "directory.csv"
    subprocess.run(command(place, "directory", "import", str(table)), check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Mailbox:
    """Where mails are put for the daemon to find."""

    place: Place
    server: Dovecot | None

    @property
    def port(self) -> int | None:
        """The IMAP port; None for the Maildir."""
        return self.server.plain_port if self.server else None

    def deliver(self, content: bytes) -> None:
        """Put one mail in."""
        if self.server:
            self.server.deliver(MAIL_USER, content)
            return
        write_durably(self.place.maildir / "new" / f"{time.time_ns()}.{secrets.token_hex(4)}.demo", content)


@contextmanager
def _mailbox(place: Place, certificate: Certificate) -> Iterator[Mailbox]:
    if not DOVECOT.exists() and shutil.which("dovecot") is None:
        yield Mailbox(place, None)
        return
    with running_dovecot(certificate, users={MAIL_USER: ""}) as server:
        yield Mailbox(place, server)


def _feed_all(
    engine: Engine,
    place: Place,
    mailbox: Mailbox,
    papers: tuple[Paper, ...],
    say: Callable[[str], None],
    tell: Callable[[Count], None],
) -> None:
    first = [paper for paper in papers if not paper.refers_back]
    second = [paper for paper in papers if paper.refers_back]
    for wave, fed in ((first, 0), (second, len(first))):
        say(f"Sending in {len(wave)} papers" + (" that refer to earlier ones" if fed else ""))
        for paper in wave:
            _feed(engine, place, mailbox, paper)
        wait_until_quiet(engine, fed + len(wave), WAVE_SECONDS, tell)


def _feed(engine: Engine, place: Place, mailbox: Mailbox, paper: Paper) -> None:
    content = paper.path.read_bytes()
    if not paper.is_mail:
        # A fax server writes beside and renames; a half-written file would be left alone anyway.
        hidden = place.fax_folder / f".{paper.path.name}"
        hidden.write_bytes(content)
        hidden.rename(place.fax_folder / paper.path.name)
        return
    mailbox.deliver(_answering(engine, content) if paper.is_reply else content)


def _answering(engine: Engine, reply: bytes) -> bytes:
    """The reply with the reference and the Message-ID of the question that was really asked."""
    headers = email.message_from_bytes(reply, policy=email.policy.SMTP)
    sender = email.utils.parseaddr(str(headers["From"]))[1]
    question = question_to(engine, sender)
    if question is None:
        return reply
    asked = str(headers["In-Reply-To"]).strip()
    threaded = reply.replace(asked.encode(), question.message_id.encode())
    return _REFERENCE.sub(question.reference.encode(), threaded)


def _keep_sent(place: Place, sink: SmtpSink) -> int:
    for number, mail in enumerate(sink.mails, 1):
        write_durably(place.sent_folder / f"{number:03d}.eml", mail.content)
    return len(sink.mails)
