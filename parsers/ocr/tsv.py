"""Tesseract's table of words (its TSV output, described in tesseract(1))."""

from parsers.ocr.engine import SeenWord

_WORD_LEVEL = "5"
_COLUMNS = 12


def parse_tsv(table: str) -> tuple[SeenWord, ...]:
    """Read the words: level, page, block, paragraph, line, word, box (4), confidence, text in each row."""
    rows = (row.split("\t", _COLUMNS - 1) for row in table.splitlines())
    words = (_word(row) for row in rows if len(row) == _COLUMNS and row[0] == _WORD_LEVEL)
    return tuple(word for word in words if word is not None)


def _word(row: list[str]) -> SeenWord | None:
    text = row[11].strip()
    left, top, width, height = (int(value) for value in row[6:10])
    if not text or width <= 0 or height <= 0:
        return None
    confidence = min(1.0, max(0.0, float(row[10]) / 100))
    line = (int(row[2]), int(row[3]), int(row[4]))
    return SeenWord(text=text, box=(left, top, left + width, top + height), confidence=confidence, line=line)
