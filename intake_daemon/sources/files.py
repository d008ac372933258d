"""A single file from the command line as an arrival, as if a source had handed it over."""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from intake_daemon.durable import explained
from intake_daemon.model import Channel, Taken
from intake_daemon.sources.drop_files import safe_name
from intake_daemon.sources.mail_headers import header_block, same_mail_key, topmost_received

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")  # RFC 5322 section 2.2
_MAIL_FIELDS = frozenset(
    b"from to cc bcc subject date message-id received return-path delivered-to reply-to sender "
    b"mime-version in-reply-to references".split()
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_STREAM = "__substg1.0_".encode("utf-16-le")


def taken_from_file(path: Path, received_at: datetime | None = None) -> Taken:
    """Read one file as the daemon would take it.

    Args:
        received_at: aware; None: for a mail its topmost Received header, else the file's modification time.

    Raises:
        TransientError: the file cannot be read.
    """
    with explained("read", path):
        content = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    channel = channel_of(content)
    by_header = topmost_received(content) if channel is Channel.EMAIL else None
    return Taken(
        source="file",
        channel=channel,
        key=str(path).encode("utf-8", "replace").decode(),
        name=safe_name(path.name),
        content=content,
        received_at=received_at or by_header or modified,
        same_arrival_key=(
            same_mail_key(content) if channel is Channel.EMAIL else hashlib.sha256(content).hexdigest()
        ),
    )


def channel_of(content: bytes) -> Channel:
    """Whether bytes are a mail (RFC 5322, or an Outlook .msg) or a document such as a fax."""
    if content.startswith(_OLE) and _OUTLOOK_STREAM in content:
        return Channel.EMAIL
    return Channel.EMAIL if _has_mail_headers(content) else Channel.FAX


def _has_mail_headers(content: bytes) -> bool:
    """Whether it begins with header fields, among them one that only mail has."""
    names = set()
    for number, line in enumerate(header_block(content.lstrip(b"\r\n\xef\xbb\xbf")).splitlines()):
        field = _FIELD.match(line)
        if field:
            names.add(field[1].lower())
        elif not (line.startswith((b" ", b"\t")) and number) and not (
            line.startswith(b"From ") and not number
        ):
            break
    return bool(names & _MAIL_FIELDS)
