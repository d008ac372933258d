"""HTML bodies as text lines: what a reader sees, table rows kept on one line, cells kept apart."""

import re
import warnings

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import Doctype, NavigableString, PageElement, PreformattedString, Tag

CELL_GAP = "\t"  #: stands between the cells of a table row

_UNSEEN_TAGS = "head title style script template noscript object svg select datalist"
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_BLOCK_TAGS = """
    address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol p pre section table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_CELLS = frozenset({"td", "th"})
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|$)|"
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)",
    re.I,
)
_QUOTE_CLASSES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote")
_LONGEST = 3_000_000  # characters of markup; beyond it the library needs minutes


def html_to_text(markup: str) -> str:
    """Turn an HTML body into lines of text; a tab stands between table cells. Never raises.

    Text the sender hid (display:none, font-size:0 and their like) is dropped. Quoted history gets a
    "> " before each line, as in plain text.
    """
    lines = _Lines()
    _walk(_parse(markup[:_LONGEST]), lines)
    return lines.text()


def _parse(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "html.parser")


class _Lines:
    """The text lines collected so far."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open = ""
        self._row = False
        self.quotes = 0

    def add(self, text: str) -> None:
        piece = re.sub(r"[\s\u200b\u00ad\ufeff]+", " ", text)
        if self._open == "" or self._open.endswith((" ", CELL_GAP)):
            piece = piece.lstrip(" ")
        self._open += piece

    def gap(self) -> None:
        if self._open:
            self._open = self._open.rstrip(" ") + CELL_GAP

    def end(self, *, leave_blank: bool = False) -> None:
        line = self._open.rstrip()
        if line or leave_blank:
            self._done.append("> " * bool(self.quotes) + line)
        self._open = ""

    def text(self) -> str:
        self.end()
        return "\n".join(self._done).strip("\n")


def _walk(root: Tag, lines: _Lines) -> None:
    """Visit the tree without recursion: hostile mails nest a hundred thousand levels deep."""
    stack: list[tuple[PageElement, bool]] = [(child, False) for child in reversed(root.contents)]
    while stack:
        node, leaving = stack.pop()
        if not isinstance(node, Tag):
            _add_string(node, lines)
        elif leaving:
            _leave(node, lines)
        elif not _is_hidden(node):
            _enter(node, lines)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.contents))


def _add_string(node: PageElement, lines: _Lines) -> None:
    if isinstance(node, NavigableString) and not isinstance(node, (Comment, Doctype, PreformattedString)):
        lines.add(str(node))


def _enter(tag: Tag, lines: _Lines) -> None:
    if tag.name == "br":
        lines.end(leave_blank=True)
    elif tag.name in _BLOCKS and not _opens_cell(tag):
        lines.end()
    if _is_quote(tag):
        lines.end()
        lines.quotes += 1


def _leave(tag: Tag, lines: _Lines) -> None:
    if tag.name in _CELLS:
        lines.gap()
    elif tag.name in _BLOCKS and not _closes_cell(tag):
        lines.end()
    if _is_quote(tag):
        lines.end()
        lines.quotes -= 1


def _is_quote(tag: Tag) -> bool:
    """Whether a mail program put quoted history into this tag (a plain block quote is only indented text)."""
    if tag.name == "blockquote" and str(tag.get("type") or "").lower() == "cite":
        return True
    return bool(_QUOTE_CLASSES.search(str(tag.get("class") or "")))


def _opens_cell(tag: Tag) -> bool:
    """Whether a block is the first thing in a table cell, where it starts no new line."""
    return tag.parent is not None and tag.parent.name in _CELLS and _first_tag(tag.parent) is tag


def _closes_cell(tag: Tag) -> bool:
    """Whether a block is the only one in its cell, so that the next cell belongs to the same line."""
    return _opens_cell(tag) and tag.name != "table" and tag.find_next_sibling() is None


def _first_tag(cell: Tag) -> PageElement | None:
    for child in cell.children:
        if isinstance(child, Tag) or str(child).strip():
            return child
    return None


def _is_hidden(tag: Tag) -> bool:
    if tag.name in _UNSEEN or tag.has_attr("hidden"):
        return True
    return bool(_HIDING_STYLE.search(str(tag.get("style") or "")))
