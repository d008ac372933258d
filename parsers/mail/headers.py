"""Header access that never raises: the library's parsers stumble over what spammers and old servers write."""

from email.headerregistry import BaseHeader
from email.message import EmailMessage
from email.policy import default

_LONGEST = 8000  # characters; RFC 5322 lines are 998, and parsing time grows with the square


def values(message: EmailMessage, name: str) -> list[str]:
    """Return all decoded values of a header, topmost first, folded lines joined."""
    return [" ".join(str(header).split()) for header in parsed(message, name)]


def first(message: EmailMessage, name: str) -> str | None:
    """Return the topmost value of a header; None when the mail has no such header."""
    found = values(message, name)
    return found[0] if found else None


def parsed(message: EmailMessage, name: str) -> list[BaseHeader | str]:
    """Return the header objects of that name; a plain string where the library cannot parse one."""
    wanted = name.lower()
    return [_parse(key, value) for key, value in message.raw_items() if key.lower() == wanted]


def _parse(name: str, value: object) -> BaseHeader | str:
    text = str(value)[:_LONGEST]
    try:
        header: BaseHeader = default.header_factory(name, " ".join(text.split()))
        str(header)
    except Exception:  # noqa: BLE001 - the library raises a dozen unrelated types for malformed headers
        return _printable(text)
    return header


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8", "replace")
