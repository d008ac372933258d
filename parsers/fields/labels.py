"""Labels on a sheet: which printed words ask for what, and in which section they stand."""

from dataclasses import dataclass, replace

from intake_daemon.model import Box
from parsers.fields.boxes import union
from parsers.fields.lexicon import Meaning, Phrases, labels
from parsers.fields.segments import (
    INNER_GAP,
    WORD_GAP,
    begins_segment,
    blank_starts,
    closes,
    ends_segment,
    segment_end,
)
from parsers.fields.sheet import WIDGET, Sheet
from parsers.fields.token import Token
from parsers.fields.wording import composed, direction

_ABBREVIATED = frozenset({"no", "tel", "nac", "ph", "st", "dob", "attn", "num", "init"})
_SIGNS = frozenset(
    {
        "#",
        "#:",
        "#;",
        ":",
        ";",
        "(#)",
        "(#):",
        "*",
        "*:",
        "?",
        "’s",
        "&",
        "tt",
        "tt:",
        "#t:",
        "f:",
        "ft:",
        "H:",
        "#;:",
    }
)
_COUNTED = frozenset({"no", "number", "numero", "num"})
_WORDS = 14  #: words of a label that no list holds
_LONGEST = 22  #: words of a sentence that leads to a place to fill
_LONG_LINE = 2.0  #: inches; a line for a name and address
_NEXT_LINE = 0.45  #: inches from a row's foot to the line that belongs to it
_QUALIFIER = 12  #: words a remark in brackets after a label may have


@dataclass(frozen=True)
class Label:
    """A printed label.

    Args:
        meaning: what it asks for.
        place: where it stands, remark in brackets included; inches.
        row: its row on the sheet.
        start: its first word in the row.
        end: the word after its last.
        section: the section it stands in; empty when none was announced.
        remark: what the brackets after it say.
    """

    meaning: Meaning
    place: Box
    row: int
    start: int
    end: int
    section: str = ""
    remark: str = ""

    @property
    def role(self) -> str:
        """Whose value it asks for: its own word, else the section's."""
        return self.meaning.role or self.section


def find_labels(sheet: Sheet, phrases: Phrases[Meaning] | None = None) -> tuple[Label, ...]:
    """All labels of a sheet, from top to bottom; sections are not yet set.

    Args:
        sheet: the page.
        phrases: the labels that are known; None: those of every form.
    """
    known = phrases or labels()
    return tuple(
        label for number, row in enumerate(sheet.rows) for label in _in_row(sheet, number, row, known)
    )


def _in_row(sheet: Sheet, number: int, row: tuple[Token, ...], phrases: Phrases[Meaning]) -> list[Label]:
    found: list[Label] = []
    keys = [token.key if token.widget is None else WIDGET for token in row]
    at = 0
    while at < len(row):
        match = phrases.longest(keys, at) if keys[at] else None
        before = found[-1] if found else None
        label = _label(sheet, number, row, at, match, before, phrases) if match else None
        if keys[at] and begins_segment(sheet, row, at):
            label = _worded(sheet, number, row, at, label) or label
        if label is None:
            at += 1
            continue
        found.append(label)
        at = label.end
    return found


def _label(
    sheet: Sheet,
    number: int,
    row: tuple[Token, ...],
    start: int,
    match: tuple[Meaning, int],
    before: Label | None,
    phrases: Phrases[Meaning],
) -> Label | None:
    meaning, end = match
    end = _without_gaps(row, start, end)
    if end < match[1]:
        keys = [token.key if token.widget is None else WIDGET for token in row[:end]]
        shorter = phrases.longest(keys, start)
        if shorter is None:
            return None
        meaning, end = shorter
    end = _with_signs(row, end)
    begins = begins_segment(sheet, row, start) or (before is not None and before.end == start)
    if not _stands_as_label(sheet, row, start, end, meaning, begins):
        return None
    last, remark = _remark(row, end)
    place = union([token.place for token in row[start:last]])
    return Label(meaning, place, number, start, last, remark=remark)


def _worded(
    sheet: Sheet, number: int, row: tuple[Token, ...], start: int, listed: Label | None
) -> Label | None:
    """The label that a whole segment of the row makes by its words, where it says more than a listed phrase."""
    end = segment_end(sheet, row, start)
    if end - start > _LONGEST or (listed is not None and listed.end >= end):
        return None
    first, last = row[start].text.lstrip("([*•"), row[end - 1].text
    colon = last.endswith((":", ";"))
    if last.endswith((",", ".")) or not (first[:1].isupper() or colon or row[start].text.startswith("(")):
        return None
    text = " ".join(token.text for token in row[start:end])
    led = listed is None and end - start > 1 and colon and _leads_on(sheet, row, end)
    role = direction(text) if led else ""
    meaning = Meaning("party", role, strong=True) if role in ("recipient", "discloser") else None
    meaning = meaning or (composed(text) if end - start <= _WORDS else None)
    if meaning is None or (meaning.what in ("party", "date") and end - start == 1 and not colon):
        return None
    last_word, remark = _remark(row, end)
    place = union([token.place for token in row[start:last_word]])
    return Label(meaning, place, number, start, last_word, remark=remark)


def _leads_on(sheet: Sheet, row: tuple[Token, ...], end: int) -> bool:
    """Whether something to fill, or filled in, follows a segment at once on its line."""
    last = row[end - 1].place
    follows = end < len(row) and row[end].place[0] - last[2] < INNER_GAP
    return follows or blank_starts(sheet, last) or (end == len(row) and _line_below(sheet, row))


def _line_below(sheet: Sheet, row: tuple[Token, ...]) -> bool:
    """Whether a long line to write on, with nothing printed before or under it, follows a row."""
    foot = max(token.place[3] for token in row)
    lines = [
        blank.place
        for blank in sheet.blanks
        if blank.place[2] - blank.place[0] > _LONG_LINE
        and 0.05 < blank.place[3] - foot < _NEXT_LINE
        and blank.place[0] < row[0].place[0] + 1.0
    ]
    if not lines:
        return False
    line = min(lines, key=lambda box: box[3])
    before = (0.0, line[3] - 0.14, line[0] + 0.02, line[3] + 0.06)
    under = (line[0], line[3] + 0.02, line[2], line[3] + 0.2)
    return not any(
        box[0] - 0.15 <= token.place[0] < box[2]
        and token.place[2] <= box[2] + 0.15
        and box[1] < token.middle < box[3]
        for box in (before, under)
        for other in sheet.rows
        for token in other
        if token.key and token.widget is None
    )


def _with_signs(row: tuple[Token, ...], end: int) -> int:
    """The word after the "#:", "no." or ":" that a label ends in."""
    while (
        end < len(row) and row[end].widget is None and (row[end].text in _SIGNS or row[end].key in _COUNTED)
    ):
        if row[end].place[0] - row[end - 1].place[2] > WORD_GAP:
            break
        end += 1
    return end


def _without_gaps(row: tuple[Token, ...], start: int, end: int) -> int:
    for index in range(start + 1, end):
        if row[index].place[0] - row[index - 1].place[2] > INNER_GAP:
            return index
    return end


def _stands_as_label(
    sheet: Sheet, row: tuple[Token, ...], start: int, end: int, meaning: Meaning, begins: bool
) -> bool:
    last = row[end - 1]
    ends = ends_segment(sheet, row, end)
    stop = last.text.endswith(".") and last.key not in _ABBREVIATED
    colon = closes(last.text)
    if (last.text.endswith(",") and not colon) or (stop and not (begins and ends)):
        return False
    if _is_scrap(row[start:end]):
        return False
    long = end - start >= 2 and not row[start].text.startswith("(")
    if meaning.strong and meaning.what == "party":
        return (begins and ends) or (colon and long)  # "I authorize", "release to" begin sentences too
    if meaning.strong and meaning.what == "name" and not begins and row[start].text[:1].islower():
        return False  # "… specialists caring for the patient:"
    if meaning.strong:
        return (begins and (ends or long)) or (colon and long)
    return begins and ends


def _is_scrap(said: tuple[Token, ...]) -> bool:
    """Whether a supposed label is two small letters of a torn word ("mi" of "mitted")."""
    return len(said) == 1 and len(said[0].text) < 3 and said[0].text.islower()


def _remark(row: tuple[Token, ...], end: int) -> tuple[int, str]:
    """The word after a remark in brackets that follows a label, and what it says."""
    if end >= len(row) or not row[end].text.startswith("("):
        return end, ""
    if row[end].place[0] - row[end - 1].place[2] > INNER_GAP:
        return end, ""
    for index in range(end, min(len(row), end + _QUALIFIER)):
        text = row[index].text
        if any(sign.isdigit() for sign in text) and not text.lower().startswith(("(s", "4")):
            break
        if ")" in text:
            said = " ".join(token.text for token in row[end : index + 1])
            return index + 1, said
    return end, ""


def with_section(label: Label, section: str) -> Label:
    """The label with its section."""
    return replace(label, section=section)
