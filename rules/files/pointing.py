"""Where a letter of a condition stands in the file, however YAML has the condition written."""

from collections.abc import Iterator

from rules.files.sheet import Path, Sheet

BLOCKS = (">", "|")
SKIPPED = "\\'\""  #: letters of the file that quoting adds


def place_in(sheet: Sheet, path: Path, text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 0, of a letter of the condition under a path.

    Args:
        text: the condition as YAML gives it: folded, unquoted, blanks at its ends taken off.
        offset: of the letter, from 0; one that lies inside a dotted word gives the beginning of the word.
    """
    begin = sheet.place(path)
    letters = "".join(text.split())
    wanted = len("".join(text[: _start_of_word(text, offset)].split()))
    seen, last = 0, begin
    for place, letter in _written(sheet.lines, *begin):
        if seen < len(letters) and letter == letters[seen]:
            if seen == wanted:
                return place
            seen, last = seen + 1, place
        elif letter not in SKIPPED or seen == len(letters):
            break
    return (last[0], last[1] + 1) if wanted >= seen == len(letters) else begin


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column that CEL gives, both from 1."""
    before = text.split("\n")[: line - 1]
    return sum(len(one) + 1 for one in before) + column - 1


def _start_of_word(text: str, offset: int) -> int:
    """The beginning of the dotted word at an offset; CEL points at its last dot, or at a call's bracket."""
    inside = offset < len(text) and (text[offset].isalnum() or text[offset] in "._(")
    while inside and offset > 0 and (text[offset - 1].isalnum() or text[offset - 1] in "._"):
        offset -= 1
    return offset


def _written(lines: tuple[str, ...], line: int, column: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The letters of a value from its place on, without blanks; of a block from the line below."""
    if line < len(lines) and lines[line][column : column + 1] in BLOCKS:
        line, column = line + 1, 0
    for number in range(line, len(lines)):
        for place in range(column if number == line else 0, len(lines[number])):
            letter = lines[number][place]
            if not letter.isspace():
                yield (number, place), letter
