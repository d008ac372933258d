"""Writes the picture of one or more files: a PDF with a sheet a page, or the same as PNG."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2  # type: ignore[import-untyped] # ships no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # ships no types

from intake_daemon.model import Page
from intake_daemon.picture.comments import about_file, about_page, about_request
from intake_daemon.picture.grounds import Ground, Photographed, Typed, grounds
from intake_daemon.picture.places import Pages, find_places
from intake_daemon.picture.sheet import Shown, draw_sheet, shown_on
from intake_daemon.picture.strip import WIDTH, Strip
from intake_daemon.picture.subject import Subject
from intake_daemon.picture.writing import Pen
from parsers.options import ReadOptions
from parsers.pictures import picture_pages

_DPI = 150  # of PNG


def write_picture(subjects: Iterable[Subject], target: Path, options: ReadOptions) -> list[Path]:
    """Draw every page of the files, in order.

    The whole is written at the end, so that a failure leaves no half a picture.

    Args:
        target: a .pdf; or a .png, which gets the sheet's number before its ending when there are several.
        options: as the files were read with.

    Returns:
        The files written; older ones are replaced.
    """
    drawn = BytesIO()
    canvas = Canvas(drawn, invariant=1)
    canvas.setTitle("What was read")
    for subject in subjects:
        _draw(canvas, subject, options)
    canvas.save()
    if target.suffix.lower() == ".pdf":
        target.write_bytes(drawn.getvalue())
        return [target]
    return _as_png(drawn.getvalue(), target)


def _draw(canvas: Canvas, subject: Subject, options: ReadOptions) -> None:
    if not subject.pages:
        _draw_trouble(canvas, subject)
        return
    with TemporaryDirectory(prefix="intake-picture-") as folder:
        files = picture_pages(subject.source, Path(folder), subject.pages, options)
        _draw_pages(canvas, subject, files)


def _draw_pages(canvas: Canvas, subject: Subject, files: dict[int, Path]) -> None:
    report = subject.report
    places = find_places(report.requests, report.intents, subject.needed, Pages(subject.pages))
    for page in subject.pages:
        for number, ground in enumerate(grounds(page, files.get(page.number))):
            shown = shown_on(ground, places)
            strip = Strip()
            about_page(strip, subject, page, pictured=isinstance(ground, Photographed | Typed))
            if number == 0:
                _comment(strip, subject, page)
            _explain(strip, subject, shown, ground)
            draw_sheet(canvas, ground, shown, strip)


def _comment(strip: Strip, subject: Subject, page: Page) -> None:
    """Say what belongs to a page as a whole: the file on its first, each request on the request's first."""
    if page.number == 1:
        about_file(strip, subject)
    for number, request in enumerate(subject.report.requests, 1):
        if page.number == min(request.pages, default=1):
            about_request(strip, subject, number)


def _explain(strip: Strip, subject: Subject, shown: tuple[Shown, ...], ground: Ground) -> None:
    strip.title("Read on this page" if shown else "Nothing was read from this page")
    for one in shown:
        strip.place(one.place, requests=len(subject.report.requests))
    page = ground.page
    standings = [row.standing for one in shown for row in one.place.rows]
    if standings or page.marks or page.strokes:
        strip.key(standings, ticks=bool(page.marks), ink=bool(page.strokes))


def _draw_trouble(canvas: Canvas, subject: Subject) -> None:
    """A sheet for a file of which there is nothing to show."""
    strip = Strip()
    strip.title(subject.name)
    error = subject.report.error
    strip.text(f"It cannot be read ({error.kind}): {error.message}" if error else "It has no pages.")
    for number in range(1, len(subject.report.requests) + 1):
        about_request(strip, subject, number)
    size = (WIDTH + 40.0, strip.height + 40.0)
    canvas.setPageSize(size)
    with Pen(canvas, size[1]).at(20.0, 20.0) as pen:
        strip.paint(pen)
    canvas.showPage()


def _as_png(drawn: bytes, target: Path) -> list[Path]:
    document = pypdfium2.PdfDocument(drawn)
    try:
        files = _numbered(target, len(document))
        for index, file in enumerate(files):
            document[index].render(scale=_DPI / 72).to_pil().save(file, format="PNG")
    finally:
        document.close()
    return files


def _numbered(target: Path, sheets: int) -> list[Path]:
    if sheets == 1:
        return [target]
    return [target.with_name(f"{target.stem}-{number}{target.suffix}") for number in range(1, sheets + 1)]
