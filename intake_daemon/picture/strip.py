"""The strip beside a page: lines set one below the other, each as it will be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake_daemon.picture.geometry import Rect
from intake_daemon.picture.look import BLACK, FAINT, INK, LOOKS, QUIET, TICK, Colour, Look, Standing
from intake_daemon.picture.places import Place, Row
from intake_daemon.picture.tags import HEIGHT, tag_width
from intake_daemon.picture.writing import BOLD, PLAIN, Pen, text_width, wrapped

WIDTH = 352.0  #: points
_RIGHT = WIDTH - 14.0
_NAME, _VALUE, _SURE = 20.0, 156.0, 286.0  # where the columns begin
_SIZE = 7.4
_LEADING = 9.6
_KEY_NAMES = (
    Standing.SURE,
    Standing.DOUBTED,
    Standing.ABSENT,
    Standing.UNREADABLE,
    Standing.CONFLICTING,
    Standing.INTENT,
)


@dataclass(frozen=True)
class _Words:
    text: str
    x: float
    base: float
    size: float
    font: str
    colour: Colour

    def paint(self, pen: Pen) -> None:
        pen.text(self.text, self.x, self.base, self.size, font=self.font, colour=self.colour)


@dataclass(frozen=True)
class _Badge:
    number: int
    rect: Rect
    look: Look

    def paint(self, pen: Pen) -> None:
        pen.badge(self.number, self.rect, self.look)


@dataclass(frozen=True)
class _Sample:
    rect: Rect
    look: Look

    def paint(self, pen: Pen) -> None:
        pen.outline(self.rect, self.look, filled=True)


@dataclass(frozen=True)
class _Frame:
    rect: Rect
    colour: Colour
    dash: tuple[float, ...]

    def paint(self, pen: Pen) -> None:
        pen.frame(self.rect, self.colour, 0.7, self.dash)


@dataclass(frozen=True)
class _Dot:
    """The colour of one value, where its number has that of the gravest at its place."""

    rect: Rect
    colour: Colour

    def paint(self, pen: Pen) -> None:
        pen.block(self.rect, self.colour)


@dataclass(frozen=True)
class _Ruler:
    y: float

    def paint(self, pen: Pen) -> None:
        pen.line([(0.0, self.y), (_RIGHT, self.y)], FAINT, 0.6)


@dataclass
class Strip:
    """Sets lines from the top down; `height` is what they need so far, in points."""

    height: float = 0.0
    _drawn: list[_Words | _Badge | _Sample | _Frame | _Dot | _Ruler] = field(default_factory=list)

    def paint(self, pen: Pen) -> None:
        """Draw everything from the pen's origin."""
        for thing in self._drawn:
            thing.paint(pen)

    def title(self, words: str) -> None:
        """A line over what follows, with a ruler above it."""
        if self._drawn:
            self.height += 5.0
            self._drawn.append(_Ruler(self.height))
            self.height += 3.0
        self._lines(wrapped(words, _RIGHT, 8.6, BOLD), 0.0, 8.6, BOLD, BLACK, leading=11.0)
        self.height += 1.5

    def text(self, words: str, *, indent: float = 0.0, strong: bool = False, quiet: bool = False) -> None:
        """A paragraph."""
        font = BOLD if strong else PLAIN
        lines = wrapped(words, _RIGHT - indent, _SIZE, font)
        self._lines(lines, indent, _SIZE, font, QUIET if quiet else BLACK)

    def place(self, place: Place, *, requests: int) -> None:
        """A number and the values at its place; `requests` is how many the file has."""
        top = self.height + 2.0
        rect = Rect(0.0, top, tag_width(place.number), top + HEIGHT)
        self._drawn.append(_Badge(place.number, rect, LOOKS[place.standing]))
        for row in place.rows:
            self.row(row, requests=requests)
        self.height += 2.4

    def row(self, row: Row, *, requests: int) -> None:
        """One value: name, value, how sure and how it was found; other readings below it."""
        name = f"{row.request}: {row.name}" if row.request and requests > 1 else row.name
        base = self.height + _LEADING
        names = wrapped(name, _VALUE - _NAME - 6.0, _SIZE)
        for number, line in enumerate(names):
            self._words(line, _NAME, base + number * _LEADING, PLAIN, QUIET)
        values = self._value(row)
        for number, (line, font) in enumerate(values):
            self._words(line, _VALUE, base + number * _LEADING, font, BLACK)
        sure = f"see {row.see}" if row.see else f"{row.confidence:.2f} {row.method}"
        self._words(sure, _SURE, base, PLAIN, QUIET)
        dot = Rect(_SURE - 7.0, base - 5.0, _SURE - 2.6, base - 0.2)
        self._drawn.append(_Dot(dot, LOOKS[row.standing].colour))
        self.height += _LEADING * max(len(names), len(values))

    def key(self, standings: Sequence[Standing], *, ticks: bool, ink: bool) -> None:
        """Explain the colours that stand on the sheet."""
        self.title("Key")
        for standing in _KEY_NAMES:
            if standing in standings:
                look = LOOKS[standing]
                self._explain(_Sample(self._swatch(), look), look.meaning)
        if ticks:
            self._explain(_Frame(self._swatch(), TICK, ()), "box to tick; beside it a tick, or ? when unsure")
        if ink:
            self._explain(_Frame(self._swatch(), INK, (0.8, 1.6)), "ink: signature, handwriting, stamp, dirt")

    def _swatch(self) -> Rect:
        return Rect(2.0, self.height + 3.2, 15.0, self.height + 10.2)

    def _explain(self, sample: _Sample | _Frame, meaning: str) -> None:
        self._drawn.append(sample)
        self._words(meaning, _NAME + 2.0, self.height + _LEADING, PLAIN, BLACK)
        self.height += _LEADING + 2.6

    def _value(self, row: Row) -> list[tuple[str, str]]:
        wide = _SURE - _VALUE - 11.0
        if row.see:
            return [(line, PLAIN) for line in _short(wrapped(row.said, wide, _SIZE))]
        lines = [(line, BOLD) for line in wrapped(row.said, wide, _SIZE, BOLD)]
        for other in row.alternatives:
            lines += [(line, PLAIN) for line in wrapped(other, wide, _SIZE)]
        return lines

    def _words(self, text: str, x: float, base: float, font: str, colour: Colour) -> None:
        self._drawn.append(_Words(text, x, base, _SIZE, font, colour))

    def _lines(
        self,
        lines: Sequence[str],
        x: float,
        size: float,
        font: str,
        colour: Colour,
        *,
        leading: float = _LEADING,
    ) -> None:
        for line in lines:
            self.height += leading
            self._drawn.append(_Words(line, x, self.height, size, font, colour))


def _short(lines: list[str]) -> list[str]:
    """The first line, with a sign that there is more."""
    return lines if len(lines) == 1 else [_cut(lines[0])]


def _cut(line: str) -> str:
    room = _SURE - _VALUE - 11.0 - text_width("…", _SIZE)
    while line and text_width(line, _SIZE) > room:
        line = line[:-1]
    return line + "…"
