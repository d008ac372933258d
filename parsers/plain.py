"""Text as pages: words on a grid of lines and columns, as a typewriter would set them."""

import re

from intake_daemon.model import Box, Word
from parsers.sheet import Lettered

_COLUMNS = 100
_LINES_AN_INCH = 6
_WIDTH = 8.5
_TAB = 8
_WORD = re.compile(r"\S+")


def set_text(text: str) -> Lettered:
    """Lay text out as one page of nominal width, as long as it needs to be.

    A tab, which the HTML reader puts between table cells, leaves a gap of at least eight columns.
    """
    lines = [_spread_tabs(line) for line in text.splitlines()] or [""]
    columns = max(_COLUMNS, max(len(line) for line in lines))
    words = tuple(
        Word(text=match[0], box=_box(match, row, columns, len(lines)), line=row)
        for row, line in enumerate(lines)
        for match in _WORD.finditer(line)
    )
    return Lettered(width=_WIDTH, height=max(1.0, len(lines) / _LINES_AN_INCH), words=words)


def _spread_tabs(line: str) -> str:
    return line.replace("\t", " " * _TAB)


def _box(match: re.Match[str], row: int, columns: int, rows: int) -> Box:
    return (match.start() / columns, row / rows, match.end() / columns, (row + 1) / rows)
