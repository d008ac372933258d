"""A real Dovecot on loopback for rehearsals: own folder, own ports, own users, stopped by its own pid."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from imap_tools.imap_utf7 import utf7_encode

from intake_daemon.rehearsal.certificates import Certificate

PASSWORD = "secret"  # noqa: S105 - of throw-away mailboxes on loopback

_SETTINGS = """
base_dir = {run}
state_dir = {root}/state
log_path = {root}/dovecot.log
instance_name = {root}
protocols = imap
listen = 127.0.0.1
default_vsz_limit = 1G
{users}
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
maildir_very_dirty_syncs = no
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = username_format=%u {root}/users
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {root}/users
  default_fields = uid={uid} gid={gid} home={root}/home/%u
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{capability}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
  # Dovecot slows down who failed to log in, for up to 17 s; without this socket it does not.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


class Dovecot:
    """One running Dovecot. Whoever logs in with PASSWORD has a mailbox.

    Args:
        root: a short path of its own (socket paths are limited to 107 bytes), readable by Dovecot's users.
        certificate: what it shows on both ports.
        users: extra userdb fields, as Dovecot writes them, of users that need some.
        without: capabilities it shall not have, as "MOVE".
    """

    host = "127.0.0.1"

    def __init__(
        self,
        root: Path,
        certificate: Certificate,
        *,
        users: Mapping[str, str],
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._root = root
        self._certificate = certificate
        self._users = users
        self._without = without
        self._log = root / "dovecot.log"
        self.plain_port, self.tls_port = _free_ports(2)

    def start(self) -> None:
        """Start, or start again on the same ports with the mail it had."""
        program = _need("dovecot", "dovecot-imapd", "/usr/sbin/dovecot")
        self._lay_out()
        with (self._root / "start.log").open("w+") as said:
            # A pipe would stay open as long as the server runs, since it inherits it.
            command = [program, "-c", str(self._root / "dovecot.conf")]
            done = subprocess.run(command, stdout=said, stderr=said, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"dovecot did not start: {(self._root / 'start.log').read_text()}")
        _wait_for_port(self.plain_port, self._log)

    def stop(self) -> None:
        """Stop the master process by its pid file, and wait for it."""
        pid_file = self._root / "run" / "master.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text())
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with _gone():
                os.kill(pid, sign)
            if _ended(pid, seconds=5):
                return

    def folder_on_disk(self, user: str, folder: str) -> Path:
        """The Maildir of a folder."""
        root = self._root / "home" / user / "Maildir"
        return root if folder == "INBOX" else root / f".{folder}"

    def admin(self, *arguments: str) -> str:
        """Run doveadm on this server."""
        program = _need("doveadm", "dovecot-imapd", "/usr/bin/doveadm")
        command = [program, "-c", str(self._root / "dovecot.conf"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def change_uidvalidity(self, user: str, folder: str, to: int) -> None:
        """Give a folder a new UIDVALIDITY in place, as a server restored from a backup may."""
        self.admin("mailbox", "update", "-u", user, "--uid-validity", str(to), folder)

    def kick(self, user: str) -> None:
        """End every session of a user at once."""
        self.admin("kick", user)

    @contextmanager
    def session(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A plain IMAP session, for putting mail there and looking at what became of it."""
        with imaplib.IMAP4(self.host, self.plain_port, 10) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(
        self, user: str, content: bytes, folder: str = "INBOX", *, received: datetime | None = None
    ) -> None:
        """Put one message into a folder, creating the folder when it is missing."""
        with self.session(user) as client:
            client.create(_quoted(folder))
            answer, text = client.append(_quoted(folder), "", received or datetime.now(UTC), content)
            if answer != "OK":
                raise RuntimeError(f"append refused: {text}")

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The messages now in a folder; none when there is no such folder."""
        with self.session(user) as client:
            if client.select(_quoted(folder), readonly=True)[0] != "OK":
                return []
            _, found = client.search(None, "ALL")
            return [_only_literal(client.fetch(number, "(BODY.PEEK[])")[1]) for number in found[0].split()]

    def flags(self, user: str, folder: str = "INBOX") -> list[set[str]]:
        """The flags of every message in a folder."""
        with self.session(user) as client:
            client.select(_quoted(folder), readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
            return [
                {flag.decode() for flag in imaplib.ParseFlags(line)}
                for line in found
                if isinstance(line, bytes)
            ]

    def _lay_out(self) -> None:
        root = self._root
        for folder in ("run", "state", "home"):
            (root / folder).mkdir(exist_ok=True)
            (root / folder).chmod(0o755)
        uid, gid = _mail_owner()
        os.chown(root / "home", uid, gid)
        special = (f"{name}:{{PLAIN}}{PASSWORD}::::::{extra}\n" for name, extra in self._users.items())
        (root / "users").write_text("".join(special))
        capability = self._capability()
        as_root = os.getuid() == 0
        (root / "dovecot.conf").write_text(
            _SETTINGS.format(
                root=root,
                password=PASSWORD,
                uid=uid,
                gid=gid,
                run=root / "run",
                users="" if as_root else _run_as_me(),
                chroot="" if as_root else "chroot =",
                cert=self._certificate.cert,
                key=self._certificate.key,
                capability=f"imap_capability = {capability}" if capability else "",
                plain=self.plain_port,
                tls=self.tls_port,
            )
        )

    def _capability(self) -> str:
        usual = "IMAP4rev1 LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS MOVE CONDSTORE"
        return " ".join(word for word in usual.split() if word not in self._without) if self._without else ""


@contextmanager
def running_dovecot(
    certificate: Certificate,
    *,
    users: Mapping[str, str] = MappingProxyType({}),
    without: frozenset[str] = frozenset(),
) -> Iterator[Dovecot]:
    """Start a Dovecot of its own, and stop it at the end."""
    root = Path(tempfile.mkdtemp(prefix="dovecot-"))
    root.chmod(0o755)
    server = Dovecot(root, certificate, users=users, without=without)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def _mail_owner() -> tuple[int, int]:
    """Dovecot refuses to read mail as root, so root's tests use nobody's rights."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _quoted(folder: str) -> str:
    return '"' + utf7_encode(folder).decode("ascii") + '"'


def _run_as_me() -> str:
    me, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    return f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {group}\n"


def _need(program: str, package: str, usual: str) -> str:
    found = shutil.which(program) or (usual if Path(usual).exists() else None)
    if found is None:
        raise RuntimeError(f"this needs {program}: apt-get install {package}")
    return found


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _wait_for_port(port: int, log: Path, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise RuntimeError(f"port {port} did not open: {log.read_text()}") from None
            time.sleep(0.05)


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


def _ended(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def _only_literal(data: Sequence[bytes | tuple[bytes, bytes] | None]) -> bytes:
    return next(item[1] for item in data if isinstance(item, tuple))
