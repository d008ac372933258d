"""Bytes of a text part to text, whatever charset the sender claims."""

import codecs

_FALLBACKS = ("utf-8", "cp1252")


def decode_text(content: bytes, claimed: str | None) -> str:
    """Decode text by its byte order mark, then the claimed charset, then UTF-8, then Windows-1252.

    The claim is often false or no charset at all ("unknown-8bit", "rot13"), so it is only tried.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    for name in (claimed, *_FALLBACKS):
        text = _try(content, name) if name else None
        if text is not None:
            return text.removeprefix("\ufeff")
    return content.decode("latin-1")


def _try(content: bytes, name: str) -> str | None:
    try:
        if not codecs.lookup(name)._is_text_encoding:  # the only way to ask
            return None
        return content.decode(name)
    except (LookupError, ValueError):  # ValueError covers UnicodeError and a NUL in the name
        return None
