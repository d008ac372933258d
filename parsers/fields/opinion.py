"""Two recognisers, one answer: what the second one read, joined with what the first one said."""

from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz import fuzz

from intake_daemon.model import Box, Page, State, Word
from parsers.fields.claim import Claim
from parsers.fields.merge import same
from parsers.normalise.text import key

_AGREED = 0.995  #: of values on which both agree so many are right (measured)
_ALONE = 0.9  #: of its own confidence: what only one of the two could make a value of
_DISPUTED = 0.7  #: the most a value is worth that the other reads differently
_OTHER = 0.3  #: confidence of the reading that lost
_NEAR = 93  #: likeness in percent from which free text is the same but for a sign
_NEARLY = 0.93
_FREE_TEXT = frozenset(
    {
        "authorization.purpose",
        "authorization.recipient.organization",
        "authorization.recipient.address",
        "authorization.discloser",
        "authorization.expires_event",
        "patient.address",
        "requestor.organization",
        "requestor.address",
    }
)


def as_read_again(page: Page) -> Page:
    """The page as the second recogniser read it: its words in the places it looked at, the first one's elsewhere."""
    read = [item for item in page.rereads if item.words]
    kept = [word for word in page.words if not any(_inside(word.box, item.box) for item in read)]
    last = max((word.line for word in page.words), default=0)
    for item in read:
        for word in item.words:
            kept.append(
                word.model_copy(update={"line": _line_of(page, item.box, word, last + 1 + word.line)})
            )
        last += 1 + max(word.line for word in item.words)
    return page.model_copy(update={"words": tuple(kept), "rereads": ()})


def _line_of(page: Page, place: Box, word: Word, new: int) -> int:
    """The text line of the word it replaces, so that the page's text keeps its order; else a line of its own."""
    middle = (word.box[1] + word.box[3]) / 2
    replaced = [
        other.line
        for other in page.words
        if _inside(other.box, place) and other.box[1] <= middle <= other.box[3]
    ]
    return min(replaced, default=new)


def join(page: Page, first: tuple[Claim, ...], second: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """One set of claims from those of both recognisers.

    Args:
        page: the page with the places that were read twice.
        first: what the page says as the first recogniser read it.
        second: what it says as the second one read it.
    """
    places = [item.box for item in page.rereads]
    again = [claim for claim in second if _is_in(claim, places)]
    joined: list[Claim] = []
    for claim in first:
        if not _is_in(claim, places):
            joined.append(claim)
            continue
        partner = _partner(claim, again, places)
        if partner is not None:
            again.remove(partner)
        joined.extend(_joined(claim, partner))
    joined.extend(_alone(claim) for claim in again if claim.state is State.PRESENT)
    return tuple(joined)


def _is_in(claim: Claim, places: list[Box]) -> bool:
    """Whether words in a place that was read twice are what a claim rests on."""
    if claim.room is None or claim.weak or not claim.evidence:
        return False
    return any(_inside(item.box, place) for item in claim.evidence for place in places)


def _partner(claim: Claim, others: list[Claim], places: list[Box]) -> Claim | None:
    """What the other recogniser's reading of the same place says about the same field."""
    same_place = [
        other
        for other in others
        if other.field == claim.field
        and any(
            _inside(a.box, place) and _inside(b.box, place)
            for a in claim.evidence
            for b in other.evidence
            for place in places
        )
    ]
    return max(same_place, key=lambda other: other.confidence, default=None)


def _joined(one: Claim, other: Claim | None) -> Iterator[Claim]:
    if other is None or other.state is not State.PRESENT:
        yield one if one.state is not State.PRESENT else _alone(one)
    elif one.state is not State.PRESENT:
        yield _alone(other)
    elif same(one.field, one.value, other.value):
        yield _agreed(one, other)
    elif _nearly(one, other):
        better = max(one, other, key=lambda claim: claim.text)
        yield replace(better, confidence=_of_place(better) * min(_NEARLY, max(one.text, other.text)))
    else:
        yield from _disputed(one, other)


def _agreed(one: Claim, other: Claim) -> Claim:
    sure = 1 - (1 - _AGREED) * (2 - one.text)  # a hesitant first reading leaves a little doubt
    place = max(_of_place(one), _of_place(other))
    return replace(one, confidence=round(min(0.99, place * sure), 3), text=sure)


def _alone(claim: Claim) -> Claim:
    text = claim.text * _ALONE
    return replace(claim, confidence=round(_of_place(claim) * text, 3), text=text)


def _disputed(one: Claim, other: Claim) -> Iterator[Claim]:
    better, worse = (one, other) if one.text > other.text else (other, one)
    text = min(_DISPUTED, better.text)
    yield replace(better, confidence=round(_of_place(better) * text, 3), text=text)
    yield replace(worse, confidence=min(_OTHER, worse.confidence), text=min(_OTHER, worse.text))


def _of_place(claim: Claim) -> float:
    """How surely the words are the field's, whatever they say."""
    return min(1.0, claim.confidence / claim.text) if claim.text > 0 else 0.9


def _nearly(one: Claim, other: Claim) -> bool:
    if one.field not in _FREE_TEXT or not isinstance(one.value, str) or not isinstance(other.value, str):
        return False
    return fuzz.ratio(key(one.value), key(other.value)) >= _NEAR


def _inside(box: Box, place: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]
