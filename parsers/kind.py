"""What kind of file some bytes are. Names and declared types are never asked: senders get them wrong."""

import re
import zipfile
from io import BytesIO

PDF = "application/pdf"
TIFF = "image/tiff"
MAIL = "message/rfc822"
PLAIN = "text/plain"
HTML = "text/html"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEIC = "image/heic"
RTF = "application/rtf"
OUTLOOK = "application/vnd.ms-outlook"
TNEF = "application/ms-tnef"
LOCKED_OFFICE = "application/encrypted"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

_PDF_REACH = 1024  # readers accept junk this long before the header (ISO 32000-1, annex H, note 13)
_TEXT_REACH = 64 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"{\\rtf", RTF),
    (b"%!PS", "application/postscript"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MZ", "application/x-dosexec"),
    (b"\x7fELF", "application/x-elf"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc", b"avif")
_OFFICE_FOLDERS = (
    ("word/", DOCX),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLE_STREAMS = (
    ("__properties_version1.0", OUTLOOK),
    ("EncryptedPackage", LOCKED_OFFICE),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_MOST_NAMES = 2000  # of an archive, looked at to tell an office file
_LOCAL_HEAD = re.compile(
    rb"PK\x03\x04.{22}(..)..", re.S
)  # APPNOTE.TXT, 4.3.7: the name's length, then the name
_HTML_START = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HEADER_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):(?: |\t|\r?$)")
_SURE_HEADERS = frozenset(
    {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to", b"dkim-signature"}
)
_USUAL_HEADERS = frozenset({b"from", b"to", b"subject", b"date", b"content-type", b"reply-to"})


def media_type(content: bytes) -> str:
    """Tell the media type from the bytes alone; `application/octet-stream` when nothing fits."""
    if found := _by_signature(content):
        return found
    if is_mail(content):
        return MAIL
    if b"%PDF-" in content[:_PDF_REACH]:
        return PDF
    if not looks_like_text(content):
        return UNKNOWN
    return HTML if _HTML_START.match(_without_mark(content)[:4096]) else PLAIN


def is_mail(content: bytes) -> bool:
    """Whether the bytes start with the headers of a mail (RFC 5322), an mbox "From " line before them or not.

    Two usual headers alone are a typed memo; a mail has at least one that only mail programs write, or
    three usual ones.
    """
    names = _leading_header_names(content)
    return bool(names & _SURE_HEADERS) or len(names & _USUAL_HEADERS) >= 3 or _is_bare_mime(names)


def looks_like_text(content: bytes) -> bool:
    """Whether the bytes are text in UTF-8, UTF-16 with a mark, or an 8-bit Western charset."""
    head = content[:_TEXT_REACH]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    odd = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return odd * 100 <= len(head)


def _by_signature(content: bytes) -> str | None:
    for signature, name in _SIGNATURES:
        if content.startswith(signature):
            return _INSIDE[name](content) if name in _INSIDE else name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return HEIC
    if content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00":
        return "image/bmp"
    return None


def _inside_zip(content: bytes) -> str:
    """Tell office files, which are zip archives, from plain archives by the names in them."""
    names = _names(content)
    if "mimetype" in names[:1] and content[38:90].startswith(b"application/vnd.oasis."):
        return "application/vnd.oasis.opendocument"
    if "[Content_Types].xml" not in names:
        return ZIP
    folders = [folder for folder, _ in _OFFICE_FOLDERS if any(name.startswith(folder) for name in names)]
    return dict(_OFFICE_FOLDERS)[folders[0]] if folders else ZIP


def _names(content: bytes) -> list[str]:
    """Names of the files in an archive; of one that is cut off, the first that can be made out."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.namelist()[:_MOST_NAMES]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        heads = _LOCAL_HEAD.finditer(content[:_TEXT_REACH])
        return [content[at.end() : at.end() + at[1][0] + 256 * at[1][1]].decode("cp437") for at in heads]


def _inside_ole(content: bytes) -> str:
    """Tell Outlook messages, locked and older office files by the streams they are made of ([MS-CFB])."""
    for stream, name in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return name
    return OLE


_INSIDE = {ZIP: _inside_zip, OLE: _inside_ole}


def _leading_header_names(content: bytes) -> set[bytes]:
    lines = _without_mark(content)[:16384].lstrip(b"\r\n").split(b"\n")[:60]
    if lines and lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    names: set[bytes] = set()
    for line in lines:
        if line[:1] in (b" ", b"\t") and names:
            continue
        header = _HEADER_LINE.match(line)
        if not header:
            break
        names.add(header[1].lower())
    return names


def _is_bare_mime(names: set[bytes]) -> bool:
    return {b"content-type", b"content-transfer-encoding"} <= names


def _without_mark(content: bytes) -> bytes:
    return content.removeprefix(b"\xef\xbb\xbf")
