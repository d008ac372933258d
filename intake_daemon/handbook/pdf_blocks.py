"""The blocks of the handbook as reportlab sets them."""

from collections.abc import Iterator, Sequence
from html import escape

from reportlab.platypus import (  # type: ignore[import-untyped]  # ships no types
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from intake_daemon.handbook import blocks
from intake_daemon.handbook.fonts import writable
from intake_daemon.handbook.pdf_styles import (
    INK,
    LINE,
    NAME_WIDTH,
    NOTICE,
    NOTICE_EDGE,
    PALE,
    TONES,
    WIDTH,
    style,
)

Look = tuple[object, ...]  #: a command of reportlab's table styles
GAP = 4  #: points between two labels
BULLET = "•"
INDENT = 9  #: points by which a point of a list stands in
ROOM_FOR_A_RULE = 90  #: points that must be left on a page for a rule to begin on it


class HeadingLine(Paragraph):  # type: ignore[misc]  # reportlab ships no types
    """A heading that knows what it is called in the table of contents."""

    def __init__(self, heading: blocks.Heading) -> None:
        super().__init__(
            f'<a name="{heading.anchor}"/>{escape(heading.words)}', style(f"level{heading.level}")
        )
        self.heading = heading


def flowables(block: blocks.Block) -> Iterator[Flowable]:
    """One block as reportlab sets it."""
    if isinstance(block, blocks.Heading):
        yield PageBreak() if block.level == 1 else CondPageBreak(ROOM_FOR_A_RULE)
        yield HeadingLine(block)
    elif isinstance(block, blocks.Paragraph):
        yield words(block.words, "quiet" if block.quiet else "text")
    elif isinstance(block, blocks.Points):
        yield from points(block, "text")
    elif isinstance(block, blocks.RuleBlock):
        yield from rule(block)
    elif isinstance(block, blocks.Table):
        yield table(block)
    else:
        yield signature(block)


def words(text: str, name: str, *, before: str = "") -> Paragraph:
    """A paragraph; signs the font does not have become question marks.

    Args:
        before: markup in front of it.
    """
    return Paragraph(before + escape(writable(text, style(name).fontName)), style(name))


def points(listed: blocks.Points, name: str, depth: int = 0) -> Iterator[Flowable]:
    """A list with bullets, and the lists in it."""
    if listed.lead:
        yield _point(listed.lead, name, depth - 1) if depth else words(listed.lead, name)
    for one in listed.points:
        if isinstance(one, blocks.Points):
            yield from points(one, name, depth + 1)
        else:
            yield _point(one, name, depth)


def _point(text: str, name: str, depth: int) -> Paragraph:
    base = style(name)
    left = INDENT * (depth + 1)
    indented = base.clone(f"{name}-{depth}", leftIndent=left, bulletIndent=left - INDENT, spaceAfter=1.5)
    return Paragraph(escape(writable(text, base.fontName)), indented, bulletText=BULLET)


def rule(block: blocks.RuleBlock) -> Iterator[Flowable]:
    """One rule: its title and labels stay with its first lines."""
    place = f'<a name="{block.anchor}"/>{block.number}&nbsp;&nbsp;'
    rows = tuple((entry.name, entry.said) for entry in block.entries)
    yield Spacer(1, 8)
    yield KeepTogether(
        [
            CondPageBreak(ROOM_FOR_A_RULE),
            words(block.title, "rule", before=place),
            labels(block),
            pairs(rows[:2], lined=True),
        ]
    )
    yield pairs(rows[2:], lined=True)
    yield Spacer(1, 5)


def labels(block: blocks.RuleBlock) -> Table:
    """The labels of a rule with a gap between them, and its id behind."""
    cells: list[object] = []
    widths: list[float] = []
    looks: list[Look] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                         ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5), ("LEFTPADDING", (0, 0), (-1, -1), 5)]  # fmt: skip
    for label in block.labels:
        place, (colour, ground) = len(cells), TONES[label.tone]
        looks += [
            ("BACKGROUND", (place, 0), (place, 0), ground),
            ("BOX", (place, 0), (place, 0), 0.8, colour),
        ]
        cells += [words(label.words, "head"), ""]
        widths += [_wide(label.words), GAP]
    cells.append(words(block.rule, "head"))
    made = Table([cells], colWidths=[*widths, WIDTH - sum(widths)], hAlign="LEFT", spaceAfter=2)
    made.setStyle(TableStyle(looks))
    return made


def _wide(text: str) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

    head = style("head")
    return float(stringWidth(text, head.fontName, head.fontSize)) + 14


def pairs(rows: Sequence[tuple[str, Sequence[blocks.Said]]], *, lined: bool = False) -> Flowable:
    """Names on the left, what they say on the right.

    Args:
        lined: with a line down the left, as rules have it.
    """
    if not rows:
        return Spacer(1, 0)
    cells = [[words(name, "name"), [one for said in value for one in _said(said)]] for name, value in rows]
    made = Table(cells, colWidths=[NAME_WIDTH, WIDTH - NAME_WIDTH], splitInRow=1)
    looks: list[Look] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1.6),
             ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
             ("LEFTPADDING", (0, 0), (0, -1), 7 if lined else 0)]  # fmt: skip
    if lined:
        looks.append(("LINEBEFORE", (0, 0), (0, -1), 2, LINE))
    made.setStyle(TableStyle(looks))
    return made


def _said(said: blocks.Said) -> Iterator[Flowable]:
    if isinstance(said, blocks.Code):
        lines = escape(writable(said.text, style("code").fontName)).splitlines()
        yield Paragraph("<br/>".join(line.replace("  ", "&nbsp;&nbsp;") for line in lines), style("code"))
    elif isinstance(said, blocks.Points):
        yield from points(said, "value")
    else:
        yield words(said, "value")


def notice_box(text: str) -> Table:
    """What everybody must read, in a box."""
    made = Table([[words(text, "notice")]], colWidths=[WIDTH])
    made.setStyle(
        TableStyle(
            [("BACKGROUND", (0, 0), (-1, -1), NOTICE), ("BOX", (0, 0), (-1, -1), 0.8, NOTICE_EDGE),
             *((side, (0, 0), (-1, -1), 9) for side in
               ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING"))]
        )
    )  # fmt: skip
    return made


def table(block: blocks.Table) -> Table:
    """A table whose heads are repeated on every page it runs over."""
    rows = [[words(head, "head") for head in block.heads]]
    rows += [[_cell(cell) for cell in row] for row in block.rows]
    shares = sum(block.widths)
    made = Table(
        rows, colWidths=[WIDTH * share / shares for share in block.widths], repeatRows=1, spaceAfter=8
    )
    made.setStyle(
        TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, LINE), ("BACKGROUND", (0, 0), (-1, 0), PALE),
             ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
             ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5), ("LEFTPADDING", (0, 0), (-1, -1), 4),
             ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
        )
    )  # fmt: skip
    return made


def _cell(cell: blocks.Cell) -> Paragraph:
    if isinstance(cell, str):
        return words(cell, "cell")
    links = (f'<a href="#{link.anchor}">{escape(link.words)}</a>' for link in cell)
    return Paragraph(", ".join(links), style("cell"))


def signature(block: blocks.Signature) -> Flowable:
    """Lines to write on."""
    made = Table([[words(label, "name"), ""] for label in block.labels], colWidths=[NAME_WIDTH, WIDTH * 0.55],
                 rowHeights=34, hAlign="LEFT")  # fmt: skip
    made.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LINEBELOW", (1, 0), (1, -1), 0.8, INK)])
    )
    return KeepTogether([Spacer(1, 14), made])
