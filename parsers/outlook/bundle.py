"""winmail.dat: what Outlook makes of a mail that it thinks another Outlook will read ([MS-OXTNEF])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.outlook.item import (
    ATTACHED,
    BODY,
    CODE_PAGE,
    DISPLAY_NAME,
    SUBJECT,
    OutlookAttachment,
    OutlookItem,
    Properties,
)

_SIGNATURE = 0x223E9F78
_SUBJECT, _BODY, _CODE_PAGE, _PROPERTIES = 0x00018004, 0x0002800C, 0x00069007, 0x00069003
_BEGINS, _TITLE, _DATA, _ATTACHED = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_STRING, _STRING8, _BINARY, _OBJECT, _MANY = 0x001F, 0x001E, 0x0102, 0x000D, 0x1000
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}  #: bytes, padded
_INTEGERS = {2: "<h", 3: "<i", 0xB: "<H", 0x14: "<q", 0x40: "<q"}
_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  #: IID_IMessage
_MOST_VALUES = 10_000


@dataclass
class _Attached:
    content: bytes = b""
    properties: Properties = field(default_factory=dict)


def read_bundle(content: bytes, depth: int) -> OutlookItem:
    """Read a bundle; a checksum that is wrong is no reason to give up what can be read.

    Args:
        content: the file.
        depth: how many levels of messages inside messages are read.

    Raises:
        UnreadableDocument: CORRUPT.
    """
    properties: Properties = {}
    attached: list[_Attached] = []
    try:
        for name, data in _attributes(content):
            _take(name, data, properties, attached)
        return OutlookItem(properties, (), tuple(_attachment(one, depth) for one in attached))
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise UnreadableDocument(
            Unreadable.CORRUPT,
            "The Outlook attachment bundle (winmail.dat) is damaged; ask for the documents as PDF.",
        ) from error


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield number and value of each attribute ([MS-OXTNEF], 2.1.3.1)."""
    (signature,) = struct.unpack_from("<I", content)
    if signature != _SIGNATURE:
        raise ValueError("no bundle")
    at = 6
    while at + 9 <= len(content):
        _, name, length = struct.unpack_from("<BII", content, at)
        if at + 9 + length > len(content):
            raise ValueError("cut off")
        yield name, content[at + 9 : at + 9 + length]
        at += 9 + length + 2


def _take(name: int, data: bytes, properties: Properties, attached: list[_Attached]) -> None:
    if name == _PROPERTIES:
        properties.update(_properties(data))
    elif name == _CODE_PAGE:
        properties.setdefault(CODE_PAGE, int(struct.unpack_from("<I", data)[0]))
    elif name == _SUBJECT:
        properties.setdefault(SUBJECT, data)
    elif name == _BODY:
        properties.setdefault(BODY, data)
    elif name == _BEGINS:
        attached.append(_Attached())
    elif attached and name == _TITLE:
        attached[-1].properties.setdefault(DISPLAY_NAME, data)
    elif attached and name == _DATA:
        attached[-1].content = data
    elif attached and name == _ATTACHED:
        attached[-1].properties.update(_properties(data))


def _attachment(attached: _Attached, depth: int) -> OutlookAttachment:
    inner = attached.properties.get(ATTACHED)
    if isinstance(inner, bytes) and inner.startswith(_MESSAGE) and depth > 0:
        return OutlookAttachment(attached.properties, item=read_bundle(inner[len(_MESSAGE) :], depth - 1))
    if isinstance(inner, bytes) and not attached.content:
        return OutlookAttachment(attached.properties, inner)
    return OutlookAttachment(attached.properties, attached.content)


def _properties(data: bytes) -> Properties:
    """Read a list of properties ([MS-OXTNEF], 2.1.3.4)."""
    (count,) = struct.unpack_from("<I", data)
    found: Properties = {}
    at = 4
    for _ in range(min(count, _MOST_VALUES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at = _after_name(data, at + 4) if number >= 0x8000 else at + 4
        values, at = _values(data, at, kind)
        if values and not kind & _MANY:
            found[number] = values[0]
    return found


def _after_name(data: bytes, at: int) -> int:
    """Skip the name of a named property: its set, and a number or a string."""
    (by_string,) = struct.unpack_from("<I", data, at + 16)
    (said,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (_padded(said) if by_string else 0)


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes | int | str], int]:
    single = kind & ~_MANY
    counted = kind & _MANY or single not in _SIZES
    count = min(int(struct.unpack_from("<I", data, at)[0]), _MOST_VALUES) if counted else 1
    at += 4 if counted else 0
    values: list[bytes | int | str] = []
    for _ in range(count):
        value, at = _fixed(data, at, single) if single in _SIZES else _counted(data, at, single)
        values.append(value)
    return values, at


def _fixed(data: bytes, at: int, kind: int) -> tuple[int, int]:
    size = _SIZES[kind]
    if at + size > len(data):
        raise ValueError("cut off")
    value = struct.unpack_from(_INTEGERS[kind], data, at)[0] if kind in _INTEGERS else 0
    return int(value), at + size


def _counted(data: bytes, at: int, kind: int) -> tuple[bytes | str, int]:
    if kind not in (_STRING, _STRING8, _BINARY, _OBJECT):
        raise ValueError("unknown type")
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + length
    if end > len(data):
        raise ValueError("cut off")
    value = data[at + 4 : end]
    return (value.decode("utf-16-le", "replace") if kind == _STRING else value), at + 4 + _padded(length)


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4
