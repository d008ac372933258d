"""Say what an incoming request is to those on file: the same again, perhaps, or new."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from intake_daemon.matching.features import Features
from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.person import PersonJudgement, Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Record
from intake_daemon.matching.request import RequestJudgement, judge_requests
from intake_daemon.model import Match, Outcome, Relation

__all__ = ["MatchPolicy", "Pairing", "match", "pair"]

_CLOSENESS = (Outcome.NEW, Outcome.REVIEW, Outcome.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Pairing:
    """An incoming record beside one on file, judged.

    Args:
        stored: the record on file.
        person: whether the patients are one.
        request: whether they ask the same.
        outcome: the answer about this pair alone.
        sameness: whether the patients are one, the request taken into account.
        bridged: they are one by way of a third request on file.
    """

    stored: Filed
    person: PersonJudgement
    request: RequestJudgement
    outcome: Outcome
    sameness: Sameness
    bridged: bool = False

    @property
    def rank(self) -> tuple[int, float, float, str]:
        """Orders pairings, best first when sorted downward; the earliest request wins among equals."""
        moment = self.stored.received_at
        return (
            _CLOSENESS.index(self.outcome),
            self.person.bits,
            -moment.timestamp() if moment else 0.0,
            self.stored.id,
        )


def match(
    incoming: Record | Filed, candidates: Iterable[Record | Filed], policy: MatchPolicy | None = None
) -> Match:
    """Judge one incoming request against the candidates on file; their order does not matter.

    A duplicate needs the same patient, the same requestor, the same dates and the same kinds of
    records. What falls short of certain but may be the same goes to a person; the rest is new, linked
    to a patient only when that patient is certain. When much speaks for a patient on file and something
    against, the outcome is review, `of` is None and `patient_of` names whom a person should compare with.

    Args:
        incoming: the new request.
        candidates: requests on file that share a key with it; one with the same id is left out.
        policy: thresholds; None for the shipped ones.
    """
    policy = policy or MatchPolicy()
    new = filed(incoming)
    judged = [pair(new.normal, stored, policy) for stored in candidates if stored.id != incoming.id]
    ranked = sorted(_bridged(judged, policy), key=lambda pairing: pairing.rank, reverse=True)
    if ranked and ranked[0].outcome is not Outcome.NEW:
        return _same_request(new, ranked, policy)
    return _new_request(ranked, policy)


def pair(incoming: Features, stored: Record | Filed, policy: MatchPolicy) -> Pairing:
    """Judge one pair of requests."""
    known = filed(stored)
    person = judge_people(incoming.person, known.normal.person, policy)
    request = judge_requests(incoming, known.normal, policy.requestor)
    sameness = _with_request(person, request, policy)
    return Pairing(known, person, request, _outcome(sameness, request), sameness)


def _bridged(judged: list[Pairing], policy: MatchPolicy) -> list[Pairing]:
    """Take an unsure patient for the same where a third request of one and the same patient ties the two."""
    certain = [pairing for pairing in judged if pairing.person.sameness is Sameness.SAME]
    return [_over_a_bridge(pairing, certain, policy) for pairing in judged]


def _over_a_bridge(pairing: Pairing, certain: list[Pairing], policy: MatchPolicy) -> Pairing:
    if pairing.sameness is not Sameness.UNSURE:
        return pairing
    ends = (judge_people(via.stored.normal.person, pairing.stored.normal.person, policy) for via in certain)
    if not any(end.sameness is Sameness.SAME for end in ends):
        return pairing
    outcome = _outcome(Sameness.SAME, pairing.request)
    return replace(pairing, sameness=Sameness.SAME, outcome=outcome, bridged=True)


def _with_request(person: PersonJudgement, request: RequestJudgement, policy: MatchPolicy) -> Sameness:
    """The very same request makes a likely patient certain, if nothing at all speaks against."""
    likely = person.sameness is Sameness.UNSURE and not person.contradicted
    enough = (
        person.individual >= policy.individual_bits and person.bits + policy.request_lift >= policy.same_bits
    )
    return Sameness.SAME if likely and enough and request.identical else person.sameness


def _outcome(sameness: Sameness, request: RequestJudgement) -> Outcome:
    if sameness is Sameness.DIFFERENT or not request.may_be_same:
        return Outcome.NEW
    again = request.identical or request.identical_undated
    if sameness is Sameness.SAME and again:
        return Outcome.DUPLICATE
    return Outcome.REVIEW


def _same_request(incoming: Filed, ranked: list[Pairing], policy: MatchPolicy) -> Match:
    best = ranked[0]
    rival = _rival(ranked, policy)
    outcome = Outcome.REVIEW if rival else best.outcome
    certain = best.sameness is Sameness.SAME and not rival
    return Match(
        outcome=outcome,
        relation=_relation(incoming, best, policy),
        of=best.stored.id,
        patient_of=best.stored.id if certain else None,
        score=round(best.person.bits, 2),
        because=_because(best) + _rival_words(rival),
    )


def _relation(incoming: Filed, best: Pairing, policy: MatchPolicy) -> Relation:
    if best.request.completes:
        return Relation.FOLLOW_UP
    first, again = best.stored.received_at, incoming.received_at
    late = first and again and again - first > timedelta(days=policy.repeat_after_days)
    return Relation.REPEAT if late else Relation.RESEND


def _new_request(ranked: list[Pairing], policy: MatchPolicy) -> Match:
    patients = [pairing for pairing in ranked if pairing.sameness is Sameness.SAME]
    if not patients:
        return _perhaps_known(ranked, policy) or _stranger(ranked)
    best, rival = patients[0], _rival(patients, policy)
    return Match(
        outcome=Outcome.REVIEW if rival else Outcome.NEW,
        relation=Relation.NEW_FOR_PATIENT,
        patient_of=best.stored.id,
        score=round(best.person.bits, 2),
        because=_because(best) + _rival_words(rival),
    )


def _perhaps_known(ranked: list[Pairing], policy: MatchPolicy) -> Match | None:
    """The patient on file who would be certain by the evidence, if it were not for what speaks against."""
    likely = [pairing for pairing in ranked if _is_likely(pairing, policy)]
    if not likely:
        return None
    best = likely[0]
    return Match(
        outcome=Outcome.REVIEW,
        relation=Relation.NEW_FOR_PATIENT,
        patient_of=best.stored.id,
        score=round(best.person.bits, 2),
        because=_because(best),
    )


def _is_likely(pairing: Pairing, policy: MatchPolicy) -> bool:
    return pairing.sameness is Sameness.UNSURE and pairing.person.bits >= policy.same_bits


def _stranger(ranked: list[Pairing]) -> Match:
    if not ranked:
        return Match(outcome=Outcome.NEW, relation=Relation.NEW, because=("no request on file resembles it",))
    best = ranked[0]
    return Match(
        outcome=Outcome.NEW, relation=Relation.NEW, score=round(best.person.bits, 2), because=_because(best)
    )


def _rival(ranked: list[Pairing], policy: MatchPolicy) -> Pairing | None:
    """Another patient on file who fits nearly as well and is not the first one."""
    best = ranked[0]
    for other in ranked[1:]:
        near = (
            other.sameness is not Sameness.DIFFERENT
            and best.person.bits - other.person.bits <= policy.rival_bits
        )
        if near and _are_two(best, other, policy):
            return other
    return None


def _are_two(one: Pairing, other: Pairing, policy: MatchPolicy) -> bool:
    between = judge_people(one.stored.normal.person, other.stored.normal.person, policy)
    return any(objection.limit is Sameness.DIFFERENT for objection in between.objections)


def _rival_words(rival: Pairing | None) -> tuple[str, ...]:
    return (f"another patient on file fits nearly as well ({rival.person.bits:+.1f})",) if rival else ()


def _because(best: Pairing) -> tuple[str, ...]:
    against = tuple(f"against: {objection.words}" for objection in best.person.objections)
    evidence = tuple(str(item) for item in best.person.evidence)
    request = (
        f"requestor: {best.request.asking}",
        f"dates of service: {best.request.dates}",
        f"kinds of records: {best.request.kinds}",
    )
    purpose = ("purposes differ",) if best.request.other_purpose else ()
    bridge = ("a third request on file is of both patients",) if best.bridged else ()
    return against + bridge + evidence + request + purpose
