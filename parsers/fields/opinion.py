"""Two recognisers, one answer: what the second one read, joined with what the first one said."""

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz import fuzz

from intake_daemon.model import Box, Page, State, Word
from parsers.fields.boxes import lies_in
from parsers.fields.claim import Claim
from parsers.fields.merge import same
from parsers.normalise.text import key

_AGREED = 0.996  #: of values on which both agree so many are right (measured)
_HESITANT = (0.005, 0.06)  #: what is taken off for the first's and for the second's own doubt
_FIRST_ALONE = 0.85  #: of its confidence: what the second could not make a value of
_SECOND_ALONE = 0.97
_MOST_ALONE = 0.95
_SURE = 0.93
_DISPUTED = (
    0.6,
    0.75,
)  #: what a value is worth that the other reads differently, and where its reader is sure
_OTHER = 0.3  #: confidence of the reading that lost
_OTHER_ADDRESS = 0.75  #: what an address is worth that the first reader saw as another but could not place
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
    kept = [word for word in page.words if not any(lies_in(word.box, item.box) for item in read)]
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
        if lies_in(other.box, place) and other.box[1] <= middle <= other.box[3]
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
    partners: list[Claim] = []
    for claim in first:
        if not _is_in(claim, places):
            joined.append(claim)
            continue
        partner = _partner(claim, again, places)
        if partner is not None:
            partners.append(partner)
        joined.extend(_joined(claim, partner))
    joined.extend(_alone(claim) for claim in again if claim.state is State.PRESENT and claim not in partners)
    return tuple(joined)


def _is_in(claim: Claim, places: list[Box]) -> bool:
    """Whether words in a place that was read twice are what a claim rests on."""
    if claim.room is None or claim.weak or not claim.evidence:
        return False
    return any(lies_in(item.box, place) for item in claim.evidence for place in places)


def _partner(claim: Claim, others: list[Claim], places: list[Box]) -> Claim | None:
    """What the other recogniser says about the same field in the same place: what agrees, else the surest."""
    same_place = [
        other
        for other in others
        if other.field == claim.field
        and any(
            lies_in(a.box, place) and lies_in(b.box, place)
            for a in claim.evidence
            for b in other.evidence
            for place in places
        )
    ]
    return max(same_place, key=lambda other: _likeness(claim, other), default=None)


def _likeness(claim: Claim, other: Claim) -> tuple[bool, float, str]:
    """How well a claim is another's partner; the last part decides between equals."""
    return same(claim.field, claim.value, other.value), other.confidence, str(other.value)


def _joined(first: Claim, second: Claim | None) -> Iterator[Claim]:
    if second is None or second.state is not State.PRESENT:
        yield first if first.state is not State.PRESENT else _worth(first, first.text * _FIRST_ALONE)
    elif first.state is not State.PRESENT:
        alone = _alone(second)
        yield _worth(alone, min(alone.text, _OTHER_ADDRESS)) if _is_other_address(first, second) else alone
    elif same(first.field, first.value, second.value):
        yield _agreed(first, second)
    elif _nearly(first, second):
        better = max(first, second, key=lambda claim: claim.text)
        yield _worth(better, min(_NEARLY, max(first.text, second.text)))
    else:
        yield from _disputed(first, second)


def _is_other_address(first: Claim, second: Claim) -> bool:
    """Whether what one could not use is an address nevertheless, and not the one the other read."""
    said = "".join(item.text for item in first.evidence)
    found = re.search(r"[\w.+-]+@[\w.-]+", re.sub(r"\s", "", said))
    return second.field.endswith(".email") and found is not None and key(found[0]) != key(str(second.value))


def _agreed(first: Claim, second: Claim) -> Claim:
    doubt = _HESITANT[0] * (1 - first.text) + _HESITANT[1] * (1 - second.text)
    surer = max(first, second, key=_of_place)
    return replace(_worth(surer, _AGREED - doubt), value=first.value)


def _alone(second: Claim) -> Claim:
    """What only the second could read: it is the better reader of handwriting, and seldom sure of what is wrong."""
    return _worth(second, min(_MOST_ALONE, second.text * _SECOND_ALONE))


def _disputed(first: Claim, second: Claim) -> Iterator[Claim]:
    """The second is right more often, unless it hesitates where the first is sure."""
    first_wins = first.text >= _SURE > second.text
    better, worse = (first, second) if first_wins else (second, first)
    yield _worth(better, min(better.text, _DISPUTED[better.text >= _SURE]))
    yield _worth(worse, min(_OTHER, worse.text))


def _worth(claim: Claim, text: float) -> Claim:
    """A claim with another certainty of its words."""
    return replace(claim, confidence=round(min(0.99, _of_place(claim) * text), 3), text=text)


def _of_place(claim: Claim) -> float:
    """How surely the words are the field's, whatever they say."""
    return min(1.0, claim.confidence / claim.text) if claim.text > 0 else 0.9


def _nearly(one: Claim, other: Claim) -> bool:
    if one.field not in _FREE_TEXT or not isinstance(one.value, str) or not isinstance(other.value, str):
        return False
    return fuzz.ratio(key(one.value), key(other.value)) >= _NEAR
