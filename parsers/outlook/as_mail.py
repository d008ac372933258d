"""Writes an Outlook item as the internet mail it stands for, so that it is read as every other mail."""

import re
from collections.abc import Callable, Iterator
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.policy import compat32
from email.utils import format_datetime, formataddr

from parsers import kind
from parsers.budget import Budget
from parsers.mail.html_text import html_to_text
from parsers.mime import message_pieces, parse_mail
from parsers.outlook import item as mapi
from parsers.outlook.bundle import read_bundle
from parsers.outlook.item import OutlookAttachment, OutlookItem
from parsers.outlook.message_file import read_message_file
from parsers.piece import Piece
from parsers.rich_text import inflated, rtf_to_text

#: Headers that the new mail gets anew, and those by which servers vouch: a saved file proves nothing.
_NOT_KEPT = re.compile(
    r"^(content-|mime-version|authentication-results|arc-|dkim-signature|received-spf|x-ms-tnef)", re.I
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ROLES = {1: "To", 2: "Cc"}
_LONGEST_HEADERS = 200_000  #: characters
Reader = Callable[[bytes, int], OutlookItem]
_READERS: dict[str, Reader] = {kind.OUTLOOK: read_message_file, kind.TNEF: read_bundle}


def as_mail(content: bytes, media_type: str, depth: int) -> bytes:
    """Write a .msg file or a winmail.dat as a mail (RFC 5322).

    Raises:
        UnreadableDocument: CORRUPT.
    """
    return _written(_READERS[media_type](content, depth))


def _written(item: OutlookItem) -> bytes:
    return _headers(item).encode("utf-8", "replace") + _structure(item).as_bytes()


def _headers(item: OutlookItem) -> str:
    kept = list(_transported(item)) or list(_known(item))
    return "".join(f"{name}: {_CONTROLS.sub(' ', value)[:_LONGEST_HEADERS]}\n" for name, value in kept)


def _transported(item: OutlookItem) -> Iterator[tuple[str, str]]:
    """The headers the mail had on its way, as far as they are kept; none for a mail that never travelled."""
    raw = item.text(mapi.HEADERS)[:_LONGEST_HEADERS]
    parsed = BytesParser(policy=compat32).parsebytes(
        raw.lstrip().encode("utf-8", "replace"), headersonly=True
    )
    found = [(name, str(value)) for name, value in parsed.items() if not _NOT_KEPT.match(name)]
    if any(name.lower() == "from" for name, _ in found):
        yield from found


def _known(item: OutlookItem) -> Iterator[tuple[str, str]]:
    """Headers made of the item's own properties."""
    sender = item.text(mapi.SENDER_SMTP) or item.text(mapi.SENDER_ADDRESS)
    if "@" in sender:
        yield "From", formataddr((_line(item.text(mapi.SENDER_NAME)), sender))
    for number, role in _ROLES.items():
        addresses = [_address(row) for row in item.recipients if row.get(mapi.RECIPIENT_KIND, 1) == number]
        if any(addresses):
            yield role, ", ".join(address for address in addresses if address)
    if subject := _line(item.text(mapi.SUBJECT)):
        yield "Subject", subject
    if moment := item.moment(mapi.SENT) or item.moment(mapi.DELIVERED):
        yield "Date", format_datetime(moment)
    if message_id := item.text(mapi.MESSAGE_ID):
        yield "Message-ID", message_id


def _address(row: mapi.Properties) -> str:
    address = mapi.text_of(row, mapi.SMTP_ADDRESS) or mapi.text_of(row, mapi.ADDRESS)
    return formataddr((_line(mapi.text_of(row, mapi.DISPLAY_NAME)), address)) if "@" in address else ""


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _structure(item: OutlookItem) -> MIMEBase:
    whole = MIMEMultipart("mixed")
    whole.attach(_body(item))
    for attachment in item.attachments:
        whole.attach(_part(attachment))
    return whole


def _body(item: OutlookItem) -> MIMEBase:
    """Plain text and HTML as alternatives; text in Outlook's rich format only where there is neither."""
    versions = MIMEMultipart("alternative")
    text = item.text(mapi.BODY)
    html = item.text(mapi.HTML_BODY)
    if not text.strip() and not html_to_text(html).strip():
        text = rtf_to_text(inflated(mapi.bytes_of(item.properties.get(mapi.RTF_BODY))))
    if text.strip() or not html:
        versions.attach(_text_part(text, "plain"))
    if html:
        versions.attach(_text_part(html, "html"))
    return versions


def _text_part(text: str, subtype: str) -> MIMEText:
    return MIMEText(text.encode("utf-8", "replace").decode(), subtype, "utf-8")


def _part(attachment: OutlookAttachment) -> MIMEBase:
    if attachment.item is not None:
        inner = BytesParser(policy=compat32).parsebytes(_written(attachment.item))
        return MIMEMessage(inner)
    part = MIMEApplication(attachment.content or attachment.path().encode("utf-8", "replace"))
    shown = attachment.is_shown_in_body
    part.add_header("Content-Disposition", "inline" if shown else "attachment")
    return part


def open_outlook(content: bytes, prefix: str, budget: Budget) -> Iterator[Piece]:
    """Take a .msg file or a winmail.dat apart that lay in a mail or an archive.

    Raises:
        UnreadableDocument: CORRUPT, or TOO_LARGE.
    """
    media_type = kind.media_type(content)
    message = parse_mail(as_mail(content, media_type, budget.depth), max(budget.parts, 1))
    return message_pieces(message, prefix, budget)
