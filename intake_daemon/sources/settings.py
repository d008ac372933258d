"""Settings of sources: the tables [[mailbox]], [[drop]] and [[maildir]] of the configuration file."""

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from intake_daemon.model import ExpandedPath, Frozen

SourceName = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$",
        description="A short name of your choice, unique among all sources: small letters, digits, - and _.",
    ),
]

FACTS = frozenset({"caller", "called", "csid", "pages", "vendor_id", "received"})


class MailboxSettings(Frozen):
    """A mailbox read over IMAP."""

    name: SourceName
    host: str = Field(min_length=1, description="Name of the IMAP server, as in its certificate.")
    port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Its port; left out: 993 with implicit TLS, 143 otherwise.",
    )
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="implicit",
        description="How the connection is encrypted; the certificate is always checked. "
        '"none" is accepted for this machine itself only.',
    )
    ca_file: ExpandedPath | None = Field(
        default=None,
        description="PEM file of the authority that signed the server's certificate; left out: the system's.",
    )
    username: str = Field(min_length=1, description="User name for the login.")
    password_file: ExpandedPath = Field(
        description="File with the password, read at each login; with systemd a credential: "
        '"$CREDENTIALS_DIRECTORY/NAME".'
    )
    folders: tuple[str, ...] = Field(
        default=("INBOX",),
        min_length=1,
        description="Folders to read. New mail in the first one wakes the daemon at once (IMAP IDLE), "
        "the others are looked at every `poll_seconds`.",
    )
    after: Literal["move", "flag", "none"] = Field(
        default="move",
        description="What is done with a message once it is safely stored: moved to `processed_folder`, "
        'flagged with the keyword "$IntakeTaken", or left as it is.',
    )
    processed_folder: str = Field(
        default="Intake-Processed",
        min_length=1,
        description="Where stored messages are moved; created when missing.",
    )
    too_large_folder: str = Field(
        default="Intake-TooLarge",
        min_length=1,
        description="Where messages over `max_arrival_mb`, and those the server cannot deliver, are moved; "
        'created when missing. With `after = "flag"` they get the keyword "$IntakeTooLarge" instead.',
    )
    since: date | None = Field(
        default=None,
        description="Messages that came before this day are left alone; left out: all are read.",
    )
    poll_seconds: float = Field(
        default=60.0,
        ge=1.0,
        le=300.0,
        description="How often every folder is looked at, whatever IDLE says. At most 300, since servers and "
        "routers end longer silences.",
    )
    timeout_seconds: float = Field(
        default=60.0,
        ge=1.0,
        le=120.0,
        description="How long the server may be silent before it counts as gone.",
    )

    @property
    def effective_port(self) -> int:
        """The port, or the usual one for the kind of encryption."""
        return self.port or (993 if self.tls == "implicit" else 143)

    @model_validator(mode="after")
    def _no_plain_text_on_the_network(self) -> Self:
        if self.tls == "none" and not _is_this_machine(self.host):
            raise ValueError(
                f'tls = "none" would send the password and the mail in the clear to {self.host}; '
                'use "implicit" or "starttls" ("none" is for localhost only)'
            )
        return self

    @model_validator(mode="after")
    def _own_folders_are_not_read(self) -> Self:
        for folder in (self.processed_folder, self.too_large_folder):
            if folder in self.folders:
                raise ValueError(f'folder "{folder}" is where stored mail goes; it cannot be read as well')
        return self


class MaildirSettings(Frozen):
    """A Maildir on this machine, as a local mail server delivers it."""

    name: SourceName
    folder: ExpandedPath = Field(description="The Maildir: the folder that has new/, cur/ and tmp/.")
    poll_seconds: float = Field(default=60.0, ge=0.1, le=3600.0, description="How often it is looked at.")


class DropSettings(Frozen):
    """A folder into which an e-fax service or a scanner puts files."""

    name: SourceName
    folder: ExpandedPath = Field(
        description="The folder. The daemon makes .claimed/, done/ and failed/ in it; other subfolders are "
        "not looked into."
    )
    preset: Literal["generic", "concord", "hylafax"] = Field(
        default="generic",
        description="How the service names its files; decides what a name tells (caller, pages ...).",
    )
    patterns: tuple[str, ...] = Field(
        default=(),
        description="Regular expressions tried before the preset's; named groups caller, called, csid, "
        "pages, vendor_id, received say what is what.",
    )
    received_formats: tuple[str, ...] = Field(
        default=(),
        description="How the group `received` is written, in the letters of strptime; tried before the "
        "usual ways.",
    )
    time_zone: str = Field(
        default="UTC", description='Time zone of times in file names, as "America/Chicago".'
    )
    ignore: tuple[str, ...] = Field(
        default=("*.tmp", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.lock"),
        description="Names not to take (shell patterns, any case). Names with a leading dot never are.",
    )
    settle_seconds: float = Field(
        default=10.0,
        ge=0.1,
        le=3600.0,
        description="A file is taken when its size and time have not changed for so long, and nobody has it "
        "open for writing.",
    )
    empty_seconds: float = Field(
        default=300.0,
        ge=0.1,
        le=86400.0,
        description="An empty file is waited for so long, since it may only have been announced; then a "
        "person is told of it.",
    )
    scan_seconds: float = Field(
        default=30.0,
        ge=0.1,
        le=3600.0,
        description="How often the whole folder is looked at, besides the kernel's notices.",
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f'time zone "{zone}" is not known; write it as "America/Chicago"') from error
        return zone

    @field_validator("patterns")
    @classmethod
    def _usable_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                groups = set(re.compile(pattern).groupindex)
            except re.error as error:
                raise ValueError(f"pattern {pattern!r} is no regular expression: {error}") from error
            if not groups or groups - FACTS:
                raise ValueError(f"pattern {pattern!r} needs named groups among {', '.join(sorted(FACTS))}")
        return patterns


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
