"""How the PDF looks: sizes, colours, distances."""

from functools import cache

from reportlab.lib.colors import Color, HexColor  # type: ignore[import-untyped]  # ships no types
from reportlab.lib.pagesizes import LETTER  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]

from intake_daemon.handbook.blocks import Tone
from intake_daemon.handbook.fonts import faces

PAGE = LETTER
MARGIN = 19 * mm
HEAD_AND_FOOT = 11 * mm  #: from the edge of the paper to the line of head or foot
WIDTH = PAGE[0] - 2 * MARGIN
NAME_WIDTH = 33 * mm  #: of the column that names the lines of a rule

INK, BLUE, GREY, PALE, LINE = map(HexColor, ("#1a1a1a", "#1f3a5f", "#555555", "#eef2f6", "#c3ccd6"))
NOTICE, NOTICE_EDGE, CODE = map(HexColor, ("#fdf8e6", "#b9a25a", "#f4f5f7"))
TONES: dict[Tone, tuple[Color, Color]] = {
    Tone.FEDERAL: (HexColor("#17365d"), HexColor("#e6eef8")),
    Tone.STATE: (HexColor("#125232"), HexColor("#e5f3ea")),
    Tone.HOUSE: (HexColor("#5b4300"), HexColor("#fbf3da")),
    Tone.OFF: (HexColor("#555555"), HexColor("#eeeeee")),
    Tone.HIGH: (HexColor("#8c1c13"), HexColor("#fbe9e7")),
}


@cache
def style(name: str) -> ParagraphStyle:
    """A style by its name."""
    plain, bold, mono = faces()
    base = ParagraphStyle("text", fontName=plain, fontSize=9, leading=12.6, textColor=INK, spaceAfter=4)
    made = {
        "text": base,
        "quiet": ParagraphStyle("quiet", base, textColor=GREY, fontSize=8.4, leading=11.6),
        "facility": ParagraphStyle("facility", base, fontSize=13, leading=17, textColor=GREY, spaceBefore=60),
        "title": ParagraphStyle("title", base, fontName=bold, fontSize=25, leading=31, textColor=BLUE, spaceAfter=22),
        "notice": ParagraphStyle("notice", base, leading=13),
        "level1": ParagraphStyle(
            "level1", base, fontName=bold, fontSize=16, leading=20, textColor=BLUE, spaceAfter=9
        ),
        "level2": ParagraphStyle(
            "level2", base, fontName=bold, fontSize=11, leading=14, textColor=BLUE, spaceBefore=11, spaceAfter=5
        ),
        "rule": ParagraphStyle("rule", base, fontName=bold, fontSize=10, leading=13.4, spaceAfter=2),
        "name": ParagraphStyle("name", base, fontName=bold, fontSize=7.8, leading=11.6, textColor=GREY, spaceAfter=0),
        "value": ParagraphStyle("value", base, fontSize=8.7, leading=11.8, spaceAfter=1.5),
        "code": ParagraphStyle(
            "code", base, fontName=mono, fontSize=7.4, leading=10, backColor=CODE, borderPadding=(2, 3, 2, 3),
            leftIndent=3, rightIndent=3, spaceBefore=3, spaceAfter=5,
        ),
        "head": ParagraphStyle("head", base, fontName=bold, fontSize=7.8, leading=10, spaceAfter=0),
        "cell": ParagraphStyle("cell", base, fontSize=7.8, leading=10.2, spaceAfter=0),
        "contents1": ParagraphStyle("contents1", base, fontName=bold, fontSize=9.6, leading=15, spaceBefore=3),
        "contents2": ParagraphStyle("contents2", base, fontSize=8.8, leading=12.6, leftIndent=14),
    }  # fmt: skip
    return made[name]
