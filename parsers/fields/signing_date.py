"""The date of a signature: which of the dates about it belongs to it, and where it stands."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intake_daemon.model import Box
from parsers.fields.boxes import union
from parsers.fields.cells import cell_around
from parsers.fields.claim import EMPTY_WIDGET, Claim, absent, present, unreadable
from parsers.fields.labelled import bare
from parsers.fields.labels import Label
from parsers.fields.slots import Places, Slot
from parsers.fields.token import Token
from parsers.fields.values import written
from parsers.normalise.dates import DateRead, DateRole, read_date

FIELD = "authorization.signed_on"
_SAME_ROW = 0.12  #: inches between labels on one line
_ON_LINE = 0.3  #: inches from the label under a signature's line to one at the height of the line itself
_NEAR = 0.75  #: inches from a signature's label to a date label above or below it
_FURTHER_DOWN = 1.7  #: inches to a date below the printed name and the relationship
_OVER = 0.35  #: inches above a label to the words that it names
_WIDER = (1.2, 1.5)  #: inches left and right of a label in which they begin and end
_BESIDE = 2.6  #: inches right of a label
_NARROW = 0.4  #: inches; no date is written in less
_LOW = 0.12  #: inches; no date is written in less
_SHARED = 0.85  #: how surely a date behind two signatures is that of the first
_GAP = 0.35  #: inches between what stands apart
_ASKS = frozenset({"date", "dated", "fecha", "on", "signed"})


@dataclass(frozen=True)
class _Spot:
    """Words that may be the date; `shape` is how surely they are this date if they are one."""

    tokens: tuple[Token, ...]
    shape: float
    room: Box | None


def signing_date_claims(places: Places, signature: Label, today: date) -> Iterator[Claim]:
    """The date that belongs to a signature, or that its place is empty; nothing where no place was found."""
    label = _on_row(places, signature) or _near(places, signature, _ON_LINE)
    spots = _spots(places, label) if label is not None else _unnamed(places, signature)
    said = next(_dates(spots, today), None)
    if said is None and label is None:
        label = _near(places, signature, _NEAR)
        said = next(_dates(_spots(places, label), today), None) if label is not None else None
    if said is not None:
        spot, read = said
        yield present(places.sheet, FIELD, read.iso, spot.tokens, read.certainty * spot.shape, room=spot.room)
    elif label is not None:
        yield from _undated(places, label)


def _dates(spots: Iterator[_Spot], today: date) -> Iterator[tuple[_Spot, DateRead]]:
    for spot in spots:
        read = read_date(written(spot.tokens), DateRole.SIGNED, today) if spot.tokens else None
        if read is not None:
            yield spot, read


# Which date


def _on_row(places: Places, signature: Label) -> Label | None:
    """The date label on a signature's row: behind it, or before it where every date comes first."""
    dates = [label for label in _date_labels(places) if _is_level(label, signature)]
    if not dates:
        return _in_cell_beside(places, signature)
    signers = [label for label in _signatures(places) if _is_level(label, signature)]
    left = [label for label in dates if label.place[0] < signature.place[0]]
    first = min(dates, key=_begins)
    if (
        left
        and _begins(first) < min(map(_begins, signers))
        and max(map(_begins, dates)) < max(map(_begins, signers))
    ):
        return max(left, key=_begins)
    right = [label for label in dates if label.place[0] > signature.place[0]]
    own = min(right, key=_begins, default=None)
    between = [
        label
        for label in signers
        if own is not None
        and label.meaning.role == "office"
        and _begins(signature) < _begins(label) < _begins(own)
    ]
    return None if between else own or max(left, key=_begins)


def _in_cell_beside(places: Places, signature: Label) -> Label | None:
    """The date label whose cell, higher than one row, lies right beside a signature's."""
    middle = (signature.place[1] + signature.place[3]) / 2
    for label in _date_labels(places):
        cell = cell_around(places.sheet, label.place)
        if cell is not None and cell[0] > signature.place[2] and cell[1] < middle < cell[3]:
            return label
    return None


def _near(places: Places, signature: Label, reach: float) -> Label | None:
    """The nearest date label below or above a signature that belongs to no other one."""
    owned = [
        label
        for label in _date_labels(places)
        if _owner(places, label) == signature.row and not _is_level(label, signature)
    ]
    near = [label for label in owned if _level(label, signature) < reach]
    best = min(
        near, key=lambda label: (label.place[1] < signature.place[1], _level(label, signature)), default=None
    )
    if best is not None or reach < _NEAR:
        return best
    below = [label for label in owned if 0 < label.place[1] - signature.place[1] < _FURTHER_DOWN]
    return min(below, key=lambda label: label.place[1], default=None)


def _owner(places: Places, label: Label) -> int | None:
    """The row of the signature that a date belongs to: the nearest one, those above it first."""
    nearest = min(
        _signatures(places),
        key=lambda other: _level(label, other) + (0.3 if other.place[1] > label.place[1] else 0),
        default=None,
    )
    return nearest.row if nearest is not None else None


def _signatures(places: Places) -> list[Label]:
    return [label for label in places.labels if label.meaning.what == "signature"]


def _date_labels(places: Places) -> list[Label]:
    return [label for label in places.labels if label.meaning.what == "date"]


def _begins(label: Label) -> float:
    return label.place[0]


def _is_level(one: Label, other: Label) -> bool:
    return one.row == other.row or _level(one, other) < _SAME_ROW


def _level(one: Label, other: Label) -> float:
    return abs((one.place[1] + one.place[3]) - (other.place[1] + other.place[3])) / 2


# Where it stands


def _spots(places: Places, label: Label) -> Iterator[_Spot]:
    """The places a date label points at, then what stands close to it where no line shows the place."""
    for slot in places.slots(label):
        yield _Spot(slot.tokens, 0.99 if slot.marked or slot.direction == "right" else 0.9, slot.room)
    box = label.place
    level = (box[2] - 0.02, box[1] - 0.1, box[2] + _BESIDE, box[3] + 0.1)
    yield from (_Spot(run, 0.93, None) for run in _runs(places, level))
    over = (box[0] - _WIDER[0], box[1] - _OVER, box[2] + _WIDER[1], box[1])
    yield from (_Spot(run, 0.93, None) for run in reversed(list(_runs(places, over))))
    cell = cell_around(places.sheet, box)
    if cell is not None:
        yield from (_Spot(run, 0.93, cell) for run in _runs(places, cell))


def _unnamed(places: Places, signature: Label) -> Iterator[_Spot]:
    """A date right of a signature whose label was not read."""
    box = signature.place
    level = (box[2], box[1] - 0.3, places.sheet.page.width or 8.5, box[3] + 0.1)
    beside = [label for label in _signatures(places) if _is_level(label, signature)]
    shape = 0.92 if all(_begins(label) <= _begins(signature) for label in beside) else _SHARED
    for run in _runs(places, level):
        kept = tuple(token for token in run if token.key not in _ASKS)
        yield _Spot(kept, shape, None)


def _runs(places: Places, box: Box) -> Iterator[tuple[Token, ...]]:
    """The runs of words that lie in a box and belong to no label, from top to bottom."""
    for number, row in enumerate(places.sheet.rows):
        inside = [
            token
            for at, token in enumerate(row)
            if box[0] <= token.place[0]
            and token.place[2] <= box[2]
            and box[1] <= token.middle <= box[3]
            and not places.is_label_word(number, at)
        ]
        yield from _parted(inside)


def _parted(tokens: list[Token]) -> Iterator[tuple[Token, ...]]:
    run = tokens[:1]
    for before, token in itertools.pairwise(tokens):
        if token.place[0] - before.place[2] > _GAP:
            yield tuple(run)
            run = []
        run.append(token)
    if run:
        yield tuple(run)


# Where none was read


def _undated(places: Places, label: Label) -> Iterator[Claim]:
    own = _own_place(places, label)
    digits = sum(sign.isdigit() for token in own.tokens for sign in token.text)
    if own.ink or digits >= 2 or (own.marked and len(own.tokens) > 1):
        yield unreadable(places.sheet, FIELD, own.tokens, own.place)
    elif own.direction.startswith("widget"):
        yield absent(places.sheet, FIELD, own.place, EMPTY_WIDGET)
    elif not _is_clean(places, label, own):
        yield unreadable(places.sheet, FIELD, (), union([own.place, label.place, _over(label)]))
    else:
        yield from bare(places, FIELD, own)


def _own_place(places: Places, label: Label) -> Slot:
    """The place a date label most likely means: a widget, a line, the rest of its cell."""
    slots = places.slots(label)
    wide = [slot for slot in slots if slot.marked and slot.place[2] - slot.place[0] > _NARROW]
    cell = cell_around(places.sheet, label.place)
    if cell is None or any(slot.direction.startswith("widget") for slot in wide):
        return next(iter(wide), slots[0])
    rest = (cell[0], label.place[3], cell[2], cell[3])
    if rest[3] - rest[1] < _LOW:
        return next(iter(wide), slots[0])
    tokens = next(_runs(places, rest), ())
    ink = any(_overlaps(stroke, rest) for stroke in places.sheet.strokes)
    return Slot(label, "cell", tokens, rest, marked=True, ink=ink)


def _over(label: Label) -> Box:
    """The place over a label in which its date may stand though no line was seen."""
    left, top, right, _ = label.place
    return (left - 0.5, top - _OVER, right + 0.9, top)


def _is_clean(places: Places, label: Label, own: Slot) -> bool:
    """Whether no figure and no loose ink lies about a date's label that may be the date."""
    about = [own.place, _over(label)]
    if any(_overlaps(stroke, place) for stroke in places.sheet.strokes for place in about):
        return False
    return not any(
        any(sign.isdigit() for token in run for sign in token.text)
        for place in about
        for run in _runs(places, place)
    )


def _overlaps(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    return wide > 0.05 and min(one[3], other[3]) - max(one[1], other[1]) > 0.02
