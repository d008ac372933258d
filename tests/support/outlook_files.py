"""Writes Outlook's .msg files ([MS-OXMSG]) and winmail.dat bundles ([MS-OXTNEF]) for tests."""

import struct
from dataclasses import dataclass, field

from support.compound_file import Storage, compound_file

SUBJECT, HEADERS, SENDER_NAME, SENDER_SMTP = 0x0037, 0x007D, 0x0C1A, 0x5D01
BODY, RTF_BODY, HTML_BODY = 0x1000, 0x1009, 0x1013
DISPLAY_NAME, SMTP_ADDRESS, RECIPIENT_KIND = 0x3001, 0x39FE, 0x0C15
DATA, METHOD, FILE_NAME, LONG_PATH, HIDDEN, SENT = 0x3701, 0x3705, 0x3707, 0x370D, 0x7FFE, 0x0039
Value = str | bytes | int
Properties = dict[int, Value]


@dataclass
class Mail:
    """One item. An attachment is its properties, with another mail or bytes."""

    properties: Properties
    recipients: list[Properties] = field(default_factory=list)
    attachments: list[tuple[Properties, "bytes | Mail | None"]] = field(default_factory=list)


def msg(mail: Mail) -> bytes:
    """A .msg file."""
    return compound_file(_storage(mail, 32))


def _storage(mail: Mail, head: int) -> Storage:
    whole = _streams(mail.properties, head)
    for at, row in enumerate(mail.recipients):
        whole[f"__recip_version1.0_#{at:08X}"] = _streams(row, 8)
    for at, (properties, held) in enumerate(mail.attachments):
        attached = _streams(properties | ({DATA: held} if isinstance(held, bytes) else {}), 8)
        if isinstance(held, Mail):
            attached["__substg1.0_3701000D"] = _storage(held, 24)
        whole[f"__attach_version1.0_#{at:08X}"] = attached
    return whole


def _streams(properties: Properties, head: int) -> Storage:
    table, made = bytes(head), {}
    for number, value in properties.items():
        if isinstance(value, int):
            kind = 0x0040 if number == SENT else 0x0003
            table += struct.pack("<HHIq", kind, number, 6, value)
        else:
            kind = 0x001F if isinstance(value, str) else 0x0102
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            table += struct.pack("<HHIQ", kind, number, 6, len(content))
            made[f"__substg1.0_{number:04X}{kind:04X}"] = content
    return {"__properties_version1.0": table, **made}


def winmail(mail: Mail) -> bytes:
    """A winmail.dat."""
    return _bundle(mail)


def _bundle(mail: Mail) -> bytes:
    out = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x00069003, _listed(mail.properties))
    for properties, held in mail.attachments:
        out += _attribute(2, 0x00069002, bytes(14))
        if isinstance(held, Mail):
            inner = bytes.fromhex("0703020000000000c000000000000046") + _bundle(held)
            out += _attribute(2, 0x00069005, _listed(properties, inner))
        else:
            out += _attribute(2, 0x0006800F, held or b"") + _attribute(2, 0x00069005, _listed(properties))
    return out


def _attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _listed(properties: Properties, embedded: bytes | None = None) -> bytes:
    out = b""
    for number, value in properties.items():
        if isinstance(value, int):
            out += struct.pack("<HHI", 0x0003, number, value)
        else:
            kind = 0x001F if isinstance(value, str) else 0x0102
            content = value.encode("utf-16-le") if isinstance(value, str) else value
            out += struct.pack("<HHI", kind, number, 1) + _counted(content)
    if embedded is not None:
        out += struct.pack("<HHI", 0x000D, DATA, 1) + _counted(embedded)
    return struct.pack("<I", len(properties) + (embedded is not None)) + out


def _counted(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content + bytes(-len(content) % 4)
