"""The letters of the PDF: DejaVu, with most signs people write, where it is installed; else reportlab's own."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import reportlab  # type: ignore[import-untyped]  # ships no types
from reportlab.lib.fonts import addMapping  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")  #: where Debian has them (fonts-dejavu-core)
OWN = Path(reportlab.__file__).parent / "fonts"  #: Bitstream Vera, of which DejaVu is the larger sister


class Faces(NamedTuple):
    """Names under which reportlab knows the fonts."""

    plain: str
    bold: str
    mono: str


@cache
def faces() -> Faces:
    """The fonts to write with, made known to reportlab once."""
    if (DEJAVU / "DejaVuSans.ttf").exists():
        names = Faces("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono")
        for name in names:
            pdfmetrics.registerFont(TTFont(name, str(DEJAVU / f"{name}.ttf")))
    else:
        names = Faces("Vera", "VeraBd", "Courier")
        for name in names[:2]:
            pdfmetrics.registerFont(TTFont(name, str(OWN / f"{name}.ttf")))
    for bold, italic in ((0, 0), (0, 1), (1, 0), (1, 1)):
        addMapping(names.plain, bold, italic, names.bold if bold else names.plain)
    return names


def writable(text: str, font: str) -> str:
    """The text with a question mark for every sign that the font does not have."""
    known = getattr(pdfmetrics.getFont(font).face, "charToGlyph", None)
    if known is None:
        return text.encode("latin-1", "replace").decode("latin-1")
    return "".join(sign if ord(sign) in known or sign in "\n\t" else "?" for sign in text)
