"""Writes compound files ([MS-CFB]) for tests: storages are dicts, streams are bytes."""

import struct
from dataclasses import dataclass, field

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Storage = dict[str, "bytes | Storage"]


@dataclass
class _Sectors:
    """The sectors of a file, or of its mini stream, and the chains they form."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Append a stream; returns its first sector."""
        if not content:
            return _END
        first, count = len(self.chain), -(-len(content) // self.size)
        self.data += content + bytes(count * self.size - len(content))
        self.chain += [*range(first + 1, first + count), _END]
        return first


def compound_file(root: Storage) -> bytes:
    """Write a file of version 3. Siblings form a list to the right: readers need no balanced tree."""
    big, small = _Sectors(_SECTOR), _Sectors(_SMALL)
    entries: list[bytes] = [b""]
    child = _children(root, entries, big, small)
    mini = bytes(small.data)
    entries[0] = _entry("Root Entry", 5, _NONE, child, big.add(mini), len(mini))
    while len(entries) % 4:
        entries.append(_entry("", 0, _NONE, _NONE, 0, 0))
    directory = big.add(b"".join(entries))
    mini_table = big.add(_table(small.chain))
    fat = _with_table(big)
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, len(fat), directory, 0,
        _CUTOFF, mini_table, len(_table(small.chain)) // _SECTOR, _END, 0,
    )  # fmt: skip
    return head + struct.pack("<109I", *fat, *[_FREE] * (109 - len(fat))) + bytes(big.data)


def _children(storage: Storage, entries: list[bytes], big: _Sectors, small: _Sectors) -> int:
    """Append what a storage holds; returns the number of its first child."""
    right = _NONE
    for name, held in sorted(storage.items(), key=lambda pair: (len(pair[0]), pair[0].upper()), reverse=True):
        at = len(entries)
        entries.append(b"")
        if isinstance(held, dict):
            entries[at] = _entry(name, 1, right, _children(held, entries, big, small), 0, 0)
        else:
            start = (small if len(held) < _CUTOFF else big).add(held)
            entries[at] = _entry(name, 2, right, _NONE, start, len(held))
        right = at
    return right


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    length = len(written) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII16sIQQIQ", written, length, kind, 1, _NONE, right, child, b"", 0, 0, 0, start, size
    )


def _table(chain: list[int]) -> bytes:
    padded = chain + [_FREE] * (-len(chain) % (_SECTOR // 4))
    return struct.pack(f"<{len(padded)}I", *padded)


def _with_table(big: _Sectors) -> list[int]:
    """Append the allocation table, which also names its own sectors; returns where it lies."""
    count = 1
    while (len(big.chain) + count) * 4 > count * _SECTOR:
        count += 1
    at = list(range(len(big.chain), len(big.chain) + count))
    big.chain += [_FAT] * count
    big.data += _table(big.chain)
    return at
