"""Reads WordprocessingML into blocks: what a reader of the page sees, in its order, and nothing that is hidden."""

import re
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped] # ships no types

from parsers.word.blocks import Block, Break, Cell, Check, Image, Item, Paragraph, Slot, Tab, Table
from parsers.word.marks import symbol, with_marks

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"

_THROUGH = frozenset(  #: elements that only hold others, among them inserted and moved text
    {
        f"{_W}{name}"
        for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdtContent", "fldSimple")
    }
    | {f"{_MC}AlternateContent", f"{_MC}Choice"}
)
_FILLED_IN = ("text", "date", "comboBox", "dropDownList")
_NUMBERED = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_POINT = re.compile(r"(width|height):([0-9.]+)(pt|in|px)")
_INCHES = {"pt": 1 / 72, "in": 1.0, "px": 1 / 96}
_TWIPS, _EMUS = 1440, 914_400  #: to the inch
_NO_LINE = frozenset({"nil", "none", ""})
_OFF = frozenset({"0", "false", "off"})

#: What this module cannot show; where it stands, a person is told.
UNREAD = (f"{_W}altChunk", f"{_W}object")


def blocks_of(parent: etree._Element) -> Iterator[Block]:
    """Yield the paragraphs and tables of a body, cell, header or text box."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield _table(child)
        elif child.tag == f"{_W}sdt":
            yield from _control_block(child)
        elif child.tag in _THROUGH:
            yield from blocks_of(child)


def _control_block(control: etree._Element) -> Iterator[Block]:
    content = control.find(f"{_W}sdtContent")
    if content is None:
        return
    item = _filled(control)
    if item is not None and content.find(f".//{_W}tbl") is None:
        yield Paragraph((item,))
    else:
        yield from blocks_of(content)


def _paragraph(element: etree._Element) -> Iterator[Block]:
    """Yield a paragraph, and after it the text boxes that are anchored in it."""
    items = tuple(_Reader().items(element))
    properties = element.find(f"{_W}pPr")
    starts = properties is not None and _is_on(properties.find(f"{_W}pageBreakBefore"))
    yield Paragraph(items, _stops(properties), starts)
    for box in element.iter(f"{_W}txbxContent"):
        if not any(above.tag == f"{_MC}Fallback" for above in box.iterancestors()):
            yield from blocks_of(box)


def _stops(properties: etree._Element | None) -> tuple[tuple[float, bool], ...]:
    if properties is None:
        return ()
    found = []
    for stop in properties.iterfind(f"{_W}tabs/{_W}tab"):
        if stop.get(f"{_W}val") != "clear":
            line = stop.get(f"{_W}leader") in ("underscore", "heavy")
            found.append((_number(stop.get(f"{_W}pos")) / _TWIPS, line))
    return tuple(sorted(found))


class _Reader:
    """Reads the runs of one paragraph; knows which field (PAGE, FORMTEXT...) it is in."""

    def __init__(self) -> None:
        self._fields: list[_Field] = []

    def items(self, parent: etree._Element) -> Iterator[Item]:
        for child in parent:
            if child.tag == f"{_W}r":
                yield from self._run(child)
            elif child.tag == f"{_W}sdt":
                yield from self._control(child)
            elif child.tag == f"{_W}fldSimple" and _NUMBERED.search(child.get(f"{_W}instr", "")):
                continue
            elif child.tag in _THROUGH:
                yield from self.items(child)

    def _control(self, control: etree._Element) -> Iterator[Item]:
        item = _filled(control)
        content = control.find(f"{_W}sdtContent")
        if item is not None:
            yield item
        elif content is not None:
            yield from self.items(content)

    def _run(self, run: etree._Element) -> Iterator[Item]:
        properties = run.find(f"{_W}rPr")
        if properties is not None and _is_on(properties.find(f"{_W}vanish")):
            return
        line = properties.find(f"{_W}u") if properties is not None else None
        underlined = line is not None and line.get(f"{_W}val", "single") not in _NO_LINE
        for child in run:
            yield from self._piece(child, underlined)

    def _piece(self, child: etree._Element, underlined: bool) -> Iterator[Item]:
        if child.tag == f"{_W}fldChar":
            yield from self._field_sign(child)
        elif child.tag == f"{_W}instrText":
            if self._fields:
                self._fields[-1].code += child.text or ""
        elif self._fields and self._fields[-1].collects():
            self._fields[-1].said += child.text or "" if child.tag == f"{_W}t" else ""
        elif not any(field.is_hidden() for field in self._fields):
            yield from _shown(child, underlined)

    def _field_sign(self, sign: etree._Element) -> Iterator[Item]:
        kind = sign.get(f"{_W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(sign.find(f"{_W}ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].showing = True
        elif kind == "end" and self._fields:
            yield from self._fields.pop().items()


class _Field:
    """A field between its begin and its end: its code, then what it shows."""

    def __init__(self, form: etree._Element | None) -> None:
        self._form = form
        self.code = ""
        self.said = ""
        self.showing = False

    def collects(self) -> bool:
        return self.showing and self._form is not None

    def is_hidden(self) -> bool:
        return not self.showing or bool(_NUMBERED.search(self.code))

    def items(self) -> Iterator[Item]:
        if self._form is None:
            return
        label = self._form.find(f"{_W}name")
        name = label.get(f"{_W}val", "") if label is not None else ""
        if (box := self._form.find(f"{_W}checkBox")) is not None:
            yield Check(_legacy_tick(box), name)
        elif (choices := self._form.find(f"{_W}ddList")) is not None:
            yield Slot(_chosen(choices), name)
        else:
            yield Slot(self.said.strip("\u2002\u00a0 ") or None, name)


def _legacy_tick(box: etree._Element) -> bool:
    checked = box.find(f"{_W}checked")
    return _is_on(checked if checked is not None else box.find(f"{_W}default"))


def _chosen(choices: etree._Element) -> str | None:
    entries = [entry.get(f"{_W}val", "") for entry in choices.iterfind(f"{_W}listEntry")]
    result = choices.find(f"{_W}result")
    at = int(_number(result.get(f"{_W}val"))) if result is not None else 0
    return entries[at] or None if 0 <= at < len(entries) and result is not None else None


def _filled(control: etree._Element) -> Item | None:
    """A content control as a box or a place to fill in; None for one that only holds other content."""
    properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
    if properties is None or content is None:
        return None
    label = properties.find(f"{_W}alias")
    label = label if label is not None else properties.find(f"{_W}tag")
    name = label.get(f"{_W}val", "") if label is not None else ""
    if (box := properties.find(f"{_W14}checkbox")) is not None:
        state = box.find(f"{_W14}checked")
        return Check(state is not None and state.get(f"{_W14}val") in ("1", "true"), name)
    if content.find(f".//{_W}sdt") is not None or content.find(f".//{_W}drawing") is not None:
        return None
    if _is_on(properties.find(f"{_W}showingPlcHdr")):
        return Slot(None, name)
    if any(properties.find(f"{_W}{kind}") is not None for kind in _FILLED_IN):
        return Slot(_plain(content).strip() or None, name)
    return None


def _plain(content: etree._Element) -> str:
    paragraphs = content.findall(f".//{_W}p") or [content]
    return "\n".join("".join(text.text or "" for text in part.iter(f"{_W}t")) for part in paragraphs)


def _shown(child: etree._Element, underlined: bool) -> Iterator[Item]:
    if child.tag == f"{_W}t":
        yield from with_marks(child.text or "", underlined)
    elif child.tag in (f"{_W}tab", f"{_W}ptab"):
        yield Tab(underlined)
    elif child.tag in (f"{_W}br", f"{_W}cr"):
        yield Break(page=child.get(f"{_W}type") == "page")
    elif child.tag == f"{_W}lastRenderedPageBreak":
        yield Break(page=True)
    elif child.tag == f"{_W}noBreakHyphen":
        yield from with_marks("-", underlined)
    elif child.tag == f"{_W}sym":
        yield symbol(child.get(f"{_W}font", ""), child.get(f"{_W}char", ""))
    elif child.tag in (f"{_W}drawing", f"{_W}pict", f"{_MC}AlternateContent", f"{_W}object"):
        yield from _images(child)


def _images(holder: etree._Element) -> Iterator[Image]:
    extent = next(holder.iter(f"{_WP}extent"), None)
    width, height = (
        (_number(extent.get(name)) / _EMUS for name in ("cx", "cy")) if extent is not None else (0, 0)
    )
    for blip in holder.iter(f"{_A}blip"):
        yield Image(blip.get(f"{_R}embed") or blip.get(f"{_R}link") or "", width, height)
    for drawn in holder.iter(f"{_V}imagedata"):
        if not any(above.tag == f"{_MC}Fallback" for above in drawn.iterancestors()):
            shape = drawn.getparent()
            style = shape.get("style", "") if shape is not None else ""
            sizes = {at[1]: float(at[2]) * _INCHES[at[3]] for at in _POINT.finditer(style)}
            yield Image(drawn.get(f"{_R}id") or "", sizes.get("width", 0), sizes.get("height", 0))


def _table(element: etree._Element) -> Table:
    columns = tuple(
        max(_number(column.get(f"{_W}w")) / _TWIPS, 0.1)
        for column in element.iterfind(f"{_W}tblGrid/{_W}gridCol")
    )
    rows = tuple(tuple(_cells(row)) for row in _through(element, f"{_W}tr"))
    return Table(rows, columns, _is_ruled(element))


def _cells(row: etree._Element) -> Iterator[Cell]:
    for cell in _through(row, f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = int(_number(span.get(f"{_W}val"))) if span is not None else 1
        control = cell.getparent().getparent() if cell.getparent().tag == f"{_W}sdtContent" else None
        item = _filled(control) if control is not None else None
        blocks = (Paragraph((item,)),) if item is not None else tuple(blocks_of(cell))
        yield Cell(blocks, min(max(wide, 1), 64))


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield children of a kind, also those that content controls or insertions hold."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == f"{_W}sdt" or child.tag in _THROUGH:
            yield from _through(child, tag)


def _is_ruled(table: etree._Element) -> bool:
    style = table.find(f"{_W}tblPr/{_W}tblStyle")
    if style is not None and "grid" in style.get(f"{_W}val", "").lower():
        return True
    lines = [*table.iterfind(f"{_W}tblPr/{_W}tblBorders/*"), *table.iterfind(f".//{_W}tcPr/{_W}tcBorders/*")]
    return any(line.get(f"{_W}val", "") not in _NO_LINE for line in lines)


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val", "1") not in _OFF


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
