"""The little that a source reads of a mail itself: when it came, and what makes it the same mail again.

Pure functions over bytes that never raise; the whole reading of a mail is the parsers' business.
"""

import hashlib
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

HEADER_LIMIT = 256_000  #: bytes; what follows is not looked at for headers


def header_block(content: bytes) -> bytes:
    """The headers of a mail, up to the first empty line (RFC 5322 section 2.1), or up to the limit."""
    start = content[:HEADER_LIMIT]
    ends = [end for end in (start.find(b"\r\n\r\n"), start.find(b"\n\n")) if end >= 0]
    return start[: min(ends)] if ends else start


def same_mail_key(content: bytes) -> str:
    """A key that is equal when the same delivery of the same mail is handed over again.

    Message-ID and the topmost Received header (written by our own server, so two deliveries of one mail
    differ) decide; a mail that has neither is known by its bytes.
    """
    headers = _headers(content)
    message_id, received = (_first(headers, name) for name in ("Message-ID", "Received"))
    if not message_id and not received:
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(f"{message_id}\0{received}".encode("utf-8", "replace")).hexdigest()


def topmost_received(content: bytes) -> datetime | None:
    """When the last server on the way took the mail (RFC 5321 section 4.4), aware, UTC.

    None when there is no such header or its date cannot be read.
    """
    written = _first(_headers(content), "Received").rpartition(";")[2]
    try:
        moment = parsedate_to_datetime(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _headers(content: bytes) -> Message:
    return BytesHeaderParser().parsebytes(header_block(content))


def _first(headers: Message, name: str) -> str:
    """The topmost header of this name with its folding undone; "" when there is none."""
    values = headers.get_all(name) or [""]
    return " ".join(str(values[0]).split())
