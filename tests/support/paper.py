"""Draws pages for tests: what is on them is known to the dot, and nobody on them exists."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

DPI = 204
WIDTH, HEIGHT = 1734, 2244
LETTER = (
    "Please send the complete medical record of the person named below to our office.",
    "The patient was treated at your hospital between January and March of last year.",
    "We enclose a signed authorization and will pay the usual copying charges promptly.",
    "Kindly confirm by telephone that this request has arrived and is being worked on.",
    "If anything is missing from our letter, tell us which item you need and we reply.",
    "Records may be sent by fax or by mail to the address that is printed at the foot.",
)


def blank() -> Image.Image:
    """A white letter page in gray at 204 dots an inch."""
    return Image.new("L", (WIDTH, HEIGHT), 255)


def write(page: Image.Image, text: str, left: int, top: int, points: float = 11) -> tuple[int, int, int, int]:
    """Print a line of text and return its box in dots."""
    font = ImageFont.load_default(points * DPI / 72)
    draw = ImageDraw.Draw(page)
    draw.text((left, top), text, font=font, fill=0)
    x0, y0, x1, y1 = draw.textbbox((left, top), text, font=font)
    return (round(x0), round(y0), round(x1), round(y1))


def typed_letter() -> Image.Image:
    """A page of plain print."""
    page = blank()
    for number in range(18):
        write(page, LETTER[number % len(LETTER)], 180, 220 + number * 62)
    return page


def scribble(
    page: Image.Image, left: int, base: int, width: int = 420, seed: int = 1
) -> tuple[int, int, int, int]:
    """Draw a signature-like line that swings over and under its base line."""
    chance = random.Random(seed)
    steps = 26
    points = [(left + width * i / steps, base + chance.uniform(-48, 14)) for i in range(steps + 1)]
    ImageDraw.Draw(page).line(points, fill=0, width=4, joint="curve")
    tops, bottoms = min(y for _, y in points), max(y for _, y in points)
    return (left, round(tops), left + width, round(bottoms))


def box(page: Image.Image, left: int, top: int, side: int, mark: str = "") -> tuple[int, int, int, int]:
    """Draw a box to tick; `mark` is "x", "tick", "fill", "over" (a cross running over its edges) or ""."""
    draw = ImageDraw.Draw(page)
    right, bottom = left + side, top + side
    draw.rectangle((left, top, right, bottom), outline=0, width=2)
    inset, over = side // 5, side // 3
    if mark == "x":
        _cross(draw, left + inset, top + inset, right - inset, bottom - inset)
    elif mark == "over":
        _cross(draw, left - over, top - over, right + over, bottom + over)
    elif mark == "tick":
        tick = [
            (left + inset, top + side // 2),
            (left + side // 2, bottom - inset),
            (right + over, top - over),
        ]
        draw.line(tick, fill=0, width=4)
    elif mark == "fill":
        draw.rectangle((left + inset, top + inset, right - inset, bottom - inset), fill=0)
    return (left, top, right, bottom)


def ring(page: Image.Image, left: int, top: int, side: int, chosen: bool) -> tuple[int, int, int, int]:
    """Draw a radio button."""
    draw = ImageDraw.Draw(page)
    draw.ellipse((left, top, left + side, top + side), outline=0, width=2)
    if chosen:
        draw.ellipse((left + side * 0.3, top + side * 0.3, left + side * 0.7, top + side * 0.7), fill=0)
    return (left, top, left + side, top + side)


def line(page: Image.Image, left: int, y: int, right: int) -> None:
    """Draw a line to sign on."""
    ImageDraw.Draw(page).line((left, y, right, y), fill=0, width=3)


def _cross(draw: ImageDraw.ImageDraw, x0: float, y0: float, x1: float, y1: float) -> None:
    draw.line((x0, y0, x1, y1), fill=0, width=3)
    draw.line((x0, y1, x1, y0), fill=0, width=3)


def as_fax(pages: list[Image.Image], *, fine: bool = True) -> bytes:
    """Send pages through a fax: black and white, Group 4, 204 by 196 or by 98 dots an inch."""
    down = 196 if fine else 98
    sent = [
        page.resize((WIDTH, round(page.height * down / DPI))).point(lambda v: 255 * (v > 140)).convert("1")
        for page in pages
    ]
    out = BytesIO()
    sent[0].save(out, "TIFF", compression="group4", dpi=(204, down), save_all=True, append_images=sent[1:])
    return out.getvalue()


def as_png(page: Image.Image) -> bytes:
    """Write a page as PNG."""
    out = BytesIO()
    page.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def as_scan_pdf(pages: list[Image.Image], *, rotate: int = 0) -> bytes:
    """Put page pictures into a PDF, one filling each page."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=letter)
    for page in pages:
        turned = page.rotate(rotate, expand=True) if rotate else page
        width, height = turned.width * 72 / DPI, turned.height * 72 / DPI
        canvas.setPageSize((width, height))
        canvas.drawInlineImage(turned, 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def share(box_: tuple[float, float, float, float], dots: tuple[int, int, int, int]) -> float:
    """How well a found box (fractions) and a drawn one (dots) agree: intersection over union."""
    drawn = (dots[0] / WIDTH, dots[1] / HEIGHT, dots[2] / WIDTH, dots[3] / HEIGHT)
    across = min(box_[2], drawn[2]) - max(box_[0], drawn[0])
    down = min(box_[3], drawn[3]) - max(box_[1], drawn[1])
    if across <= 0 or down <= 0:
        return 0.0
    both = sum((b[2] - b[0]) * (b[3] - b[1]) for b in (box_, drawn))
    return across * down / (both - across * down)
