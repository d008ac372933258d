"""Words of a sheet by where they stand: in boxes, level with a label, in one run; what stands on a line."""

from intake_daemon.model import Box
from parsers.fields.sheet import Blank, Sheet
from parsers.fields.token import Token

_WIDE = 1.2  #: inches; a gap that ends a run of words
_WORD_SPACE = 0.13  #: inches; a wider gap is none between the words of one answer
_PARTS_ABOVE, _PARTS_BELOW = 0.18, 0.1  #: inches the parts of a date may stand off the middle of their label
_NEAR_FOOT = 0.07  #: inches between the foot of what stands on a line and the line


def words_in(sheet: Sheet, boxes: list[Box]) -> set[tuple[int, int]]:
    """The words, as (row, place in the row), whose middle lies in one of some boxes."""
    return {
        (number, at)
        for number, row in enumerate(sheet.rows)
        for at, token in enumerate(row)
        if token.widget is None
        and any(
            box[0] <= (token.place[0] + token.place[2]) / 2 <= box[2] and box[1] <= token.middle <= box[3]
            for box in boxes
        )
    }


def all_level_with(sheet: Sheet, label: Box, edge: float) -> list[Token]:
    """All words right of a label and as high: the parts of a date, and what is printed between them."""
    middle = (label[1] + label[3]) / 2
    level = [
        token
        for row in sheet.rows
        for token in row
        if label[2] - 0.05 < token.place[0] < edge - 0.03
        and -_PARTS_ABOVE < token.middle - middle < _PARTS_BELOW
    ]
    return sorted(level, key=lambda token: token.place[0])


def first_run(tokens: list[Token]) -> tuple[Token, ...]:
    """The words up to the first wide gap."""
    run = tokens[:1]
    for token in tokens[1:]:
        if token.place[0] - run[-1].place[2] > _WIDE:
            break
        run.append(token)
    return tuple(run)


def reaching(tokens: list[Token], right: float) -> list[Token]:
    """The words that begin before a place ends, and those that follow them without a gap beyond its end."""
    run = [token for token in tokens if token.place[0] < right]
    for token in tokens[len(run) :]:
        if not run or token.place[0] - run[-1].place[2] > _WORD_SPACE:
            break
        run.append(token)
    return run


def stands_on(place: Box, line: Blank | None) -> bool:
    """Whether a supposed box to tick stands on a line to write on, as figures and brackets do and boxes never."""
    if line is None or line.widget is not None:
        return False
    return (
        line.place[0] < place[0] and place[2] < line.place[2] and abs(line.place[1] - place[3]) < _NEAR_FOOT
    )
