"""A mail as Outlook keeps it: properties by number ([MS-OXPROPS]), recipients, attachments."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from parsers.mail.charset import decode_text

Properties = dict[int, bytes | int | str]  #: by property id; times as FILETIME, strings of 8 bits as bytes

MESSAGE_CLASS, SUBJECT, HEADERS = 0x001A, 0x0037, 0x007D
SENT, DELIVERED = 0x0039, 0x0E06
SENDER_NAME, SENDER_KIND, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01
BODY, RTF_BODY, HTML_BODY, MESSAGE_ID = 0x1000, 0x1009, 0x1013, 0x1035
DISPLAY_NAME, ADDRESS, SMTP_ADDRESS, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
ATTACHED, ATTACH_METHOD, ATTACH_PATH, ATTACH_TYPE = 0x3701, 0x3705, 0x3708, 0x370E
ATTACH_LONG_PATH, CONTENT_ID, ATTACH_FLAGS, HIDDEN = 0x370D, 0x3712, 0x3714, 0x7FFE

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_IN_BODY = 0x4  #: ATTACH_FLAGS: the body shows it ([MS-OXCMSG], 2.2.2.18)


@dataclass(frozen=True)
class OutlookAttachment:
    """One attachment: bytes, or another item, or only a path to somewhere else."""

    properties: Properties = field(repr=False)
    content: bytes = field(default=b"", repr=False)
    item: "OutlookItem | None" = None

    @property
    def is_shown_in_body(self) -> bool:
        """Whether it is a picture of the text rather than a file sent along."""
        flags = self.properties.get(ATTACH_FLAGS, 0)
        return bool(self.properties.get(HIDDEN)) or (isinstance(flags, int) and bool(flags & _IN_BODY))

    def path(self) -> str:
        """Where the document is, when it was not sent along; empty when it was."""
        found = self.properties.get(ATTACH_LONG_PATH) or self.properties.get(ATTACH_PATH) or ""
        return found if isinstance(found, str) else decode_text(bytes_of(found), None)


@dataclass(frozen=True)
class OutlookItem:
    """One mail. `recipients` have the properties of their rows."""

    properties: Properties = field(repr=False)
    recipients: tuple[Properties, ...] = field(default=(), repr=False)
    attachments: tuple[OutlookAttachment, ...] = ()

    def text(self, number: int) -> str:
        """A property as text; empty when it is not there."""
        return text_of(self.properties, number, self._charset())

    def moment(self, number: int) -> datetime | None:
        """A property as a time, UTC; None when it is missing or absurd."""
        ticks = self.properties.get(number)
        if not isinstance(ticks, int):
            return None
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None

    def _charset(self) -> str | None:
        page = self.properties.get(INTERNET_CODE_PAGE) or self.properties.get(CODE_PAGE)
        return (
            {65001: "utf-8", 20127: "ascii", 28591: "latin-1"}.get(page, f"cp{page}")
            if isinstance(page, int)
            else None
        )


def text_of(properties: Properties, number: int, charset: str | None = None) -> str:
    """A property as text; empty when it is not there."""
    value = properties.get(number, "")
    text = value if isinstance(value, str) else decode_text(bytes_of(value), charset)
    return text.rstrip("\0")


def bytes_of(value: bytes | int | str | None) -> bytes:
    """A property as bytes; empty for what is none."""
    return value if isinstance(value, bytes) else b""
