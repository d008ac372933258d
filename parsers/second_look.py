"""Reads the places of values a second time, with the other recogniser, while the page's picture is at hand."""

from datetime import date
from itertools import groupby
from math import prod
from statistics import median

from intake_daemon.model import Page, PageSource, Reread, Word
from parsers.fields.boxes import lies_in
from parsers.fields.page import page_facts
from parsers.fields.rooms import Room, find_rooms
from parsers.picture.crops import Crop, cut
from parsers.picture.ink import find_ink
from parsers.second.glimpse import Glimpse
from parsers.second.reader import SecondReader
from parsers.sheet import Gray


def look_again(page: Page, gray: Gray, dpi: float, second: SecondReader) -> Page:
    """Add what the second recogniser reads in the places that hold a page's values.

    Args:
        page: as the first recogniser read it.
        gray: its picture, upright and straight: the page's boxes are fractions of it.
        dpi: the picture's resolution.
        second: the other recogniser.
    """
    if page.source is not PageSource.OCR or page.blank:
        return page
    # The day only tells which dates are possible; a later day than that of receipt allows no fewer.
    rooms = find_rooms(page_facts(page, date.today()))  # noqa: DTZ011
    ink = find_ink(gray)
    cuts = [(room, crop) for room in rooms if (crop := cut(gray, ink, dpi, room.box, page.words))]
    read = second.read([(crop.gray, room.grammar) for room, crop in cuts])
    seen = [
        _reread(page, room, crop, lines, gray.shape) for (room, crop), lines in zip(cuts, read, strict=True)
    ]
    return page.model_copy(update={"rereads": tuple(seen)})


def _reread(page: Page, room: Room, crop: Crop, lines: tuple[Glimpse, ...], shape: tuple[int, ...]) -> Reread:
    words = [
        word
        for number, line in enumerate(lines)
        for word in _words(line, number, crop, _height(page, room, crop, number, len(lines), shape), shape)
    ]
    return Reread(box=room.box, words=tuple(words))


def _words(
    line: Glimpse, number: int, crop: Crop, height: tuple[float, float], shape: tuple[int, ...]
) -> list[Word]:
    """Words of a line, each as wide as its letters lie apart."""
    left, wide = crop.box[0], crop.box[2] - crop.box[0]
    half = _half_letter(line)
    words = []
    for blank, letters in groupby(line.letters, key=lambda letter: letter[0] == " "):
        if blank:
            continue
        own = list(letters)
        first, last = max(0.0, own[0][2] - half), min(1.0, own[-1][2] + half)
        words.append(
            Word(
                text="".join(letter for letter, _, _ in own),
                box=((left + first * wide) / shape[1], height[0], (left + last * wide) / shape[1], height[1]),
                confidence=round(prod(sure for _, sure, _ in own), 3),
                line=number,
            )
        )
    return words


def _half_letter(line: Glimpse) -> float:
    """Half the width of a letter, as a share of the crop's width."""
    steps = [after[2] - before[2] for before, after in zip(line.letters, line.letters[1:], strict=False)]
    return median(steps) / 2 if steps else 0.01


def _height(
    page: Page, room: Room, crop: Crop, number: int, lines: int, shape: tuple[int, ...]
) -> tuple[float, float]:
    """Where a line stands: as the first recogniser saw a single one, else its share of the writing."""
    own = [word.box for word in page.words if lies_in(word.box, room.box)]
    if lines == 1 and own:
        return median(box[1] for box in own), median(box[3] for box in own)
    top, bottom = crop.inked[1] / shape[0], crop.inked[3] / shape[0]
    step = (bottom - top) / lines
    return top + number * step, top + (number + 1) * step
