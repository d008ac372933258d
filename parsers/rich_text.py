"""Rich text (RTF) as lines of text; Outlook keeps bodies in it, compressed ([MS-OXRTFCP])."""

import re
from collections.abc import Iterator

import compressed_rtf  # type: ignore[import-untyped] # ships no types
from striprtf.striprtf import rtf_to_text as strip

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.limits import Limits
from parsers.mail.html_text import CELL_GAP
from parsers.plain import set_text
from parsers.sheet import Lettered

_LONGEST = 4_000_000  #: bytes of markup; the library needs a second for each million
_LONGEST_PACKED = 1_000_000
_MOST_CHARACTERS = 400_000
_PICTURE = re.compile(rb"\\pict\b[^{}]{0,600}?[0-9a-fA-F\s]{4000}|\\pict\b.{0,600}?\\bin[0-9]{4}", re.S)


def read_rich_text(content: bytes, limits: Limits) -> Iterator[Lettered]:
    """Yield the text of an RTF document as one page.

    Raises:
        UnreadableDocument: CORRUPT; UNSUPPORTED after the text, when it shows pictures; TOO_LARGE likewise.
    """
    text = rtf_to_text(content)
    if not text.strip():
        raise UnreadableDocument(
            Unreadable.CORRUPT, "The rich text document gives no text; open it by hand or ask for a PDF."
        )
    yield set_text(text[:_MOST_CHARACTERS])
    if len(content) > _LONGEST or len(text) > _MOST_CHARACTERS:
        raise UnreadableDocument(
            Unreadable.TOO_LARGE, "Only the beginning of the rich text document was read; open it by hand."
        )
    if _PICTURE.search(content):
        raise UnreadableDocument(
            Unreadable.UNSUPPORTED,
            "The rich text document shows pictures, which were not read; open it by hand or ask for a PDF.",
        )


def rtf_to_text(content: bytes) -> str:
    """Turn rich text into lines, a tab between table cells; empty when it cannot be read. Never raises."""
    markup = content[:_LONGEST].decode("latin-1")
    try:
        text = str(strip(markup, "cp1252", "replace"))  # type: ignore[no-untyped-call] # the library has no types
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the library meets broken markup with whatever its arithmetic raises there
        return ""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub(r"\|(?=[^\n]*\|)|\|$", CELL_GAP, text, flags=re.M) if "\\cell" in markup else text


def inflated(content: bytes) -> bytes:
    """Unpack Outlook's compressed rich text; empty when it cannot be. Never raises."""
    if len(content) < 16 or len(content) > _LONGEST_PACKED:
        return b""
    try:
        return bytes(compressed_rtf.decompress(content))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above, for broken packing
        return b""
