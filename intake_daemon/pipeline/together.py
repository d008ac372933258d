"""What several papers say of one request: the first one's fields, completed by those that came after it.

Pure, and made anew from the papers whenever one of them joins, leaves or is read again, so that a request whose
wrong paper was taken out stands exactly as if that paper had never come.

A later paper never takes anything away: a value that was read for sure stays, whatever a worse copy says. It fills
what is missing, was unreadable or in doubt. Where both are sure and differ in something that a release hangs on, both
are shown to a person, unless the later paper is a whole authorization, complete and signed later: that one counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from intake_daemon.model import Alternative, Fields, FieldValue, State

#: Two papers that differ here are not both right, and which one is decides what may be released to whom.
WEIGHTY = (
    "scope.start",
    "scope.end",
    "scope.all_dates",
    "scope.record_types",
    "authorization.recipient.name",
    "authorization.recipient.organization",
    "authorization.recipient.fax",
    "authorization.recipient.email",
    "authorization.recipient.is_patient",
    "authorization.purpose",
    "authorization.expires_on",
    "authorization.expires_event",
    "authorization.signed_on",
)
AUTHORIZATION = "authorization."


@dataclass(frozen=True)
class Paper:
    """One paper about a request.

    Args:
        reference: of the request that it came in as.
        arrival_id: whose pages its evidence names.
        fields: as read from it, and as people corrected them.
        complete: says whether it would be a complete request by itself.
    """

    reference: str
    arrival_id: int
    fields: Fields
    complete: Callable[[], bool] = lambda: False


class Held(NamedTuple):
    """A field that counts, and the arrival whose pages say so."""

    field: FieldValue
    arrival_id: int


@dataclass(frozen=True)
class Dispute:
    """A field of which two papers say different things, both for sure."""

    name: str
    reference: str  #: of the later one


@dataclass(frozen=True)
class Together:
    """The fields of a request from all its papers."""

    held: dict[str, Held]
    disputes: tuple[Dispute, ...] = ()


def together(first: Paper, later: Sequence[Paper], needed: Callable[[str], float]) -> Together:
    """Put the papers of one request together.

    Args:
        first: the paper that the request came in as.
        later: the others, in the order in which they came.
        needed: the confidence from which a field counts as sure.
    """
    held = {name: Held(field, first.arrival_id) for name, field in first.fields.items()}
    disputes: dict[str, Dispute] = {}
    for paper in later:
        if _renews(held, paper, needed):
            held |= _authorization_of(paper)
            disputes = {name: dispute for name, dispute in disputes.items() if name not in paper.fields}
        for name, field in sorted(paper.fields.items()):
            if name in disputes or not _is_sure(name, field, needed):
                continue
            known = held.get(name)
            if known is None or not _is_sure(name, known.field, needed):
                held[name] = Held(field, paper.arrival_id)
            elif name in WEIGHTY and _differ(known.field, field):
                held[name] = Held(_both(known.field, field), known.arrival_id)
                disputes[name] = Dispute(name, paper.reference)
    return Together(held, tuple(disputes.values()))


def _is_sure(name: str, field: FieldValue, needed: Callable[[str], float]) -> bool:
    return field.state is State.PRESENT and field.confidence >= needed(name)


def _differ(one: FieldValue, other: FieldValue) -> bool:
    return _plain(one) != _plain(other)


def _plain(field: FieldValue) -> object:
    if isinstance(field.value, str):
        return " ".join(field.value.casefold().split())
    if isinstance(field.value, tuple):
        return frozenset(field.value)
    return field.value


def _both(one: FieldValue, other: FieldValue) -> FieldValue:
    """Neither of two sure values counts until a person has said which."""
    said = tuple(
        Alternative(value=field.value, confidence=field.confidence)
        for field in (one, other)
        if field.value is not None
    )
    return FieldValue(state=State.CONFLICTING, confidence=0.5, evidence=one.evidence, alternatives=said)


def _renews(held: dict[str, Held], paper: Paper, needed: Callable[[str], float]) -> bool:
    """Whether a paper is another authorization: signed later than the one we have, and complete."""
    before, after = held.get("authorization.signed_on"), paper.fields.get("authorization.signed_on")
    if before is None or after is None:
        return False
    name = "authorization.signed_on"
    both_sure = _is_sure(name, before.field, needed) and _is_sure(name, after, needed)
    return both_sure and str(after.value) > str(before.field.value) and paper.complete()


def _authorization_of(paper: Paper) -> dict[str, Held]:
    return {
        name: Held(field, paper.arrival_id)
        for name, field in paper.fields.items()
        if name.startswith(AUTHORIZATION)
    }
