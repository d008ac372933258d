"""A pen that writes and draws from the top left corner, in points, with the fonts every PDF viewer has."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped] # ships no types
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped] # ships no types
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped] # ships no types

from intake_daemon.picture.geometry import Rect
from intake_daemon.picture.look import BLACK, Colour, Look

PLAIN, BOLD, TYPEWRITER = "Helvetica", "Helvetica-Bold", "Courier"


class Pen:
    """Draws on one page of a PDF.

    Args:
        canvas: the page.
        height: of the page, in points.
    """

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas = canvas
        self._height = height
        self._x = self._y = 0.0

    @contextmanager
    def at(self, x: float, y: float) -> "Iterator[Pen]":
        """Draw with another origin."""
        before = self._x, self._y
        self._x, self._y = self._x + x, self._y + y
        try:
            yield self
        finally:
            self._x, self._y = before

    def image(self, picture: Image.Image, width: float, height: float) -> None:
        """Draw a picture from the origin."""
        self._canvas.drawImage(ImageReader(picture), self._x, self._up(height), width, height)

    def text(
        self, words: str, x: float, base: float, size: float, *, font: str = PLAIN, colour: Colour = BLACK
    ) -> None:
        """Write a line that stands on `base`."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setFont(font, size)
        self._canvas.drawString(self._x + x, self._up(base), writable(words))

    def typed(self, words: str, x: float, base: float, size: float) -> None:
        """Write as a typewriter does."""
        self.text(words, x, base, size, font=TYPEWRITER)

    def outline(self, rect: Rect, look: Look, *, filled: bool) -> None:
        """Draw a box in the look of its standing, with a breath of its colour inside."""
        self._line(look.colour, look.width, look.dash)
        if filled:
            self._canvas.setFillColorRGB(*look.colour, alpha=0.09)
        self._rect(rect, fill=filled)
        if look.doubled:
            self._rect(rect.grown(2.2), fill=False)
        self._canvas.setFillAlpha(1)

    def frame(self, rect: Rect, colour: Colour, width: float, dash: Sequence[float] = ()) -> None:
        """Draw a plain rectangle."""
        self._line(colour, width, dash)
        self._rect(rect, fill=False)

    def block(self, rect: Rect, colour: Colour) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColorRGB(*colour)
        wide, high = rect.right - rect.left, rect.bottom - rect.top
        self._canvas.rect(self._x + rect.left, self._up(rect.bottom), wide, high, stroke=0, fill=1)

    def badge(self, number: int, rect: Rect, look: Look) -> None:
        """Draw a number on its colour."""
        self._canvas.setFillColorRGB(*look.colour)
        self._canvas.roundRect(
            self._x + rect.left,
            self._up(rect.bottom),
            rect.right - rect.left,
            rect.bottom - rect.top,
            1.8,
            stroke=0,
            fill=1,
        )
        wide = text_width(str(number), 7.0, BOLD)
        left = (rect.left + rect.right - wide) / 2
        self.text(str(number), left, rect.bottom - 1.9, 7.0, font=BOLD, colour=look.ink)

    def line(self, points: Sequence[tuple[float, float]], colour: Colour, width: float) -> None:
        """Draw a line through points."""
        self._line(colour, width, ())
        path = self._canvas.beginPath()
        (x, y), *rest = points
        path.moveTo(self._x + x, self._up(y))
        for x, y in rest:
            path.lineTo(self._x + x, self._up(y))
        self._canvas.drawPath(path, stroke=1, fill=0)

    def _line(self, colour: Colour, width: float, dash: Sequence[float]) -> None:
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(width)
        self._canvas.setDash(list(dash))

    def _rect(self, rect: Rect, *, fill: bool) -> None:
        wide, high = rect.right - rect.left, rect.bottom - rect.top
        self._canvas.rect(self._x + rect.left, self._up(rect.bottom), wide, high, stroke=1, fill=int(fill))

    def _up(self, y: float) -> float:
        return self._height - self._y - y


def text_width(words: str, size: float, font: str = PLAIN) -> float:
    """How wide a line is, in points."""
    return float(stringWidth(writable(words), font, size))


def size_that_fits(words: str, rect: Rect) -> float:
    """The size, in points, in which words fill a box; at least 1."""
    wide = text_width(words, 1.0) or 1.0
    return max(1.0, min((rect.right - rect.left) / wide, rect.bottom - rect.top))


def writable(words: str) -> str:
    """Words in letters that the built-in fonts of PDF have (Windows-1252): ő becomes o, an emoji a question mark."""
    return "".join(_letter(character) for character in words)


def _letter(character: str) -> str:
    if not character.isprintable():
        return " "
    for form in (character, unicodedata.normalize("NFKD", character)):
        known = form.encode("cp1252", "ignore").decode("cp1252")
        if known:
            return known
    return "?"


def wrapped(words: str, width: float, size: float, font: str = PLAIN) -> list[str]:
    """Break a text into lines of at most `width` points; a word that is longer is broken where it must."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        for piece in _broken(word, width, size, font):
            longer = f"{line} {piece}" if line else piece
            if line and text_width(longer, size, font) > width:
                lines.append(line)
                longer = piece
            line = longer
    return [*lines, line]


def _broken(word: str, width: float, size: float, font: str) -> Iterator[str]:
    while text_width(word, size, font) > width and len(word) > 1:
        most = max(
            1, next(n for n in range(len(word), 0, -1) if n == 1 or text_width(word[:n], size, font) <= width)
        )
        yield word[:most]
        word = word[most:]
    yield word
