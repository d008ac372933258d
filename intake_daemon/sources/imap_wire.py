"""What an IMAP server's words mean: FETCH answers as values, failures as errors for the operator."""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import NamedTuple

from imap_tools.errors import ImapToolsError, MailboxLoginError, UnexpectedCommandStatusError

from intake_daemon.errors import TransientError

LOGIN_PAUSE = 300.0  #: seconds after a refused login: servers lock accounts that try again and again

#: Everything that imaplib, imap-tools, the socket and TLS raise when something is wrong at the other end.
FAILURES = (imaplib.IMAP4.error, OSError, ssl.SSLError, ImapToolsError)

_BACKOFF = re.compile(r"Suggested Backoff Time:\s*(\d+)\s*milli", re.IGNORECASE)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

FetchData = Sequence[bytes | tuple[bytes, bytes] | None]


class CommandRefusedError(TransientError):
    """The server answered NO or BAD to one command; the connection is still good."""


class ConnectionLostError(TransientError):
    """The connection is broken or cannot be made."""


class FolderState(NamedTuple):
    """UIDVALIDITY of a folder and the UID its next message will get; None when the server does not say."""

    uidvalidity: int
    uidnext: int | None


class MessageFacts(NamedTuple):
    """Size in bytes and INTERNALDATE (aware, UTC) of a message, as the server states them."""

    size: int
    received_at: datetime


@contextmanager
def speaking_to(place: str, doing: str) -> Iterator[None]:
    """Raise every failure inside as one of our two errors, with words for the operator."""
    try:
        yield
    except FAILURES as error:
        raise explain(error, place, doing) from error


def explain(error: Exception, place: str, doing: str) -> TransientError:
    """The error for a failure of ours or the server's, and how long to wait when the server says so."""
    said = _printable(str(error))
    pause = _suggested_pause(said)
    if isinstance(error, MailboxLoginError):
        return CommandRefusedError(
            f"cannot log in as {place}: {said}; check user name and password file",
            retry_after=pause or LOGIN_PAUSE,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectionLostError(
            f"the certificate shown for {place} is refused: {error.verify_message}; "
            "check `host` and `ca_file`, or the server's certificate"
        )
    # imaplib raises the same class for a NO and for a command on a connection that it has given up.
    given_up = "illegal in state" in said
    if not given_up and (
        isinstance(error, UnexpectedCommandStatusError) or type(error) is imaplib.IMAP4.error
    ):
        return CommandRefusedError(f"cannot {doing} as {place}: the server says: {said}", retry_after=pause)
    if isinstance(error, TimeoutError):
        return ConnectionLostError(
            f"cannot {doing} as {place}: no answer in time; check the network", retry_after=pause
        )
    return ConnectionLostError(
        f"cannot {doing} as {place}: the connection is gone ({said}); check server and network",
        retry_after=pause,
    )


def check(answer: tuple[str, Sequence[object]]) -> FetchData:
    """The data of an OK answer; raises `imaplib.IMAP4.error` with the server's words for NO and BAD."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(
            b" ".join(item for item in data if isinstance(item, bytes)).decode("ascii", "replace")
        )
    return data  # type: ignore[return-value]  # imaplib's own type is list[Any]


def facts_in(data: FetchData) -> MessageFacts | None:
    """Size and time in the answer to `FETCH n (RFC822.SIZE INTERNALDATE)`; None when the message is gone."""
    text = b" ".join(item for item in data if isinstance(item, bytes))
    size = re.search(rb"RFC822\.SIZE (\d+)", text)
    return MessageFacts(int(size[1]), _internal_date(text)) if size else None


def section_in(data: FetchData) -> bytes | None:
    """The bytes in the answer to `FETCH n (BODY[...])`; None when the message is gone.

    A server may send an empty or short section as a quoted string or NIL instead of a literal.
    """
    for item in data:
        if isinstance(item, tuple) and b"BODY[" in item[0].upper():
            return item[1]
    for item in data:
        if isinstance(item, bytes) and (
            short := re.search(rb'BODY\[[^]]*\](?:<\d+>)? (?:"(.*)"|NIL)', item, re.I)
        ):
            return re.sub(rb"\\(.)", rb"\1", short[1] or b"")
    return None


def personal_namespace(answer: bytes) -> tuple[str, str]:
    """Prefix and separator of our own folders in the answer to NAMESPACE (RFC 2342), as ("INBOX.", ".")."""
    found = re.match(rb'\(\("([^"]*)" (?:"([^"]*)"|NIL)', answer)
    return (
        (found[1].decode("ascii", "replace"), (found[2] or b"").decode("ascii", "replace"))
        if found
        else ("", "")
    )


def as_imap_date(day: date) -> str:
    """A day as SEARCH wants it, whatever the process's locale is: 01-Feb-2026."""
    return f"{day.day:02}-{_MONTHS[day.month - 1]}-{day.year}"


def as_number(data: Sequence[bytes | None]) -> int | None:
    """The number in a response code such as UIDNEXT; None when the server sent none."""
    last = data[-1] if data else None
    return int(last) if last and last.isdigit() else None


def _internal_date(text: bytes) -> datetime:
    local = imaplib.Internaldate2tuple(text)
    return datetime.fromtimestamp(time.mktime(local), UTC) if local else datetime.now(UTC)


def _suggested_pause(said: str) -> float | None:
    """Exchange states its throttling in words: seconds to wait, None when it does not."""
    found = _BACKOFF.search(said)
    return int(found[1]) / 1000 if found else None


def _printable(said: str) -> str:
    """A server's words fit for one line of a log."""
    return "".join(letter if letter.isprintable() else " " for letter in said)[:300]
