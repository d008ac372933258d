"""Outlook .msg files: compound files whose streams are properties ([MS-OXMSG])."""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile  # type: ignore[import-untyped] # ships no types

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.outlook.item import ATTACHED, OutlookAttachment, OutlookItem, Properties

Place = tuple[str, ...]  #: names of the storages on the way to one, from the root

_TABLE = "__properties_version1.0"
_STREAM = "__substg1.0_"
_ENTRY = struct.Struct("<HHI8s")
_HEAD_OF_FILE, _HEAD_OF_ITEM, _HEAD_OF_ROW = 32, 24, 8  #: bytes before the first entry ([MS-OXMSG], 2.4.1)
_STRING, _STRING8, _BINARY, _OBJECT = 0x001F, 0x001E, 0x0102, 0x000D
_FIXED = {0x0002: "<h6x", 0x0003: "<i4x", 0x000B: "<?7x", 0x0014: "<q", 0x0040: "<q"}


def read_message_file(content: bytes, depth: int) -> OutlookItem:
    """Read a .msg file.

    Args:
        content: the file.
        depth: how many levels of messages inside messages are read.

    Raises:
        UnreadableDocument: CORRUPT.
    """
    try:
        with olefile.OleFileIO(BytesIO(content)) as file:
            return _Compound(file).item((), _HEAD_OF_FILE, depth)
    except MemoryError:
        raise
    except Exception as error:  # the library meets damage with whatever its arithmetic raises there
        raise UnreadableDocument(
            Unreadable.CORRUPT, "The Outlook message is damaged or cut off; ask for it again, best as a PDF."
        ) from error


class _Compound:
    """The storages and streams of one file."""

    def __init__(self, file: olefile.OleFileIO) -> None:
        self._file = file
        self._paths = [tuple(path) for path in file.listdir(streams=True, storages=True)]

    def item(self, place: Place, head: int, depth: int) -> OutlookItem:
        return OutlookItem(
            properties=self._properties(place, head),
            recipients=tuple(
                self._properties(at, _HEAD_OF_ROW) for at in self._children(place, "__recip_version1.0_")
            ),
            attachments=tuple(
                self._attachment(at, depth) for at in self._children(place, "__attach_version1.0_")
            ),
        )

    def _attachment(self, place: Place, depth: int) -> OutlookAttachment:
        properties = self._properties(place, _HEAD_OF_ROW)
        inner = (*place, f"{_STREAM}{ATTACHED:04X}{_OBJECT:04X}")
        if (*inner, _TABLE) in self._paths and depth > 0:
            return OutlookAttachment(properties, item=self.item(inner, _HEAD_OF_ITEM, depth - 1))
        content = properties.get(ATTACHED)
        if isinstance(content, bytes):
            return OutlookAttachment(properties, content)
        unknown = olefile.MAGIC if inner in self._paths else b""  # an object of another program, told as one
        return OutlookAttachment(properties, unknown)

    def _children(self, place: Place, prefix: str) -> list[Place]:
        deep = len(place) + 1
        return sorted(
            path
            for path in self._paths
            if len(path) == deep and path[:-1] == place and path[-1].startswith(prefix)
        )

    def _properties(self, place: Place, head: int) -> Properties:
        found: Properties = {**dict(self._fixed(place, head))}
        for path in self._children(place, _STREAM):
            name = path[-1].removeprefix(_STREAM)
            if len(name) == 8 and self._file.get_type(list(path)) == olefile.STGTY_STREAM:
                number, kind = int(name[:4], 16), int(name[4:], 16)
                content = self._file.openstream(list(path)).read()
                if kind == _STRING:
                    found[number] = content.decode("utf-16-le", "replace")
                elif kind in (_STRING8, _BINARY):
                    found[number] = content
        return found

    def _fixed(self, place: Place, head: int) -> Iterator[tuple[int, int]]:
        """Yield the properties that stand in the table itself."""
        path = (*place, _TABLE)
        if path not in self._paths:
            return
        table = self._file.openstream(list(path)).read()[head:]
        for kind, number, _, value in _ENTRY.iter_unpack(table[: len(table) // _ENTRY.size * _ENTRY.size]):
            if kind in _FIXED:
                yield number, int(struct.unpack(_FIXED[kind], value)[0])
