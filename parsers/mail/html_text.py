"""HTML bodies as text lines: what a reader sees, table rows kept on one line, cells kept apart.

A row of two cells is a label and its value, and gets the colon that its author left to the lines of the table.
"""

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
_LABEL = 60  # characters; a first cell that is longer labels nothing
_NARROW = 200  # characters; a cell that is longer holds a text with lines of its own
_PAIR = re.compile(rf":{CELL_GAP}\S")
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
        self.narrow = 0  #: cells around this place whose text is one line, whatever blocks it is in

    def add(self, text: str) -> None:
        piece = re.sub(r"[\s\u200b\u00ad\ufeff]+", " ", text)
        if self._open == "" or self._open.endswith((" ", CELL_GAP)):
            piece = piece.lstrip(" ")
        self._open += piece

    def gap(self) -> None:
        if self._open:
            self._open = self._open.rstrip(" ") + CELL_GAP

    def label(self) -> None:
        """What stands in this row so far is the label of what follows."""
        said = self._open.rstrip()
        if (said and said[-1].isalnum()) or said.endswith((")", "#")):
            self._open = said + ":"

    @property
    def holds_pair(self) -> bool:
        """Whether the open line has a label with its value already."""
        return bool(_PAIR.search(self._open))

    def end(self, *, leave_blank: bool = False) -> None:
        if self.narrow:
            self.add(" ")
            return
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
    if tag.name in _CELLS and _is_narrow(tag):
        if lines.holds_pair and tag.get_text().rstrip().endswith(":"):
            lines.end()
        lines.narrow += 1
    if tag.name == "br":
        lines.end(leave_blank=True)
    elif tag.name in _BLOCKS and not _opens_cell(tag):
        lines.end()
    if _is_quote(tag):
        lines.end()
        lines.quotes += 1


def _leave(tag: Tag, lines: _Lines) -> None:
    if tag.name in _CELLS:
        if _is_narrow(tag):
            lines.narrow -= 1
            if _labels_the_next(tag):
                lines.label()
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


def _is_narrow(cell: Tag) -> bool:
    """Whether a cell has neighbours and holds no table and little text: it is a label or a value."""
    if _neighbour(cell, 1) is None and _neighbour(cell, -1) is None:
        return False
    return cell.find(["table", "td", "th"]) is None and len(cell.get_text().strip()) <= _NARROW


def _labels_the_next(cell: Tag) -> bool:
    """Whether a cell is the first of two and labels the second; a row of headings alone labels what is below."""
    other = _neighbour(cell, 1)
    if other is None or _neighbour(cell, -1) is not None or _neighbour(other, 1) is not None:
        return False
    return len(cell.get_text().strip()) <= _LABEL and not (cell.name == other.name == "th")


def _neighbour(cell: Tag, step: int) -> Tag | None:
    found = cell.find_next_sibling(["td", "th"]) if step > 0 else cell.find_previous_sibling(["td", "th"])
    return found if isinstance(found, Tag) else None


def _first_tag(cell: Tag) -> PageElement | None:
    for child in cell.children:
        if isinstance(child, Tag) or str(child).strip():
            return child
    return None


def _is_hidden(tag: Tag) -> bool:
    if tag.name in _UNSEEN or tag.has_attr("hidden"):
        return True
    return bool(_HIDING_STYLE.search(str(tag.get("style") or "")))
