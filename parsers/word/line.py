"""Sets one paragraph: words, gaps, lines to write on, boxes to tick and places to fill in, from left to right."""

import re
from dataclasses import dataclass, field
from textwrap import wrap

from intake_daemon.model import Box, FormField, FormKind, Rule, Stroke, Word
from parsers.sheet import Lettered
from parsers.word.blocks import Break, Check, Image, Item, Paragraph, Run, Slot, Tab

WIDTH, HEIGHT = 8.5, 11.0  #: inches, of a letter page
SIGN, LETTER, LINE = 0.075, 0.13, 0.2  #: width of a sign, height of a letter and of a line
AFTER = 0.06  #: space after a paragraph
HAIR = 0.01
_EMPTY_SLOT = 1.6  #: width of a place that nobody filled in
_STOP = 0.5  #: distance of tab stops where a paragraph has none of its own
_PIECES = re.compile(r"\s+|\S+")


@dataclass
class Surface:
    """A page being set; places in inches."""

    words: list[tuple[str, Box]] = field(default_factory=list)
    fields: list[tuple[FormField, Box]] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)

    def sheet(self) -> Lettered:
        """The page as it is read; longer than a letter page where one paragraph or row was."""
        high = max([HEIGHT, *(box[3] + 0.3 for _, box in self.words)])

        def share(box: Box) -> Box:
            return (box[0] / WIDTH, box[1] / high, box[2] / WIDTH, box[3] / high)

        placed = sorted(self.words, key=lambda word: (round(word[1][1], 2), word[1][0]))
        lines = {top: at for at, top in enumerate(sorted({round(box[1], 2) for _, box in placed}))}
        return Lettered(
            width=WIDTH,
            height=high,
            words=tuple(
                Word(text=text, box=share(box), line=lines[round(box[1], 2)]) for text, box in placed
            ),
            fields=tuple(made.model_copy(update={"box": share(box)}) for made, box in self.fields),
            rules=tuple(Rule(box=share(box)) for box in self.rules),
            strokes=tuple(Stroke(box=share(box), ink=0.1) for box in self.strokes),
            printed=True,
        )


def set_paragraph(
    surface: Surface, paragraph: Paragraph, left: float, right: float, top: float, signatures: frozenset[str]
) -> float:
    """Set a paragraph between two edges; returns where the next one begins."""
    cursor = _Cursor(surface, left, max(right, left + 4 * SIGN), left, top, paragraph.stops, signatures)
    for item in paragraph.items:
        cursor.take(item)
    return cursor.y + cursor.high + AFTER


@dataclass
class _Cursor:
    surface: Surface
    left: float
    right: float
    x: float
    y: float
    stops: tuple[tuple[float, bool], ...]
    signatures: frozenset[str]
    high: float = LINE  #: of the line that is being set

    def take(self, item: Item) -> None:
        if isinstance(item, Run):
            self._write(item)
        elif isinstance(item, Tab):
            self._tab(item)
        elif isinstance(item, Break):
            self._new_line()
        elif isinstance(item, Check):
            self._check(item)
        elif isinstance(item, Slot):
            self._slot(item)
        else:
            self._image(item)

    def _write(self, run: Run) -> None:
        for piece in _PIECES.findall(run.text):
            if piece.isspace():
                if run.underlined and len(piece) >= 4:
                    self._rule(SIGN * len(piece))
                self.x += SIGN * len(piece)
            else:
                self._word(piece)

    def _word(self, text: str) -> None:
        """Write one word; the pieces of a word that changes its look in the middle stay together."""
        wide = SIGN * len(text)
        if self.x + wide > self.right and self.x > self.left:
            self._new_line()
        words = self.surface.words
        if (
            words
            and words[-1][1][1] == self.y
            and abs(words[-1][1][2] - self.x) < HAIR / 2
            and self.x > self.left
        ):
            before, box = words.pop()
            words.append((before + text, (box[0], self.y, self.x + wide, self.y + LETTER)))
        else:
            words.append((text, (self.x, self.y, self.x + wide, self.y + LETTER)))
        self.x += wide

    def _tab(self, tab: Tab) -> None:
        along = self.x - self.left
        stop, line = next(
            ((at, line) for at, line in self.stops if at > along + HAIR),
            ((along // _STOP + 1) * _STOP, False),
        )
        wide = min(self.left + stop, self.right) - self.x
        if wide <= 0:
            return
        if line or tab.line:
            self._rule(wide)
        self.x += wide

    def _rule(self, wide: float) -> None:
        base = self.y + LETTER
        self.surface.rules.append((self.x + HAIR, base, min(self.x + wide, self.right), base + HAIR))

    def _new_line(self) -> None:
        self.x, self.y, self.high = self.left, self.y + self.high, LINE

    def _check(self, check: Check) -> None:
        if self.x + LETTER > self.right and self.x > self.left:
            self._new_line()
        box = (self.x, self.y, self.x + LETTER, self.y + LETTER)
        made = FormField(name=check.name, kind=FormKind.CHECKBOX, checked=check.on, box=box)
        self.surface.fields.append((made, box))
        self.x += LETTER + SIGN

    def _slot(self, slot: Slot) -> None:
        """Make a text field as wide as what it holds, on lines of its own where that is long."""
        lines = [piece for said in (slot.value or "").split("\n") for piece in wrap(said, self._signs())]
        wide = SIGN * (max(map(len, lines)) + 1) if lines else min(_EMPTY_SLOT, self.right - self.left)
        if self.x + wide > self.right and self.x > self.left:
            self._new_line()
        deep = LETTER + LINE * (max(len(lines), 1) - 1)
        box = (self.x, self.y, self.x + wide, self.y + deep)
        value = "\n".join(lines) or None
        self.surface.fields.append((FormField(name=slot.name, kind=FormKind.TEXT, value=value, box=box), box))
        self.x += wide
        self.high = max(self.high, deep + LINE - LETTER)

    def _signs(self) -> int:
        return max(int((self.right - self.left) / SIGN) - 1, 4)

    def _image(self, image: Image) -> None:
        """Mark where something drawn stands; printed pictures leave only their height."""
        wide = min(image.width, self.right - self.left)
        if self.x + wide > self.right and self.x > self.left:
            self._new_line()
        if image.relation in self.signatures and wide > 0:
            self.surface.strokes.append((self.x, self.y, self.x + wide, self.y + min(image.height, 1.5)))
            self.high = max(self.high, min(image.height, 1.5) + LINE - LETTER)
        self.x += wide
