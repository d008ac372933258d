"""Mail out of an IMAP mailbox: each message handed over once, and moved or flagged once it is stored.

How a message is not taken twice and none is missed:

- A poll asks only for UIDs above the checkpoint, so it costs what is new, not what is there.
- The checkpoint that goes with a message is the highest UID below which nothing is still to be handed
  over. A message that could not be fetched holds it back, and is asked for again.
- UIDs mean something only together with UIDVALIDITY (RFC 3501 section 2.3.1.1). When that changes the
  folder is read from its start; what was moved away is not there any more, what carries our keyword is
  left out, and with `after = "none"` the daemon recognises the same mail by its bytes and headers.
- After each new connection, and after a failed move, the UIDs up to the checkpoint are asked for as well:
  what the ledger knows is moved or flagged now, what it does not know is handed over.

A message that the server fails to deliver again and again is handed over with a note instead of its
content, so that it can neither stop the others nor be forgotten.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import structlog

from intake_daemon.errors import TransientError
from intake_daemon.model import Channel, Taken
from intake_daemon.sources.imap_folder import PATIENCE, FolderProgress
from intake_daemon.sources.imap_session import ImapSession, trust
from intake_daemon.sources.imap_wire import CommandRefusedError, ConnectionLostError
from intake_daemon.sources.mail_headers import HEADER_LIMIT, same_mail_key
from intake_daemon.sources.settings import MailboxSettings
from intake_daemon.sources.source import Ledger

log = structlog.get_logger(__name__)

TAKEN_KEYWORD = "$IntakeTaken"
TOO_LARGE_KEYWORD = "$IntakeTooLarge"


class ImapSource:
    """A mailbox as a `Source`; the key of an arrival is "folder/uidvalidity/uid".

    Args:
        settings: the table [[mailbox]] of the configuration.
        max_bytes: larger messages are handed over without their content and set aside.
        patience: seconds for which a message must fail before it is handed over without its content.

    Raises:
        ConfigError: `ca_file` cannot be used.
    """

    def __init__(self, settings: MailboxSettings, *, max_bytes: int, patience: float = PATIENCE) -> None:
        self.beat: Callable[[], None] = lambda: None
        self._settings = settings
        self._patience = patience
        self._max_bytes = max_bytes
        self._context = None if settings.tls == "none" else trust(settings.ca_file)
        self._session: ImapSession | None = None
        self._folders: dict[str, FolderProgress] = {}
        self._log = log.bind(source=settings.name, host=settings.host)

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        return self._settings.name

    @property
    def poll_seconds(self) -> float:
        """How long at most between two polls."""
        return self._settings.poll_seconds

    def poll(self, ledger: Ledger) -> Iterator[Taken]:
        """Hand over what is new in every folder; a folder that is refused does not stop the others.

        Raises:
            TransientError: the server cannot be reached, refuses the login, or refused a folder.
        """
        refused: CommandRefusedError | None = None
        self._connected()
        for name in self._settings.folders:
            try:
                yield from self._poll_folder(name, ledger)
            except CommandRefusedError as error:
                if error.retry_after is not None:
                    self.close()  # a server that asks for a pause ends the session
                    raise
                refused = refused or error
            except ConnectionLostError:
                self.close()
                raise
        if refused:
            raise refused

    def stored(self, taken: Taken) -> None:
        """Move or flag a message that has been committed. May be called twice.

        Raises:
            TransientError: not done; the next poll will do it.
        """
        name, uidvalidity, uid = _parse(taken.key)
        folder = self._folders.get(name)
        if folder and folder.uidvalidity == uidvalidity:
            folder.open.discard(uid)
        self._finish(name, uidvalidity, uid, set_aside=taken.withheld is not None)

    def refused(self, what: Taken | Path, reason: str) -> None:
        """Set a message aside in the folder for what cannot be taken; the reason goes to the log."""
        if isinstance(what, Taken):
            self._log.warning("message_set_aside", key=what.key, reason=reason)
            self._finish(*_parse(what.key), set_aside=True)

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait for new mail in the first folder (IDLE); True when there may be some.

        Raises:
            TransientError: the connection is lost.
        """
        try:
            session = self._connected()
            if not session.can_idle:
                stop.wait(seconds)
                return False
            return self._idle(session, seconds, stop)
        except ConnectionLostError:
            self.close()
            raise

    def abandon(self) -> None:
        """Break the connection from another thread."""
        if session := self._session:
            session.abandon()

    def close(self) -> None:
        """End the connection; a later poll makes a new one."""
        session, self._session = self._session, None
        if session:
            session.close()

    def _connected(self) -> ImapSession:
        if self._session is None:
            self._session = ImapSession(self._settings, self._context, beat=lambda: self.beat())
            self._log.info("mailbox_connected")
            for folder in self._folders.values():
                folder.swept = False
        return self._session

    def _poll_folder(self, name: str, ledger: Ledger) -> Iterator[Taken]:
        session = self._connected()
        folder = self._list(session, name, ledger)
        may_finish = True
        for uid in folder.in_order():
            self.beat()
            if not ledger.known(self.name, folder.key(uid)):
                if taken := self._take(session, folder, uid):
                    yield taken
            elif may_finish:
                may_finish = self._finish_late(session, folder, uid)

    def _list(self, session: ImapSession, name: str, ledger: Ledger) -> FolderProgress:
        """The folder, with everything in `open` that is to be handed over or finished now."""
        state, checkpoint = session.state(name), ledger.checkpoint(self.name, name)
        folder = self._folders.get(name)
        if folder is None or folder.uidvalidity != state.uidvalidity:
            folder = self._folders[name] = FolderProgress(name, state.uidvalidity)
        renumbered = checkpoint is not None and checkpoint[0] != state.uidvalidity
        done = 0 if checkpoint is None or renumbered else checkpoint[1]
        if renumbered and not folder.highest:
            self._log.warning("folder_renumbered", folder=name, action="read from its start")
        seen = max(done, folder.highest)
        if state.uidnext is None or state.uidnext > seen + 1 or not folder.swept:
            session.enter(name, folder.uidvalidity)
            self._sweep(session, folder, done)
            leave = TAKEN_KEYWORD if renumbered and self._settings.after == "flag" else ""
            new = session.uids(seen + 1, None, since=self._settings.since, without=leave)
            folder.open.update(new)
            folder.highest = max([seen, *new])
        return folder

    def _sweep(self, session: ImapSession, folder: FolderProgress, done: int) -> None:
        """List what is left at or below the checkpoint: stored but not moved, or never handed over."""
        after = self._settings.after
        if not folder.swept and done and after != "none":
            without = TAKEN_KEYWORD if after == "flag" else ""
            folder.open.update(session.uids(1, done, since=self._settings.since, without=without))
        folder.swept = True

    def _finish_late(self, session: ImapSession, folder: FolderProgress, uid: int) -> bool:
        """Finish a message that was stored before; False when the server refuses, as the next would be."""
        session.enter(folder.name, folder.uidvalidity)
        try:
            facts = session.facts(uid)
            too_large = facts is not None and facts.size > self._max_bytes
            self._finish(folder.name, folder.uidvalidity, uid, set_aside=too_large)
        except CommandRefusedError as error:
            self._log.warning("message_not_moved", key=folder.key(uid), why=str(error))
            return False
        folder.open.discard(uid)
        return True

    def _take(self, session: ImapSession, folder: FolderProgress, uid: int) -> Taken | None:
        """Fetch one message; None when it is gone, or cannot be had in this poll."""
        session.enter(folder.name, folder.uidvalidity)
        if folder.gives_up(uid, self._patience):
            return self._withhold(folder, uid, b"", datetime.now(UTC), "the mail server cannot deliver it")
        folder.count_failure(uid)  # beforehand, since the worst failures end the connection
        try:
            taken = self._fetch(session, folder, uid)
        except CommandRefusedError as error:
            self._log.warning(
                "message_not_fetched", key=folder.key(uid), tries=folder.failures[uid], why=str(error)
            )
            return None
        folder.forgive(uid)
        if taken is None:
            folder.open.discard(uid)
        return taken

    def _fetch(self, session: ImapSession, folder: FolderProgress, uid: int) -> Taken | None:
        facts = session.facts(uid)
        if facts is None:
            return None
        if facts.size > self._max_bytes:
            header = session.header(uid, HEADER_LIMIT) or b""
            reason = f"the message has {facts.size} bytes, more than the {self._max_bytes} that are read"
            return self._withhold(folder, uid, header, facts.received_at, reason)
        content = session.body(uid)
        if content is None:
            return None
        if facts.size and not content:
            raise CommandRefusedError(f"the server announces {facts.size} bytes and delivers none")
        return Taken(
            source=self.name,
            channel=Channel.EMAIL,
            key=folder.key(uid),
            name=f"mail {uid}",
            content=content,
            received_at=facts.received_at,
            same_arrival_key=same_mail_key(content),
            checkpoint=folder.checkpoint_after(uid),
        )

    def _withhold(
        self, folder: FolderProgress, uid: int, header: bytes, received_at: datetime, reason: str
    ) -> Taken:
        self._log.warning("message_withheld", key=folder.key(uid), reason=reason)
        return Taken(
            source=self.name,
            channel=Channel.EMAIL,
            key=folder.key(uid),
            name=f"mail {uid}",
            content=header,
            received_at=received_at,
            same_arrival_key=folder.key(uid),  # without the bytes nothing else can be called the same
            checkpoint=folder.checkpoint_after(uid),
            withheld=reason,
        )

    def _finish(self, name: str, uidvalidity: int, uid: int, *, set_aside: bool) -> None:
        """Move or flag one message; refused when its UID means another message by now."""
        try:
            session = self._connected()
            session.enter(name, uidvalidity)
            self._mark(session, uid, set_aside=set_aside)
        except TransientError as error:
            if folder := self._folders.get(name):
                folder.swept = False
            if isinstance(error, ConnectionLostError):
                self.close()
            raise

    def _mark(self, session: ImapSession, uid: int, *, set_aside: bool) -> None:
        if self._settings.after == "move":
            session.move(
                uid, self._settings.too_large_folder if set_aside else self._settings.processed_folder
            )
        elif self._settings.after == "flag":
            session.flag(uid, TAKEN_KEYWORD)
            if set_aside:
                session.flag(uid, TOO_LARGE_KEYWORD)

    def _idle(self, session: ImapSession, seconds: float, stop: threading.Event) -> bool:
        folder = self._settings.folders[0]
        left = seconds
        while left > 0 and not stop.is_set():
            if session.idle(folder, min(left, 1.0)):
                return True
            left -= 1.0
        return False


def _parse(key: str) -> tuple[str, int, int]:
    folder, uidvalidity, uid = key.rsplit("/", 2)
    return folder, int(uidvalidity), int(uid)
