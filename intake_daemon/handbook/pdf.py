"""The handbook as a PDF: bookmarks, page numbers, a table of contents, text that can be selected and searched."""

from collections.abc import Iterator
from html import escape
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # ships no types
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus.tableofcontents import TableOfContents  # type: ignore[import-untyped]

from intake_daemon.handbook.blocks import Handbook
from intake_daemon.handbook.fonts import faces, writable
from intake_daemon.handbook.pdf_blocks import HeadingLine, flowables, notice_box, pairs, words
from intake_daemon.handbook.pdf_styles import GREY, HEAD_AND_FOOT, LINE, MARGIN, PAGE, WIDTH, style


def as_pdf(book: Handbook) -> bytes:
    """The whole document."""
    target = BytesIO()
    _Sheets(target, book).multiBuild(list(_story(book)), canvasmaker=_Numbered)
    return target.getvalue()


def _story(book: Handbook) -> Iterator[Flowable]:
    if book.facility:
        yield words(book.facility, "facility")
    else:
        yield Spacer(1, 60)
    yield words(book.title, "title")
    yield pairs(tuple((name, (value,)) for name, value in book.facts))
    yield Spacer(1, 16)
    yield notice_box(book.notice)
    yield PageBreak()
    yield Paragraph("Contents", style("level1"))
    contents = TableOfContents(levelStyles=[style("contents1"), style("contents2")], dotsMinLevel=0)
    yield contents
    for block in book.blocks:
        yield from flowables(block)


class _Sheets(BaseDocTemplate):  # type: ignore[misc]  # reportlab ships no types
    """Letter paper with a head and a foot on every page but the first."""

    def __init__(self, target: BytesIO, book: Handbook) -> None:
        title = f"{book.title}, {book.facility}" if book.facility else book.title
        super().__init__(
            target, pagesize=PAGE, title=title, author=book.facility, subject=f"Version {book.version}",
            leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
            lang="en-US", invariant=1, displayDocTitle=1,
        )  # fmt: skip
        frame = Frame(MARGIN, MARGIN, WIDTH, PAGE[1] - 2 * MARGIN, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._head_and_foot))
        self._book, self._chapter = book, ""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's own name
        """Note headings for the table of contents and the bookmarks."""
        if isinstance(flowable, HeadingLine):
            level, words, anchor = flowable.heading.level, flowable.heading.words, flowable.heading.anchor
            self.notify("TOCEntry", (level - 1, escape(words), self.page, anchor))
            self.canv.addOutlineEntry(words, anchor, level - 1, closed=level > 1)

    def _head_and_foot(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        if canvas.getPageNumber() == 1:
            return
        canvas.saveState()
        canvas.setFont(faces().plain, 7.4)
        canvas.setFillColor(GREY)
        canvas.setStrokeColor(LINE)
        top, bottom = PAGE[1] - HEAD_AND_FOOT, HEAD_AND_FOOT
        canvas.drawString(MARGIN, top, writable(self._book.facility or self._book.title, faces().plain))
        canvas.drawRightString(PAGE[0] - MARGIN, top, f"Version {self._book.version}")
        canvas.line(MARGIN, top - 4, PAGE[0] - MARGIN, top - 4)
        canvas.drawString(MARGIN, bottom, f"Printed on {self._book.printed}. Nothing here is legal advice.")
        canvas.restoreState()


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """A canvas that writes "page 3 of 12" when it knows how many there are."""

    def __init__(self, *arguments: object, **settings: object) -> None:
        super().__init__(*arguments, **settings)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's own name
        """Keep the page until the number of pages is known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number all pages and write the document."""
        for page in self._pages:
            self.__dict__.update(page)
            if self.getPageNumber() > 1:
                self.setFont(faces().plain, 7.4)
                self.setFillColor(GREY)
                words = f"Page {self.getPageNumber()} of {len(self._pages)}"
                self.drawRightString(PAGE[0] - MARGIN, HEAD_AND_FOOT, words)
            super().showPage()
        super().save()
