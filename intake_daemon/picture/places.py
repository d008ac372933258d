"""Which places on the pages are numbered, and what was read at each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intake_daemon.model import CATALOGUE, Alternative, Box, Evidence, IntentGuess, Page, Period
from intake_daemon.picture.look import GRAVITY, Standing
from intake_daemon.picture.wording import find_words
from intake_daemon.pipeline.report import FoundField, FoundRequest

Needed = Callable[[str], float]  #: the confidence from which a field counts as sure
Area = tuple[Box, ...]  #: one box, or one a line for words that run over lines

_SAME = 0.8  # of the joint area: two boxes that share more are one place
_WHOLE = 0.7  # of the page: a box that covers more says "this page" and points at nothing
_LINE = 0.008  # of the page's height: boxes whose feet are closer than this stand in one line
_ORDER = {spec.name: position for position, spec in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class Row:
    """One value in the strip.

    Args:
        request: number of its request from 1; None for an intent.
        said: the value or the state, in words.
        see: the number of the place where it is explained in full; None: this is the place.
    """

    request: int | None
    name: str
    said: str
    standing: Standing
    confidence: float
    method: str
    alternatives: tuple[str, ...] = ()
    see: int | None = None


@dataclass(frozen=True)
class Place:
    """Boxes with a number, and the values read from them; numbers run through the whole file.

    Several areas of a page from which the same values come bear the same number.
    """

    number: int
    page: int
    areas: tuple[Area, ...]
    rows: tuple[Row, ...]

    @property
    def standing(self) -> Standing:
        """The gravest of its values' standings."""
        return max((row.standing for row in self.rows), key=GRAVITY.index)


@dataclass
class _Spot:
    """One area and every row that was seen there."""

    page: int
    area: Area
    rows: list[Row]


class Pages:
    """The pages of a file, to find evidence on.

    Args:
        pages: in order.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = {page.number: page for page in pages}

    def area(self, item: Evidence) -> Area:
        """Where evidence stands: its box; where that is no place, the words themselves; () when nowhere."""
        x0, y0, x1, y1 = item.box
        if 0 < (x1 - x0) * (y1 - y0) < _WHOLE:
            return (item.box,)
        page = self._pages.get(item.page)
        return find_words(page, item.text) if page else ()


def find_places(
    requests: Sequence[FoundRequest], intents: Iterable[IntentGuess], needed: Needed, pages: Pages
) -> tuple[Place, ...]:
    """Number the places in reading order."""
    spots: list[_Spot] = []
    for item, row in [*_of_fields(requests, needed), *_of_intents(intents)]:
        if area := pages.area(item):
            _put(spots, item.page, area, row)
    spots.sort(key=lambda spot: (spot.page, round(spot.area[0][3] / _LINE), spot.area[0][0]))
    return tuple(_numbered(_joined(spots)))


def placeless(request: FoundRequest, number: int, needed: Needed, pages: Pages) -> tuple[Row, ...]:
    """The values of a request that stand nowhere on the pages: computed, or from a page as a whole."""
    return tuple(
        row_of(number, name, field, needed)
        for name, field in _in_order(request)
        if field.state != "absent" and not any(pages.area(item) for item in field.evidence)
    )


def row_of(request: int, name: str, field: FoundField, needed: Needed, method: str | None = None) -> Row:
    """One field as a row."""
    listed = field.evidence[0].method if field.evidence else ""
    return Row(
        request=request,
        name=name,
        said=in_words(field.value) if field.state == "present" else field.state,
        standing=_standing(name, field, needed),
        confidence=field.confidence,
        method=method or listed,
        alternatives=tuple(_alternative(one) for one in field.alternatives),
    )


def _alternative(one: object) -> str:
    other = Alternative.model_validate(one)
    return f"or {in_words(other.value)} ({other.confidence:.2f})"


def in_words(value: object) -> str:
    """A value as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(in_words(item) for item in value)
    if isinstance(value, dict):
        value = Period.model_validate(value)
    if isinstance(value, Period):
        return f"{value.start or '…'} to {value.end or '…'}"
    return str(value)


def _of_fields(requests: Sequence[FoundRequest], needed: Needed) -> Iterator[tuple[Evidence, Row]]:
    for number, request in enumerate(requests, 1):
        for name, field in _in_order(request):
            for item in field.evidence:
                yield item, row_of(number, name, field, needed, item.method)


def _of_intents(intents: Iterable[IntentGuess]) -> Iterator[tuple[Evidence, Row]]:
    for guess in intents:
        for item in guess.evidence:
            yield item, Row(None, "intent", guess.intent, Standing.INTENT, guess.confidence, item.method)


def _put(spots: list[_Spot], page: int, area: Area, row: Row) -> None:
    spot = next((spot for spot in spots if spot.page == page and _same(spot.area, area)), None)
    if spot is None:
        spots.append(_Spot(page, area, [row]))
    elif row not in spot.rows:
        spot.rows.append(row)


def _in_order(request: FoundRequest) -> list[tuple[str, FoundField]]:
    return sorted(request.fields.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER)))


def _standing(name: str, field: FoundField, needed: Needed) -> Standing:
    if field.state == "present":
        return Standing.SURE if field.confidence >= needed(name) else Standing.DOUBTED
    return Standing(field.state)


def _joined(spots: Iterable[_Spot]) -> list[tuple[int, list[Area], list[Row]]]:
    """Put spots of a page together from which the very same values come."""
    joined: dict[tuple[int, frozenset[Row]], tuple[int, list[Area], list[Row]]] = {}
    for spot in spots:
        key = (spot.page, frozenset(spot.rows))
        joined.setdefault(key, (spot.page, [], spot.rows))[1].append(spot.area)
    return list(joined.values())


def _numbered(joined: Iterable[tuple[int, list[Area], list[Row]]]) -> Iterator[Place]:
    explained: dict[tuple[int | None, str, str], int] = {}
    for number, (page, areas, rows) in enumerate(joined, 1):
        told = []
        for row in rows:
            first = explained.setdefault((row.request, row.name, row.said), number)
            told.append(row if first == number else replace(row, alternatives=(), see=first))
        yield Place(number=number, page=page, areas=tuple(areas), rows=tuple(told))


def _same(one: Area, other: Area) -> bool:
    """Whether two areas are one place: as many boxes, each pair sharing most of what it covers."""
    return len(one) == len(other) and all(_alike(*pair) for pair in zip(one, other, strict=True))


def _alike(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return False
    both = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down >= _SAME * (both - across * down)
