"""The filled-in words of a born-digital page: its text layer without what the blank prints."""

from dataclasses import dataclass

from intake_daemon.model import Box, Page, PageSource, Word
from parsers.fields.sheet import prepare
from parsers.known.matching import Match
from parsers.normalise.text import key
from parsers.sheet import Pictured

_SAME_PLACE = 0.08  # inches
_AROUND = 0.04  # inches
_COVERED = 0.55  # of the width of the ink: so much of it must be explained by words


@dataclass(frozen=True)
class Typed:
    """The words that were filled in, and the page's size in inches."""

    words: tuple[Word, ...]
    size: tuple[float, float]

    @classmethod
    def of(cls, sheet: Pictured, match: Match, size: tuple[float, float]) -> "Typed | None":
        """The filled-in words of a page; None for a page without a text layer."""
        if sheet.words is None:
            return None
        printed: dict[str, list[Box]] = {}
        for word in match.face.print.words:
            placed = match.alignment.box_on_page(word.box, match.face, *size)
            printed.setdefault(key(word.text), []).append(placed)
        kept = tuple(
            word
            for word in _whole_words(sheet.words, size)
            if word.text.strip("_. ")
            and not any(_stands(word.box, box, size) for box in printed.get(key(word.text), ()))
        )
        return cls(kept, size)

    def text_in(self, box: Box) -> str:
        """The words in a box; empty when they do not account for its ink."""
        across, down = _AROUND / self.size[0], _AROUND / self.size[1]
        wide = (box[0] - across, box[1] - down, box[2] + across, box[3] + down)
        inside = [word for word in self.words if _middle_in(word.box, wide)]
        width = sum(word.box[2] - word.box[0] for word in inside)
        if width < _COVERED * (box[2] - box[0]):
            return ""
        inside.sort(key=lambda word: (word.line, word.box[0]))
        return " ".join(word.text.strip("_") for word in inside)


def _whole_words(words: tuple[Word, ...], size: tuple[float, float]) -> list[Word]:
    """The words of a text layer with those put together that their fonts have torn."""
    page = Page(
        part="", number=1, part_page=1, width=size[0], height=size[1], source=PageSource.TEXT, words=words
    )
    sheet = prepare(page)
    return [
        Word(text=token.text, box=sheet.share(token.place), line=line)
        for line, row in enumerate(sheet.rows)
        for token in row
    ]


def _stands(one: Box, other: Box, size: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) * size[0] < _SAME_PLACE and abs(one[1] - other[1]) * size[1] < _SAME_PLACE


def _middle_in(box: Box, around: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return around[0] <= x <= around[2] and around[1] <= y <= around[3]
