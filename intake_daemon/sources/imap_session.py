"""One logged-in IMAP connection with the commands a source needs.

imap-tools opens, logs in and keeps IDLE. Messages are fetched through its client, as bytes: its own
message class would parse every mail here, and hostile mail is parsed only where it can be killed. Its
`flag` and `move` end with EXPUNGE, which would also remove what other people have marked as deleted.
"""

import contextlib
import imaplib
import socket
import ssl
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import imap_tools
from imap_tools.imap_utf7 import utf7_encode

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.sources.imap_wire import (
    FAILURES,
    CommandRefusedError,
    FetchData,
    FolderState,
    MessageFacts,
    as_imap_date,
    as_number,
    check,
    facts_in,
    personal_namespace,
    section_in,
    speaking_to,
)
from intake_daemon.sources.settings import MailboxSettings

GOODBYE_SECONDS = 2.0
PIECE = 1 << 18  #: bytes between two beats


def trust(ca_file: Path | None) -> ssl.SSLContext:
    """What certificates we accept: signed by `ca_file` or the system's authorities, for the right name.

    Raises:
        ConfigError: `ca_file` cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"ca_file {ca_file} holds no certificate that can be read: {error}") from error


class ImapSession:
    """A connection, open and logged in.

    Args:
        beat: called with each piece of a long answer, to show that work goes on.

    Raises, from the constructor and every method:
        CommandRefusedError: the server said no.
        ConnectionLostError: the connection is of no use any more.
    """

    def __init__(
        self, settings: MailboxSettings, context: ssl.SSLContext | None, *, beat: Callable[[], None]
    ) -> None:
        self._place = f"{settings.username} at {settings.host}:{settings.effective_port}"
        self._selected: str | None = None
        self._uidvalidity = 0
        self._idling = False
        with speaking_to(self._place, "connect"):
            self._mailbox = _connect(settings, context)
            _read_in_pieces(self._mailbox.client, beat)
        try:
            self._log_in(settings)
            self._prefix, self._separator = self._own_namespace()
        except TransientError:
            self.close()
            raise

    @property
    def can_idle(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        return self._can("IDLE")

    def state(self, folder: str) -> FolderState:
        """UIDVALIDITY and UIDNEXT of a folder, in one command.

        STATUS must not be asked of the selected folder (RFC 3501 section 6.3.10); that is selected again.
        """
        if self._selected == folder:
            return self.select(folder)
        self._end_idle()
        with speaking_to(self._place, f"look at folder {folder}"):
            found = self._mailbox.folder.status(self._full(folder), ["UIDVALIDITY", "UIDNEXT"])
        if "UIDVALIDITY" not in found:
            return self.select(folder)
        return FolderState(found["UIDVALIDITY"], found.get("UIDNEXT"))

    def select(self, folder: str) -> FolderState:
        """Open a folder for the commands that follow."""
        self._end_idle()
        self._selected = None
        with speaking_to(self._place, f"open folder {folder}"):
            self._mailbox.folder.set(self._full(folder))
            uidvalidity = as_number(self._mailbox.client.response("UIDVALIDITY")[1])
            uidnext = as_number(self._mailbox.client.response("UIDNEXT")[1])
        if uidvalidity is None:
            raise CommandRefusedError(
                f"no UIDVALIDITY for folder {folder} of {self._place}: it cannot be read safely"
            )
        self._selected, self._uidvalidity = folder, uidvalidity
        return FolderState(uidvalidity, uidnext)

    def enter(self, folder: str, uidvalidity: int) -> None:
        """Open a folder unless it is open; refused when its UIDs mean other messages by now."""
        if self._selected != folder:
            self.select(folder)
        if self._uidvalidity != uidvalidity:
            raise CommandRefusedError(
                f"folder {folder} of {self._place} was renumbered just now; it is read again"
            )

    def uids(
        self, first: int, last: int | None, *, since: date | None = None, without: str = ""
    ) -> list[int]:
        """UIDs in the selected folder, ascending, from `first` to `last` (None: to the end).

        Args:
            since: only those whose INTERNALDATE is of this day or later.
            without: only those that lack this keyword.
        """
        words = ["UID", f"{first}:{'*' if last is None else last}"]
        words += ["SINCE", as_imap_date(since)] if since else []
        words += ["UNKEYWORD", without] if without else []
        self._end_idle()
        with speaking_to(self._place, "search"):
            found = self._mailbox.uids(" ".join(words), charset=None)
        # "9:*" names the last message even when its UID is below 9 (RFC 3501 section 9, seq-range).
        return sorted(uid for uid in map(int, found) if uid >= first)

    def facts(self, uid: int) -> MessageFacts | None:
        """Size and time of arrival of a message; None when it is gone."""
        return facts_in(self._uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)"))

    def body(self, uid: int) -> bytes | None:
        """The whole message, left unseen; None when it is gone."""
        return section_in(self._uid("FETCH", str(uid), "(UID BODY.PEEK[])"))

    def header(self, uid: int, limit: int) -> bytes | None:
        """The first `limit` bytes of the message's headers, left unseen; None when it is gone."""
        return section_in(self._uid("FETCH", str(uid), f"(UID BODY.PEEK[HEADER]<0.{limit}>)"))

    def move(self, uid: int, folder: str) -> None:
        """Move a message to a folder, which is created when missing; one that is gone is no error."""
        if self._can("MOVE"):
            self._making_folder(folder, lambda: self._uid("MOVE", str(uid), self._quoted(folder)))
            return
        self._making_folder(folder, lambda: self._uid("COPY", str(uid), self._quoted(folder)))
        self._uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if self._can("UIDPLUS"):
            self._uid("EXPUNGE", str(uid))
        # Without UIDPLUS it stays marked: a plain EXPUNGE would remove what others have marked, too.

    def flag(self, uid: int, keyword: str) -> None:
        """Give a message a keyword."""
        self._uid("STORE", str(uid), "+FLAGS.SILENT", f"({keyword})")

    def idle(self, folder: str, seconds: float) -> bool:
        """Listen for so long; True when the folder has something new.

        IDLE stays on from call to call, until another command is given.
        """
        if self._selected != folder:
            self.select(folder)
        with speaking_to(self._place, "wait for new mail"):
            told = self._start_idle() or self._listen(seconds)
        return any(b"EXISTS" in line or b"BYE" in line for line in told)

    def abandon(self) -> None:
        """Break the connection from another thread, so that whatever waits for the server fails at once."""
        with contextlib.suppress(OSError):
            self._mailbox.client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the session, with a short goodbye if the server still answers; never raises."""
        client = self._mailbox.client
        with contextlib.suppress(*FAILURES, TransientError):
            client.sock.settimeout(GOODBYE_SECONDS)
            self._end_idle()
            client.logout()
        with contextlib.suppress(*FAILURES):
            client.shutdown()

    def _log_in(self, settings: MailboxSettings) -> None:
        password = _read_password(settings.password_file)
        with speaking_to(self._place, "log in"):
            if (settings.username + password).isascii():
                self._mailbox.login(settings.username, password, initial_folder=None)
            else:
                self._mailbox.login_utf8(settings.username, password, initial_folder=None)
            # Servers tell more of what they can after the login.
            self._mailbox.client._get_capabilities()

    def _own_namespace(self) -> tuple[str, str]:
        if not self._can("NAMESPACE"):
            return "", ""
        with speaking_to(self._place, "ask for the names of folders"):
            answer = check(self._mailbox.client.namespace())[0]
            return personal_namespace(answer if isinstance(answer, bytes) else b"")

    def _full(self, folder: str) -> str:
        """A folder's name with the prefix that some servers want before all but INBOX."""
        if folder.upper() == "INBOX" or folder.startswith(self._prefix):
            return folder
        return self._prefix + folder

    def _quoted(self, folder: str) -> str:
        name = utf7_encode(self._full(folder)).decode("ascii")
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _making_folder(self, folder: str, command: Callable[[], FetchData]) -> None:
        """Give a command; when it is refused, make the folder, since that may be why, and give it again."""
        try:
            command()
        except CommandRefusedError as refused:
            with speaking_to(self._place, f"make folder {folder}"):
                made, _ = self._mailbox.client.create(self._quoted(folder))
                if made != "OK":
                    raise refused
                self._mailbox.client.subscribe(self._quoted(folder))
            command()

    def _uid(self, command: str, *arguments: str) -> FetchData:
        self._end_idle()
        with speaking_to(self._place, command.lower()):
            return check(self._mailbox.client.uid(command, *arguments))

    def _can(self, capability: str) -> bool:
        return capability in self._mailbox.client.capabilities

    def _start_idle(self) -> list[bytes]:
        """Switch IDLE on if it is not; returns what the server told together with its consent."""
        if self._idling:
            return []
        self._mailbox.idle.start()  # type: ignore[no-untyped-call]  # imap-tools leaves it bare
        self._idling = True
        return self._lines_read_already()

    def _listen(self, seconds: float) -> list[bytes]:
        began = time.monotonic()
        told = self._mailbox.idle.poll(seconds)
        if not told and time.monotonic() - began < seconds * 0.9:
            # Something came that was no line: the end of the connection, or TLS housekeeping. Only a
            # command tells them apart.
            self._end_idle()
        return told

    def _lines_read_already(self) -> list[bytes]:
        """Lines that came in one packet with the one just read: no poll of the socket shows them."""
        client, lines = self._mailbox.client, []
        timeout = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            while True:
                lines.append(client._get_line())
        except FAILURES:
            return lines
        finally:
            client.sock.settimeout(timeout)

    def _end_idle(self) -> None:
        if self._idling:
            self._idling = False
            with speaking_to(self._place, "stop waiting"):
                self._mailbox.idle.stop()  # type: ignore[no-untyped-call]  # imap-tools leaves it bare


def _connect(settings: MailboxSettings, context: ssl.SSLContext | None) -> imap_tools.BaseMailBox:
    host, port, timeout = settings.host, settings.effective_port, settings.timeout_seconds
    if settings.tls == "none":
        mailbox: imap_tools.BaseMailBox = imap_tools.MailBoxUnencrypted(host, port, timeout=timeout)
    elif settings.tls == "starttls":
        mailbox = imap_tools.MailBoxStartTls(host, port, timeout=timeout, ssl_context=context)
    else:
        mailbox = imap_tools.MailBox(host, port, timeout=timeout, ssl_context=context)
    _keep_alive(mailbox.client.sock)
    return mailbox


def _read_in_pieces(client: imaplib.IMAP4, beat: Callable[[], None]) -> None:
    """Have imaplib read a literal bit by bit: a large message over a slow line is work, not a standstill."""
    read = client.read

    def read_and_beat(size: int) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and (piece := read(min(size, PIECE))):
            beat()
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    client.read = read_and_beat  # type: ignore[method-assign]  # imaplib has no other hook


def _keep_alive(connection: socket.socket) -> None:
    """Have the kernel ask every minute whether the other end is there; routers forget silent connections."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


def _read_password(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise TransientError(f"cannot read password_file {path}: {reason}; check that it is there") from error
