"""Comparing requests of which some values are in doubt.

A value below the confidence from which the rules act may be misread. It may agree by chance and it may differ by a
slip, so the comparison is made once more without such values, and where that changes the answer a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import OSA
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.matching.judge import MatchPolicy, match
from intake_daemon.matching.record import DateRange, Record, record_from_fields
from intake_daemon.model import CATALOGUE, Fields, FieldValue, Match, Outcome, Relation, State
from intake_daemon.pipeline.candidates import fields_of, request_record
from intake_daemon.store.requests import FieldRow, RequestRow
from rules.policy import Confidence

IDENTITY = tuple(
    f"patient.{part}"
    for part in ("name", "first", "middle", "last", "suffix", "dob", "ssn_last4", "mrn", "address", "phone")
)
DATES = ("scope.start", "scope.end")
PARTIES = tuple(
    f"{party}.{part}"
    for party in ("requestor", "authorization.recipient")
    for part in ("name", "organization", "phone", "fax", "email")
)
#: Fields by which requests are compared; any other may be in doubt and changes nothing here.
COMPARED = frozenset((*IDENTITY, *DATES, *PARTIES, "scope.record_types", "authorization.purpose"))
TITLES = {spec.name: spec.title for spec in CATALOGUE}


@dataclass(frozen=True)
class Incoming:
    """A request that is compared with those on file."""

    fields: Fields
    received_at: datetime

    def record(self, fields: Fields) -> Record:
        """It as the matcher sees it, by some of its fields."""
        return record_from_fields("incoming", fields, self.received_at, "incoming")


def compare(
    incoming: Incoming,
    stored: Mapping[str, tuple[RequestRow, Fields]],
    confidence: Confidence,
    policy: MatchPolicy,
) -> Match:
    """Judge a request against those on file without what is in doubt, and see whether that changes the answer.

    Args:
        stored: requests on file with their fields, by reference.
        confidence: from when a value counts as sure.
    """
    whole = match(incoming.record(incoming.fields), [request_record(*one) for one in stored.values()], policy)
    sure = _compare_sure(incoming, stored, confidence, policy, keep=())
    by_identity = _compare_sure(incoming, stored, confidence, policy, keep=IDENTITY)
    if sure.outcome is Outcome.DUPLICATE and (by_identity.outcome, by_identity.of) == (sure.outcome, sure.of):
        return sure
    maybe = next((answer for answer in (sure, whole, by_identity) if answer.of is not None), None)
    if maybe is not None:
        same_anyway = sure.outcome is whole.outcome is Outcome.REVIEW and sure.of is not None
        return sure if same_anyway else _in_doubt(maybe, incoming.fields, confidence)
    return whole if whole.patient_of == sure.patient_of else _perhaps(whole, sure)


def doubted(fields: Fields, confidence: Confidence) -> frozenset[str]:
    """The fields that requests are compared by and that were not read for sure."""
    return frozenset(name for name, field in fields.items() if _is_doubtful(name, field, confidence))


def _is_doubtful(name: str, field: FieldValue, confidence: Confidence) -> bool:
    return name in COMPARED and field.state is State.PRESENT and field.confidence < confidence.needed(name)


def any_doubted(session: Session, requests: Sequence[int], confidence: Confidence) -> bool:
    """Whether something that requests are compared by was not read for sure on any of some requests."""
    most = max((confidence.act_above, *confidence.fields.values()))
    for start in range(0, len(requests), 400):  # SQLite takes a limited number of parameters
        query = select(FieldRow.name, FieldRow.confidence).where(
            FieldRow.request_id.in_(requests[start : start + 400]),
            FieldRow.state == State.PRESENT,
            FieldRow.confidence < most,
        )
        rows = session.execute(query)
        if any(row.name in COMPARED and row.confidence < confidence.needed(row.name) for row in rows):
            return True
    return False


def with_fields(session: Session, rows: Sequence[RequestRow]) -> dict[str, tuple[RequestRow, Fields]]:
    """Requests on file with their fields, by reference."""
    return {row.reference: (row, fields_of(session, row.id)) for row in rows}


def _compare_sure(
    incoming: Incoming,
    stored: Mapping[str, tuple[RequestRow, Fields]],
    confidence: Confidence,
    policy: MatchPolicy,
    *,
    keep: Sequence[str],
) -> Match:
    fields = _sure(incoming.fields, confidence, keep=(*DATES, *keep))
    new = incoming.record(fields)
    unsure_dates = bool(doubted(incoming.fields, confidence).intersection(DATES))
    known = [
        _forgiving(
            request_record(row, _sure(its, confidence, keep=(*DATES, *keep))),
            new,
            unsure_dates or bool(doubted(its, confidence).intersection(DATES)),
        )
        for row, its in stored.values()
    ]
    return match(new, known, policy)


def _sure(fields: Fields, confidence: Confidence, *, keep: Sequence[str]) -> Fields:
    return {
        name: field
        for name, field in fields.items()
        if name in keep or not _is_doubtful(name, field, confidence)
    }


def _forgiving(stored: Record, incoming: Record, unsure: bool) -> Record:
    """Take dates in doubt that are a slip away from the other's for missing; others are another period."""
    dates, asked = stored.date_range, incoming.date_range
    near = unsure and _near(dates.start, asked.start) and _near(dates.end, asked.end)
    return stored.model_copy(update={"date_range": DateRange()}) if near else stored


def _near(one: str | None, other: str | None) -> bool:
    return one == other or bool(one and other and OSA.distance(one, other) == 1)


def _in_doubt(answer: Match, fields: Fields, confidence: Confidence) -> Match:
    """A person decides; told which values of the new paper were not read for sure."""
    names = ", ".join(TITLES[name] for name in sorted(doubted(fields, confidence)))
    words = f"not read for sure: {names}" if names else "values of the earlier request were not read for sure"
    return answer.model_copy(update={"outcome": Outcome.REVIEW, "because": (words, *answer.because)})


def _perhaps(whole: Match, sure: Match) -> Match:
    """A new request; that it is this patient's rests on a value in doubt, or is in doubt because of one."""
    known = whole.patient_of or sure.patient_of
    return whole.model_copy(
        update={"outcome": Outcome.REVIEW, "patient_of": known, "relation": Relation.NEW_FOR_PATIENT}
    )
