"""Dates of service: beside their labels, in from/to pairs, in one line, above or below the labels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from intake_daemon.model import Method, Period, State
from parsers.fields.claim import Claim, present, unreadable
from parsers.fields.labelled import bare
from parsers.fields.labels import Label
from parsers.fields.service_sentence import sentence_claims
from parsers.fields.sheet import Sheet
from parsers.fields.slots import Places, Slot
from parsers.fields.token import Token
from parsers.fields.values import written
from parsers.normalise.dates import DateRole, find_dates, read_date
from parsers.normalise.periods import PeriodRead, is_example, read_period

_SERVICE = frozenset({"service_dates", "service_from"})
_THROUGH = frozenset({"service_to", "service_from", "service_dates", "stop", "date"})
_ELSEWHERE = frozenset({"patient", "recipient", "discloser", "signer", "office", "representative", "expiry"})
_NOT_OF_SERVICE = frozenset({"dob", "expires", "signature", "needed_by"})
_JOINED = re.compile(r"\b(?:to|through|thru|until|and|hasta|al?|y)\b|[-–—]", re.IGNORECASE)
_ONE_DAY = 0.58  #: certainty of a period that is a single day
_SAME_LINE = 0.09  #: inches of height within which filled-in words stand on their label's line


def scope_claims(places: Places, today: date) -> Iterator[Claim]:
    """What the labels for dates of service say, page by page."""
    found = False
    for label in places.labels:
        if label.meaning.what in _SERVICE and label.section != "office":
            claims = list(_of_label(places, label, today))
            found = found or any(claim.state is State.PRESENT for claim in claims)
            yield from claims
    if not found:
        yield from list(_anywhere(places, today)) or sentence_claims(places, today)


def _of_label(places: Places, label: Label, today: date) -> Iterator[Claim]:
    tokens = _rest_of_line(places, label)
    period = _period(tokens, today)
    slots = [slot for slot in places.slots(label) if slot.tokens]
    if period is None:
        for slot in slots:
            tokens = slot.tokens if slot.direction != "right" else tokens
            period = _period(slot.tokens, today) if label.meaning.what == "service_dates" else None
            if period is not None:
                tokens = slot.tokens
                break
    if period is not None and (label.meaning.what == "service_dates" or _pairs_up(places, label, period)):
        yield from _claims(places.sheet, period, tokens, today)
    elif label.meaning.what == "service_from" or not tokens:
        yield from _by_ends(places, label, today)
    elif _digits(tokens) >= 2:
        yield unreadable(places.sheet, "scope.start", tokens)
        yield unreadable(places.sheet, "scope.end", tokens)
    else:
        yield from _empty(places, label)


def _pairs_up(places: Places, label: Label, period: PeriodRead) -> bool:
    """Whether "from" here is about dates of service: its section or its partner says so."""
    partner = _partner(places, label) is not None
    return bool(period.end or period.open_ended or partner) and label.section not in _ELSEWHERE - {
        "recipient",
        "discloser",
    }


def _rest_of_line(places: Places, label: Label) -> tuple[Token, ...]:
    """The words after a label up to one that asks for something else, or a box to tick."""
    row = _line(places, label.row)
    ends = [
        other.place[0]
        for other in places.labels
        if other.row == label.row and other.start >= label.end and other.meaning.what not in _THROUGH
    ]
    ends += [
        tick.place[0]
        for tick in places.sheet.ticks
        if _on_line(label, tick.place) and tick.place[0] > label.place[2]
    ]
    edge = min(ends, default=places.sheet.page.width + 1)
    start = label.place[2] - 0.03
    return tuple(token for token in row if start <= token.place[0] < edge - 0.02)


def _line(places: Places, number: int) -> tuple[Token, ...]:
    """A row with the words that stand a little higher or lower, as filled-in ones do; from left to right."""
    rows = places.sheet.rows
    own = rows[number]
    middle = sorted(token.middle for token in own)[len(own) // 2]
    beside = [
        token
        for other in range(max(0, number - 3), min(len(rows), number + 4))
        if other != number
        for at, token in enumerate(rows[other])
        if abs(token.middle - middle) < _SAME_LINE and not places.is_label_word(other, at)
    ]
    clear = [token for token in beside if not any(_covers(token, word) for word in own)]
    return tuple(sorted([*own, *clear], key=lambda token: token.place[0]))


def _covers(one: Token, other: Token) -> bool:
    """Whether two words stand over each other, so that they cannot be of one line."""
    return min(one.place[2], other.place[2]) - max(one.place[0], other.place[0]) > 0.04


def _on_line(label: Label, box: tuple[float, float, float, float]) -> bool:
    return box[1] < label.place[3] and box[3] > label.place[1]


def _period(tokens: Sequence[Token], today: date) -> PeriodRead | None:
    """The period in words, unless digits are left that no date explains."""
    text = written(tokens)
    if not text:
        return None
    period = read_period(text, today)
    if period is None or not (period.start or period.end):
        return period
    if is_example(text):
        return None
    dates = list(find_dates(text, DateRole.SERVICE, today))
    explained = sum(sign.isdigit() for read in dates for sign in text[read.start : read.end])
    left = sum(sign.isdigit() for sign in text) - explained
    if dates and left >= 2:
        return None
    if len(dates) == 1 and period.start == period.end and _JOINED.search(text[dates[0].end :]):
        return PeriodRead(period.start, None, certainty=period.certainty)
    if len(dates) == 1 and period.start == period.end:
        # One day, or the first of two dates that stand apart: too little to contradict whoever gives both.
        return replace(period, certainty=min(period.certainty, _ONE_DAY))
    return period


def _claims(sheet: Sheet, period: PeriodRead, tokens: Sequence[Token], today: date) -> Iterator[Claim]:
    said = [token for token in tokens if any(sign.isdigit() for sign in token.text)] or list(tokens)
    for field, value in (("scope.start", period.start), ("scope.end", period.end)):
        if value:
            yield present(sheet, field, value, _words_of(value, tokens, today) or said, period.certainty)
    if period.open_ended:
        yield present(sheet, "scope.open_ended", True, list(tokens), period.certainty)
    if period.all_dates:
        yield present(sheet, "scope.all_dates", True, list(tokens), period.certainty)
    if period.start:
        yield present(
            sheet, "scope.periods", (Period(start=period.start, end=period.end),), said, period.certainty
        )


def _words_of(day: str, tokens: Sequence[Token], today: date) -> list[Token]:
    """The words that say one date of a line."""
    text = " ".join(token.text for token in tokens)
    found = next((read for read in find_dates(text, DateRole.SERVICE, today) if read.iso == day), None)
    if found is None:
        return []
    starts = [len(" ".join(token.text for token in tokens[:at])) + bool(at) for at in range(len(tokens))]
    return [
        token
        for token, start in zip(tokens, starts, strict=True)
        if start < found.end and start + len(token.text) > found.start
    ]


def _by_ends(places: Places, label: Label, today: date) -> Iterator[Claim]:
    """From and to in places of their own: beside, above or below their labels."""
    partner = _partner(places, label)
    if partner is None:
        if label.meaning.what == "service_dates":
            yield from _empty(places, label)
        return
    first = label if label.meaning.what == "service_from" else _start_beside(places, partner) or label
    for end, field in ((first, "scope.start"), (partner, "scope.end")):
        yield from _end(places, end, field, today)


def _end(places: Places, label: Label, field: str, today: date) -> Iterator[Claim]:
    slots = places.slots(label)
    for slot in slots:
        read = read_date(written(slot.tokens), DateRole.SERVICE, today) if slot.tokens else None
        if read is not None:
            yield present(places.sheet, field, read.iso, slot.tokens, read.certainty * 0.98, room=slot.room)
            return
        period = (
            read_period(written(slot.tokens), today) if slot.tokens and slot.direction != "below" else None
        )
        if period is None and field == "scope.end":
            period = read_period("from 2000 " + written(slot.tokens), today) if slot.tokens else None
            if period is not None and period.open_ended:
                yield present(places.sheet, "scope.open_ended", True, slot.tokens, 0.95)
                return
    yield from _nothing(places, slots, field)


def _nothing(places: Places, slots: Sequence[Slot], field: str) -> Iterator[Claim]:
    marked = next((slot for slot in slots if slot.marked), slots[0] if slots else None)
    if marked is None:
        return
    if marked.ink or _digits(marked.tokens) >= 2:
        yield unreadable(places.sheet, field, marked.tokens, marked.place)
    elif marked.marked:
        yield from bare(places, field, marked)


def _empty(places: Places, label: Label) -> Iterator[Claim]:
    for field in ("scope.start", "scope.end"):
        yield from _nothing(places, places.slots(label), field)


def _partner(places: Places, label: Label) -> Label | None:
    """The "to" that belongs to a "from": on its line, or on the next."""
    later = [
        other
        for other in places.labels
        if other.meaning.what == "service_to"
        and ((other.row == label.row and other.start >= label.end) or _just_below(label, other))
    ]
    return min(later, key=lambda other: (other.row != label.row, other.place[0]), default=None)


def _just_below(label: Label, other: Label) -> bool:
    return 0.1 < other.place[1] - label.place[1] < 0.45 and abs(other.place[0] - label.place[0]) < 0.5


def _start_beside(places: Places, partner: Label) -> Label | None:
    same = [
        other for other in places.labels if other.meaning.what == "service_from" and other.row == partner.row
    ]
    return same[0] if same else None


def _digits(tokens: Sequence[Token]) -> int:
    return sum(sign.isdigit() for token in tokens for sign in token.text)


def _anywhere(places: Places, today: date) -> Iterator[Claim]:
    """A line that holds exactly two dates with a word of joining between them, outside of anybody's section."""
    for number in range(len(places.sheet.rows)):
        row = _line(places, number)
        text = written(row)
        dates = list(find_dates(text, DateRole.SERVICE, today)) if _digits(row) >= 8 else []
        if len(dates) != 2 or not _JOINED.search(text[dates[0].end : dates[1].start]):
            continue
        if is_example(text[: dates[0].start]):
            continue
        if any(label.row == number and label.meaning.what in _NOT_OF_SERVICE for label in places.labels):
            continue
        period = read_period(text[dates[0].start : dates[1].end], today)
        if period is not None and dates[1].start - dates[0].end < 40:
            said = [token for token in row if _digits([token])]
            for field, value in (("scope.start", period.start), ("scope.end", period.end)):
                if value:
                    yield present(places.sheet, field, value, said, period.certainty * 0.96, Method.ZONE)
