"""Boxes to tick that people type or insert as signs: ballot boxes, Wingdings, square brackets."""

import re
from collections.abc import Iterator

from parsers.word.blocks import Check, Item, Run

_SIGN = re.compile(r"[☐☑☒□■▢🗹🗷🗵]|\[[ \u00a0]{0,3}[xX✓✔✗✘]?[ \u00a0]{0,3}\](?=\s*\S)")
_EMPTY = re.compile(r"[☐□▢]|\[[ \u00a0]{0,6}\]")
_WINGDINGS = {  #: codes of the fonts' signs; they come with or without the private-use offset F000
    "wingdings": {0xA8: False, 0x6F: False, 0x71: False, 0x72: False, 0xFE: True, 0xFD: True, 0x78: True},
    "wingdings 2": {0xA3: False, 0x2A: False, 0x52: True, 0x53: True, 0x54: True, 0x51: True},
}


def with_marks(text: str, underlined: bool) -> Iterator[Item]:
    """Yield a text with its ballot boxes as boxes."""
    at = 0
    for sign in _SIGN.finditer(text):
        if sign.start() > at:
            yield Run(text[at : sign.start()], underlined)
        yield Check(on=not _EMPTY.fullmatch(sign[0]))
        at = sign.end()
    if at < len(text):
        yield Run(text[at:], underlined)


def symbol(font: str, code: str) -> Item:
    """A sign inserted from a symbol font (w:sym): a box to tick, or a space for any other."""
    try:
        number = int(code, 16) & 0xFF
    except ValueError:
        return Run(" ")
    on = _WINGDINGS.get(font.lower(), {}).get(number)
    return Run(" ") if on is None else Check(on)
