"""Crops of places that hold values, cut out of drawn forms that were scanned or faxed, with what stands there."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from random import Random

import numpy as np
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from fixtures.draw import fax, scan
from fixtures.draw.paper import Picture, pictures
from fixtures.draw.pens import Pen, make_pen
from fixtures.draw.people import Inventor
from parsers.images import read_image
from parsers.limits import Limits
from parsers.second import Grammar
from parsers.sheet import Gray

WIDTH, HEIGHT = LETTER
ROWS, ROW = 21, 34  #: places in a column of a form, points from one to the next
COLUMNS = ((36, 250), (310, 260))  #: left edge and width of each, in points
STYLES = ("plain", "underlined", "boxed", "comb")
QUALITIES = ("scan", "fine", "standard")
PENS = (
    "Helvetica",
    "Times-Roman",
    "hand:patrick-hand",
    "hand:caveat",
    "hand:kalam",
    "hand:shadows-into-light",
    "hand:architects-daughter",
    "hand:handlee",
    "hand:gochi-hand",
)
HELD_BACK_PENS = (
    "Courier",
    "Times-Italic",
    "hand:cedarville-cursive",
    "hand:schoolbell",
    "hand:homemade-apple",
)


@dataclass(frozen=True)
class Value:
    """Something written into a form."""

    kind: str
    grammar: Grammar
    text: str


@dataclass(frozen=True)
class Crop:
    """A value as it came out of the machine.

    Args:
        pen: a typeface, or "hand:" and a handwriting.
        style: what the form prints around it.
        quality: the machine it went through.
    """

    value: Value
    pen: str
    style: str
    quality: str
    gray: Gray

    @property
    def hand(self) -> bool:
        """Whether it is handwriting."""
        return self.pen.startswith("hand:")


@dataclass(frozen=True)
class _Place:
    value: Value
    style: str
    box: tuple[float, float, float, float]  #: points from the top left


def crops(seed: int, *, held_back: bool) -> Iterator[Crop]:
    """Draw one form for every pen, put it through every machine, and cut its values out.

    Args:
        seed: other seeds, other people.
        held_back: pens and dirtier machines that nothing was tuned on.
    """
    for number, pen in enumerate(HELD_BACK_PENS if held_back else PENS):
        random = Random(1000 * seed + number)
        page, places = _form(random, pen)
        for quality in QUALITIES:
            gray, skew = _copied(page, quality, seed + number, held_back)
            for place in places:
                yield Crop(place.value, pen, place.style, quality, _cut(gray, place.box, skew, random))


def _form(random: Random, pen_name: str) -> tuple[Picture, list[_Place]]:
    """A page of values, each in a place of some style."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    pen = make_pen(pen_name, random)
    places = []
    values = _values(random, ROWS * len(COLUMNS))
    for number, value in enumerate(values):
        left, width = COLUMNS[number % len(COLUMNS)]
        baseline = 50 + ROW * (number // len(COLUMNS))
        style = random.choice(STYLES if len(value.text) <= 14 else STYLES[:-1])
        size = random.uniform(9.5, 11.5)
        used = _write(canvas, pen, value, style, left, baseline, width, size)
        places.append(_Place(value, style, (left - 3, baseline - 14, left + used + 3, baseline + 6)))
    canvas.save()
    return pictures(out.getvalue())[0], places


def _write(
    canvas: Canvas,
    pen: Pen,
    value: Value,
    style: str,
    left: float,
    baseline: float,
    width: float,
    size: float,
) -> float:
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.7)
    y = HEIGHT - baseline
    if style == "comb":
        cell = 14
        for number, letter in enumerate(value.text):
            canvas.rect(left + number * cell, y - 4, cell, 17)
            pen.write(canvas, value.kind, letter, left + number * cell + 4, y, cell - 4, size)
        return cell * len(value.text)
    pen.write(canvas, value.kind, value.text, left + 3, y, width - 6, size)
    if style == "underlined":
        canvas.line(left, y - 2, left + width, y - 2)
    elif style == "boxed":
        canvas.rect(left, y - 5, width, 18)
    return width


def _copied(page: Picture, quality: str, seed: int, held_back: bool) -> tuple[Gray, float]:
    """The page as it is read after its way through a machine, and how far it lies askew, in degrees."""
    random = Random(seed)
    skew = random.uniform(-0.35, 0.35) * (1.6 if held_back else 1.0)
    if quality == "scan":
        glass = scan.Glass(skew=skew, noise=4.0 if held_back else 2.0, seed=seed)
        content = scan.as_jpeg(scan.scan([page], glass)[0], 30 if held_back else 45)
        return next(read_image(content, Limits())).gray, skew
    line = fax.FaxLine(
        lines=fax.FINE if quality == "fine" else fax.STANDARD,
        skew=skew,
        specks=160 if held_back else 60,
        lost_lines=8 if held_back else 3,
        darkness=random.choice((120, 175)) if held_back else 150,
        seed=seed,
    )
    content = fax.as_tiff(fax.send([page], line), line.lines)
    turned = skew * Random(seed).uniform(0.85, 1.15)  # what the machine makes of it
    return next(read_image(content, Limits())).gray, turned


def _cut(gray: Gray, box: tuple[float, float, float, float], skew: float, random: Random) -> Gray:
    """The box and a little around it, moved as the page lay askew."""
    rows, columns = gray.shape
    x0, y0, x1, y1 = box
    middle = ((x0 + x1) / 2 - WIDTH / 2, (y0 + y1) / 2 - HEIGHT / 2)
    angle = radians(skew)
    x = middle[0] * cos(angle) + middle[1] * sin(angle) + WIDTH / 2
    y = -middle[0] * sin(angle) + middle[1] * cos(angle) + HEIGHT / 2
    wide, high = (x1 - x0) / 2 + random.uniform(0, 3), (y1 - y0) / 2 + random.uniform(0, 2)
    across, down = columns / WIDTH, rows / HEIGHT
    top, bottom = max(0, round((y - high) * down)), round((y + high) * down)
    left, right = max(0, round((x - wide) * across)), round((x + wide) * across)
    return np.ascontiguousarray(gray[top:bottom, left:right])


def _values(random: Random, count: int) -> list[Value]:
    inventor = Inventor(random)
    values: list[Value] = []
    while len(values) < count:
        values += _about(inventor, random)
    random.shuffle(values)
    return values[:count]


def _about(inventor: Inventor, random: Random) -> list[Value]:
    """What a form asks about one person."""
    person = inventor.person(spanish=random.random() < 0.25)
    party = inventor.party(random.choice(("provider", "attorney", "insurer")))
    day = person.dob
    written = random.choice(
        (
            f"{day:%m/%d/%Y}",
            f"{day.month}/{day.day}/{day:%y}",
            f"{day:%m-%d-%Y}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day.day} {day:%b} {day.year}",
            f"{day.month}.{day.day}.{day.year}",
        )
    )
    digits = person.phone[2:]
    phone = random.choice(("({0}) {1}-{2}", "{0}-{1}-{2}", "{0}.{1}.{2}")).format(
        digits[:3], digits[3:6], digits[6:]
    )
    return [
        Value("name", Grammar.NAME, person.name),
        Value("name", Grammar.NAME, f"{person.last}, {person.first}"),
        Value("date", Grammar.DATE, written),
        Value("date", Grammar.DATE, f"{inventor.person().dob:%m/%d/%Y}"),
        Value("phone", Grammar.PHONE, phone),
        Value("email", Grammar.EMAIL, person.email),
        Value("digits", Grammar.DIGITS, person.mrn),
        Value(
            "identifier",
            Grammar.IDENTIFIER,
            f"{random.choice(('WC', 'CL', 'MR'))}-{random.randrange(10**6):06}",
        ),
        Value("zip", Grammar.ZIP, person.address.zip),
        Value("address", Grammar.FREE, person.address.street),
        Value("organization", Grammar.FREE, party.organization),
    ]
