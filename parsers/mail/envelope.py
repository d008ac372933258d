"""The envelope: the headers that later stages judge a mail by (RFC 5322, RFC 3834, RFC 8601)."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from intake_daemon.model import Address, Envelope
from parsers.mail import headers
from parsers.mail.delivery_report import is_delivery_report

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_MOST_ADDRESSES = 200


def read_envelope(message: EmailMessage) -> Envelope:
    """Read the envelope of a mail; what is missing or malformed is left empty. Never raises."""
    return_path = _return_path(message)
    return Envelope(
        message_id=_message_id(message, "Message-ID"),
        sender=_sender(message),
        reply_to=_addresses(message, "Reply-To"),
        return_path=return_path,
        to=_addresses(message, "To"),
        cc=_addresses(message, "Cc"),
        subject=headers.first(message, "Subject") or "",
        in_reply_to=_message_id(message, "In-Reply-To"),
        references=tuple(_MESSAGE_ID.findall(headers.first(message, "References") or "")),
        auto_submitted=_word(message, "Auto-Submitted"),
        precedence=_word(message, "Precedence"),
        list_headers=any(name.lower().startswith("list-") for name, _ in message.raw_items()),
        auto_response_suppress=headers.first(message, "X-Auto-Response-Suppress"),
        delivery_report=is_delivery_report(message, return_path),
        authentication_results=tuple(headers.values(message, "Authentication-Results")),
        received=_received(message),
    )


def _sender(message: EmailMessage) -> Address | None:
    """Return who the mail says it is from; None when it names nobody or several.

    Several From headers are forbidden (RFC 5322, 3.6) and a known way to show one address to the
    DMARC check and another to the reader, so such a mail has no sender we could name.
    """
    if len(headers.values(message, "From")) != 1:
        return None
    found = _addresses(message, "From")
    return found[0] if len(found) == 1 else None


def _addresses(message: EmailMessage, name: str) -> tuple[Address, ...]:
    found: list[Address] = []
    for header in headers.parsed(message, name):
        found.extend(_addresses_of(header))
    return tuple(found[:_MOST_ADDRESSES])


def _addresses_of(header: object) -> list[Address]:
    known = getattr(header, "addresses", None)
    if known is None:
        pairs = _pairs(str(header))
    else:
        pairs = [(address.display_name or "", address.addr_spec) for address in known]
    return [Address(name=name.strip(), address=spec.strip()) for name, spec in pairs if _is_address(spec)]


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([text])
    except (RecursionError, ValueError, IndexError):  # comments nested a thousand deep, and worse
        return []


def _is_address(spec: str) -> bool:
    local, _, domain = spec.strip().rpartition("@")
    return bool(local and domain) and not any(letter.isspace() for letter in spec.strip())


def _return_path(message: EmailMessage) -> str | None:
    """Return the return path without its brackets: "" for a bounce's null path, None when there is none."""
    value = headers.first(message, "Return-Path")
    return None if value is None else value.strip().strip("<>").strip()


def _message_id(message: EmailMessage, name: str) -> str | None:
    found = _MESSAGE_ID.search(headers.first(message, name) or "")
    return found[0] if found else None


def _word(message: EmailMessage, name: str) -> str | None:
    """Return a keyword header without its parameters, in lower case."""
    value = headers.first(message, name)
    return None if value is None else value.partition(";")[0].strip().lower()


def _received(message: EmailMessage) -> datetime | None:
    """Return the time of the topmost Received header, written by the last server: our own."""
    topmost = headers.first(message, "Received")
    if not topmost or ";" not in topmost:
        return None
    try:
        moment = parsedate_to_datetime(topmost.rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
