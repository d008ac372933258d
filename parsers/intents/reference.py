"""Our own reference, R-XXXX-XXXX in Crockford's base 32, where a message quotes it."""

import re

_SIGNS = "0-9ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE = re.compile(
    rf"(?<![A-Z0-9-])R\s?[-–—]\s?([{_SIGNS}OIL]{{4}})\s?[-–—]\s?([{_SIGNS}OIL]{{4}})(?![A-Z0-9-])"
)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def find_reference(*texts: str) -> str | None:
    """The first reference in texts, in its canonical form.

    O is read as 0, I and L as 1, as Crockford's base 32 asks of decoders.
    """
    for text in texts:
        match = _REFERENCE.search(text.upper()) if text.isascii() else _REFERENCE.search(text)
        if match is not None:
            return f"R-{match[1].translate(_READ_AS)}-{match[2].translate(_READ_AS)}"
    return None
