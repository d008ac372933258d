"""What a part of a mail carries, decoded as far as it can be."""

from email.message import EmailMessage

from parsers.mail.charset import decode_text


def text_of(part: EmailMessage) -> str:
    """The text of a part, in whatever charset."""
    return decode_text(bytes_of(part), claimed_charset(part))


def claimed_charset(part: EmailMessage) -> str | None:
    """The charset a part claims to be in; None when it names none that can be made out."""
    try:
        return part.get_content_charset()
    except Exception:  # noqa: BLE001 - the library raises many unrelated types for malformed parameters
        return None


def bytes_of(part: EmailMessage) -> bytes:
    """Decode the transfer encoding; a part that cannot be decoded gives its raw text."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - the library raises many unrelated types for malformed encodings
        payload = None
    if isinstance(payload, bytes):
        return payload
    return raw_text(part).encode("utf-8", "surrogateescape")


def raw_text(part: EmailMessage) -> str:
    """Return a part's text before its transfer encoding is taken off; empty when even that fails."""
    try:
        raw = part.get_payload()
    except Exception:  # noqa: BLE001 - the library decodes by charsets that are none, with any error
        return ""
    return raw if isinstance(raw, str) else ""
