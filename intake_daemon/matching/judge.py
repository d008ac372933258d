"""Say what an incoming request is to those on file: the same again, perhaps, or new."""

from collections.abc import Iterable
from datetime import timedelta

from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.kin import hold_together
from intake_daemon.matching.objections import Sameness
from intake_daemon.matching.once import Once
from intake_daemon.matching.pairing import Pairing, pair
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Record
from intake_daemon.model import Match, Outcome, Relation

__all__ = ["MatchPolicy", "Pairing", "match", "pair"]


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
    people = Once(policy)
    judged = [pair(new.normal, stored, policy, people) for stored in candidates if stored.id != incoming.id]
    ranked = sorted(hold_together(judged, people), key=lambda pairing: pairing.rank, reverse=True)
    if ranked and ranked[0].outcome is not Outcome.NEW:
        return _same_request(new, ranked, policy, people)
    return _new_request(ranked, policy, people)


def _same_request(incoming: Filed, ranked: list[Pairing], policy: MatchPolicy, people: Once) -> Match:
    best = ranked[0]
    rival = _rival(ranked, policy, people)
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


def _new_request(ranked: list[Pairing], policy: MatchPolicy, people: Once) -> Match:
    patients = [pairing for pairing in ranked if pairing.sameness is Sameness.SAME]
    if not patients:
        return _perhaps_known(ranked, policy) or _stranger(ranked)
    best, rival = patients[0], _rival(patients, policy, people)
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


def _rival(ranked: list[Pairing], policy: MatchPolicy, people: Once) -> Pairing | None:
    """Another patient on file who fits nearly as well and is not the first one."""
    best = ranked[0]
    for other in ranked[1:]:
        near = (
            other.sameness is not Sameness.DIFFERENT
            and best.person.bits - other.person.bits <= policy.rival_bits
        )
        if near and _are_two(best, other, people):
            return other
    return None


def _are_two(one: Pairing, other: Pairing, people: Once) -> bool:
    between = people.judge(one.stored.normal.person, other.stored.normal.person)
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
    kin = (best.kin,) if best.kin else ()
    return against + kin + evidence + request + purpose
