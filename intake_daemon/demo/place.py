"""The folder of a demonstration: its configuration, rules, texts, secrets, directory of requestors and fax folder."""

from dataclasses import dataclass
from pathlib import Path

from intake_daemon.installed import copy_policy
from intake_daemon.rehearsal.dovecot import PASSWORD

MAIL_USER = "records@cedarhollow.example"
SMTP_USER, SMTP_PASSWORD = "intake", "only for the demonstration"

#: Requestors that the invented clinic knows.
DIRECTORY = """\
kind,organization,name,phone,fax,email
attorney,Lockhart & Goodspeed LLP,Leopold Lockhart,(937) 555-0105,(859) 555-0150,records@lockhartgoodspeed.example
attorney,Ishikawa & Pemberton LLP,Clement Ishikawa,,(216) 555-0155,records@ishikawapemberton.example
"""

_CONFIG = """\
state_dir = "{root}/state"
rules = "{root}/rules"
templates = "{root}/templates"

[facility]
name = "Cedar Hollow Medical Center"
phone = "(614) 555-0100"
fax = "(614) 555-0101"
email = "records@cedarhollow.example"
time_zone = "America/New_York"

[delivery]
mode = "send"
from_address = "records@cedarhollow.example"
from_name = "Cedar Hollow Medical Center, Records"
trusted_authserv_ids = ["mx.cedarhollow.example"]

[smtp]
host = "localhost"
port = {smtp_port}
tls = "starttls"
ca_file = "{ca}"
user = "{smtp_user}"
password_file = "{root}/secrets/smtp"

[[drop]]
name = "fax"
folder = "{root}/fax"
settle_seconds = 0.5
scan_seconds = 2.0
"""

_MAILBOX = """
[[mailbox]]
name = "records"
host = "localhost"
port = {imap_port}
tls = "starttls"
ca_file = "{ca}"
username = "{mail_user}"
password_file = "{root}/secrets/imap"
"""

_MAILDIR = """
[[maildir]]
name = "records"
folder = "{root}/mail"
poll_seconds = 1.0
"""


@dataclass(frozen=True)
class Place:
    """The folder and what is in it."""

    root: Path

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.root / "intake.toml"

    @property
    def fax_folder(self) -> Path:
        """Where faxes are dropped."""
        return self.root / "fax"

    @property
    def maildir(self) -> Path:
        """The local Maildir that stands in where no mail server may be started."""
        return self.root / "mail"

    @property
    def sent_folder(self) -> Path:
        """Where the messages that the mail server took are kept."""
        return self.root / "sent"

    @property
    def drawn(self) -> Path:
        """Where the papers are that were made for this demonstration."""
        return self.root / "papers"

    @property
    def log(self) -> Path:
        """The daemon's log."""
        return self.root / "daemon.log"

    def lay_out(self, *, ca: Path, smtp_port: int, imap_port: int | None) -> None:
        """Write everything; without an IMAP port mail is read from the Maildir."""
        for folder in ("fax", "secrets", "sent", "mail/new", "mail/cur", "mail/tmp"):
            (self.root / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        copy_policy(self.root)
        self._secret("imap", PASSWORD)
        self._secret("smtp", SMTP_PASSWORD)
        text = _CONFIG + (_MAILBOX if imap_port else _MAILDIR)
        filled = text.format(
            root=self.root,
            ca=ca,
            smtp_port=smtp_port,
            imap_port=imap_port,
            smtp_user=SMTP_USER,
            mail_user=MAIL_USER,
        )
        self.config.write_text(filled, encoding="utf-8")
        (self.root / "directory.csv").write_text(DIRECTORY, encoding="utf-8")

    def _secret(self, name: str, value: str) -> None:
        path = self.root / "secrets" / name
        path.write_text(value, encoding="utf-8")
        path.chmod(0o600)
