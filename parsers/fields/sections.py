"""Sections of a sheet: whose address, whose telephone, which question a box answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intake_daemon.model import Box
from parsers.fields.boxes import union
from parsers.fields.labels import Label, with_section
from parsers.fields.lexicon import Phrases, sections
from parsers.fields.segments import begins_segment, ends_segment
from parsers.fields.sheet import WIDGET, Sheet, Tick
from parsers.fields.token import Token
from parsers.fields.wording import direction

_ANCHORS = {"patient": "patient", "recipient": "recipient", "discloser": "discloser"}
_HEADING = 14  #: words of a heading that no list holds
_EDGE = 0.075  #: share of the page at its top and foot that holds letterheads and footers
_ALTERNATIVES = 0.45  #: inches of height between the boxes of two alternatives
_OF_TIME = frozenset(
    {"date", "dates", "period", "fecha", "fechas", "periodo"}
)  #: "Dates of service from" names nobody
_PREPOSITIONS = {"to": "recipient", "a": "recipient", "from": "discloser", "de": "discloser"}
_WORD_SPACE = 0.2  #: inches; a wider gap ends a run of words
_FILLED = 0.6  #: share of a gap between words that a line to write on fills
_HEAD = 3  #: words of a column's head: "Release records from"
_COLUMNS = 1.2  #: inches between the heads of two columns
_ON_ROW = 0.13  #: inches between a row's foot and a line to write on
_SIDE_BY_SIDE = 0.2  #: inches of height within which two headings stand beside each other


@dataclass(frozen=True)
class Heading:
    """A heading and the stretch of the page's width it governs; inches."""

    name: str
    place: Box
    left: float
    right: float
    row_right: float = 0.0  #: where the printed line it stands in ends
    run_left: float = 99.0  #: where the words begin that lead to it without a gap


def find_headings(
    sheet: Sheet, labels: Iterable[Label], phrases: Phrases[str] | None = None
) -> tuple[Heading, ...]:
    """All headings of a sheet, labels that name somebody included, from top to bottom.

    Args:
        sheet: the page.
        labels: its labels.
        phrases: the headings that are known; None: those of every form.
    """
    found = [heading for row in sheet.rows for heading in _in_row(sheet, row, phrases)]
    known = tuple(labels)
    found += [
        heading for label in known if (heading := _anchor(label)) and not ticked_away(sheet, label.place)
    ]
    found += [heading for label in known if (heading := _before(sheet, label))]
    return tuple(bounded(sheet, heading, found) for heading in sorted(found, key=lambda h: h.place[1]))


def without_swallowed(sheet: Sheet, labels: Iterable[Label]) -> tuple[Label, ...]:
    """The labels without those that end a heading about somebody else ("Information to be released by:")."""
    headings = [heading for row in sheet.rows for heading in _in_row(sheet, row)]
    return tuple(
        label
        for label in labels
        if not any(_swallows(heading, label) for heading in headings if heading.name in _ANCHORS)
    )


def _swallows(heading: Heading, label: Label) -> bool:
    place, inner = heading.place, label.place
    if label.meaning.what in ("service_from", "service_to") and abs(place[0] - inner[0]) < 0.05:
        return place[2] >= inner[2] - 0.05 and _same_line(
            place, inner
        )  # the head of a column, no date's label
    inside = place[0] < inner[0] - 0.25 and inner[2] <= place[2] + 0.05 and _same_line(place, inner)
    return inside and label.meaning.role != heading.name


def _in_row(sheet: Sheet, row: tuple[Token, ...], phrases: Phrases[str] | None = None) -> list[Heading]:
    known = phrases or sections()
    keys = [token.key if token.widget is None else WIDGET for token in row]
    if columns := _from_and_to(sheet, row):
        return columns
    found: list[Heading] = []
    at = 0
    while at < len(row):
        match = known.longest(keys, at) if keys[at] else None
        if match and _stands_as_heading(sheet, row, at, match[1]):
            name, end = match if _OF_TIME.intersection(keys[at : match[1]]) else _turned(sheet, row, *match)
            place = union([token.place for token in row[at:end]])
            if not ticked_away(sheet, place):
                found.append(Heading(name, place, 0.0, 99.0, row[-1].place[2], _run_left(sheet, row, at)))
            at = end
        else:
            at += 1
    return found or (_worded(sheet, row) if phrases is None else [])


def _turned(sheet: Sheet, row: tuple[Token, ...], name: str, end: int) -> tuple[str, int]:
    """A heading with the preposition behind it: "Information to be disclosed" is what, "… to:" is to whom."""
    if end < len(row) and ends_segment(sheet, row, end + 1) and not row[end - 1].text.endswith((":", "?")):
        turned = _PREPOSITIONS.get(row[end].key)
        if turned is not None:
            return turned, end + 1
    return name, end


def _run_left(sheet: Sheet, row: tuple[Token, ...], at: int) -> float:
    """Where the words begin that a heading ends, with nothing between them but places to fill in the sentence."""
    while at > 0 and not _apart(sheet, row[at - 1].place, row[at].place):
        at -= 1
    return row[at].place[0]


def _apart(sheet: Sheet, one: Box, other: Box) -> bool:
    gap = other[0] - one[2]
    return gap > _WORD_SPACE and not any(
        min(blank.place[2], other[0]) - max(blank.place[0], one[2]) > _FILLED * gap
        and abs(blank.place[3] - other[3]) < _ON_ROW
        for blank in sheet.blanks
    )


def _from_and_to(sheet: Sheet, row: tuple[Token, ...]) -> list[Heading]:
    """A row of nothing but "(Records) From:" and "(Records) To:", far apart: the heads of two columns."""
    said = [token for token in row if token.key]
    half = len(said) // 2
    if not 0 < half <= _HEAD or 2 * half != len(said):
        return []
    one, other = said[:half], said[half:]
    alike = [token.key for token in one[:-1]] == [token.key for token in other[:-1]]
    if not alike or other[0].place[0] - one[-1].place[2] < _COLUMNS:
        return []
    names = [_PREPOSITIONS.get(part[-1].key) for part in (one, other)]
    if set(names) != {"recipient", "discloser"} or _lined(sheet, one, other):
        return []
    return [
        Heading(name, union([token.place for token in part]), 0.0, 99.0, part[-1].place[2])
        for name, part in zip(names, (one, other), strict=True)
        if name
    ]


def _lined(sheet: Sheet, one: list[Token], other: list[Token]) -> bool:
    """Whether a line to write on stands behind one of two words; a table's line goes on under both."""
    foot = max(token.place[3] for token in (*one, *other))
    return any(
        abs(blank.place[3] - foot) < _ON_ROW
        and not (blank.place[0] < one[0].place[0] and blank.place[2] > other[-1].place[2])
        for blank in sheet.blanks
    )


def _worded(sheet: Sheet, row: tuple[Token, ...]) -> list[Heading]:
    """The headings of a row that no list holds: a short line, or each part of one, that ends in a direction."""
    found: list[Heading] = []
    start = 0
    for end in range(1, len(row) + 1):
        if end < len(row) and not begins_segment(sheet, row, end):
            continue
        said = row[start:end]
        name = direction(" ".join(token.text for token in said)) if 2 <= len(said) <= _HEADING else ""
        if name and ends_segment(sheet, row, end) and not said[-1].text.endswith((",", ".")):
            place = union([token.place for token in said])
            if not ticked_away(sheet, place):
                found.append(Heading(name, place, 0.0, 99.0, row[-1].place[2]))
        start = end
    return found


def _stands_as_heading(sheet: Sheet, row: tuple[Token, ...], start: int, end: int) -> bool:
    begins, ends = begins_segment(sheet, row, start), ends_segment(sheet, row, end)
    long = end - start >= 3
    closed = row[end - 1].text.endswith((":", "?"))
    if row[end - 1].text.endswith((",", ";", ".")) or row[start].text.startswith("("):
        return False
    return (begins and (ends or long)) or (closed and end - start >= 2)


def ticked_away(sheet: Sheet, place: Box) -> bool:
    """Whether the box before a heading is empty while another on the line, or just over or under it, is ticked."""
    before = [
        tick
        for tick in sheet.ticks
        if -0.05 < place[0] - tick.place[2] < 0.4 and _same_line(tick.place, place)
    ]
    if not before:
        return False
    others = [tick for tick in sheet.ticks if _same_line(tick.place, place) or _in_column(tick, before[0])]
    return before[0].on is False and any(tick.on for tick in others)


def row_ticked_away(sheet: Sheet, place: Box) -> bool:
    """Whether a place belongs to the words of a choice that was not ticked while one over or under it was."""
    row = [tick for tick in sheet.ticks if tick.place[0] < place[0] and _same_line(tick.place, place)]
    if len(row) != 1 or row[0].on is not False:
        return False
    lined = any(
        abs(blank.place[3] - place[3]) < _ON_ROW and blank.place[2] - blank.place[0] > 0.5
        for blank in sheet.blanks
    )
    return not lined and any(tick.on and _in_column(tick, row[0]) for tick in sheet.ticks)


def _in_column(one: Tick, other: Tick) -> bool:
    """Whether two boxes to tick stand closely one under the other, as those of one question do."""
    left, high = abs(one.place[0] - other.place[0]), abs(one.place[1] - other.place[1])
    return left < 0.1 and 0 < high < _ALTERNATIVES


def _same_line(one: Box, other: Box) -> bool:
    return abs((one[1] + one[3]) - (other[1] + other[3])) / 2 < 0.12


def _anchor(label: Label) -> Heading | None:
    """A label that names somebody ("Patient name", "Recipient") governs what follows it, as a heading does."""
    role = label.meaning.role
    if label.meaning.what == "signature":
        return Heading("office" if role == "office" else "signer", label.place, 0.0, 99.0)
    if role in _ANCHORS and label.meaning.what in ("name", "party"):
        return Heading(role, label.place, 0.0, 99.0)
    return None


def _before(sheet: Sheet, label: Label) -> Heading | None:
    """The "From:" right before a name's label, which heads the particulars of a party: "From: Name ____"."""
    if label.meaning.what not in ("name", "party") or label.start == 0 or label.meaning.role:
        return None
    before = sheet.rows[label.row][label.start - 1]
    name = _PREPOSITIONS.get(before.key) if before.text.endswith(":") else None
    if name is None or label.place[0] - before.place[2] > _WORD_SPACE:
        return None
    return Heading(name, before.place, 0.0, 99.0, label.place[2])


def bounded(sheet: Sheet, heading: Heading, others: list[Heading]) -> Heading:
    """A heading with the stretch of the page's width it governs: up to walls, and to headings beside it."""
    place = heading.place
    beside = [other.place for other in others if abs(other.place[1] - place[1]) < _SIDE_BY_SIDE]
    walls = [wall for wall in sheet.walls if _divides(wall, heading)]
    rights = [box[0] - 0.1 for box in beside if box[0] > place[2]] + [
        w[0] for w in walls if w[0] > place[0] + 0.3
    ]
    lefts = [w[0] for w in walls if w[0] < place[0] + 0.05]
    start = min(place[0], heading.run_left)
    second = any(box[2] < place[0] for box in beside) or start > 0.4 * sheet.page.width
    if second and not any(box[2] < wall[0] < place[0] for box in beside for wall in walls):
        lefts.append(start - 0.35)  # no wall between two heads says where the second one's column begins
    return replace(heading, left=max(lefts, default=0.0), right=min(rights, default=99.0))


def _divides(wall: Box, heading: Heading) -> bool:
    """Whether a wall stands beside a heading, or right below one whose line does not reach across it."""
    if wall[1] < heading.place[3] - 0.03 and wall[3] > heading.place[3]:
        return True
    starts_below = heading.place[3] - 0.03 <= wall[1] < heading.place[3] + 0.3
    return starts_below and not heading.place[0] < wall[0] < heading.row_right


def section_at(headings: Iterable[Heading], place: Box) -> str:
    """The section a place stands in: of the nearest heading above (or left of) it that governs its column."""
    above = [heading for heading in headings if heading.place[1] < place[1] + 0.08]
    found = _governing(above, place)
    if found is None and above:  # a wall cuts its column off from every heading: a table's
        found = max(above, key=lambda heading: heading.place[1])
    return found.name if found else ""


def _governing(headings: Iterable[Heading], place: Box) -> Heading | None:
    best: Heading | None = None
    for heading in headings:
        above = heading.place[1] < place[1] - 0.08
        beside = abs(heading.place[1] - place[1]) <= 0.08 and heading.place[0] <= place[0] + 0.02
        governs = heading.left - 0.1 <= place[0] < heading.right
        if (above or beside) and governs and (best is None or _later(heading, best)):
            best = heading
    return best


def _later(one: Heading, other: Heading) -> bool:
    if abs(one.place[1] - other.place[1]) <= 0.08:
        return one.place[0] > other.place[0]
    return one.place[1] > other.place[1]


def _is_anybodys(label: Label) -> bool:
    return label.meaning.what == "party" and not label.meaning.role


def assign_sections(labels: Iterable[Label], headings: tuple[Heading, ...]) -> tuple[Label, ...]:
    """Every label with the section it stands in; an organisation nobody named begins none itself."""
    return tuple(
        with_section(
            label,
            section_at(
                [
                    heading
                    for heading in headings
                    if not (_is_anybodys(label) and heading.place == label.place)
                ],
                label.place,
            ),
        )
        for label in labels
    )


def is_letterhead(sheet: Sheet, label: Label) -> bool:
    """Whether a label stands at the page's very edge, where institutions print their own addresses."""
    height = sheet.page.height
    return label.place[1] < _EDGE * height or label.place[3] > (1 - _EDGE) * height
