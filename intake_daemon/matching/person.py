"""Decide whether two patients are one: the bits of evidence, then whatever speaks against their sum.

Numbers alone join twins and namesakes in a family: they share everything but one field. So every
known way of being two people has an objection of its own, with a sentence that says what it saw.
"""

from dataclasses import dataclass

from intake_daemon.matching.evidence import Agreement, Evidence
from intake_daemon.matching.features import Person
from intake_daemon.matching.house import always_reviewed
from intake_daemon.matching.likeness import Likeness, compare_people
from intake_daemon.matching.objections import OBJECTIONS, Objection, Sameness
from intake_daemon.matching.policy import MatchPolicy

__all__ = ["PersonJudgement", "Sameness", "judge_people"]


@dataclass(frozen=True, slots=True)
class PersonJudgement:
    """The answer about two patients, with all that led to it.

    Args:
        sameness: the answer.
        bits: all evidence, household evidence capped.
        individual: bits of evidence about this one person.
        evidence: field by field.
        objections: what speaks against.
        contradicted: something speaks against, though perhaps not enough for an objection; a surname does not
            count at the same address, people marry.
    """

    sameness: Sameness
    bits: float
    individual: float
    evidence: tuple[Evidence, ...]
    objections: tuple[Objection, ...]
    contradicted: bool


def judge_people(one: Person, other: Person, policy: MatchPolicy) -> PersonJudgement:
    """Decide whether two patients are one; symmetric."""
    likeness = compare_people(one, other)
    individual, household = likeness.individual(policy.patient), likeness.household(policy.patient)
    own = sum(item.bits for item in individual)
    bits = own + min(policy.household_cap, sum(item.bits for item in household))
    objections = tuple(found for objection in OBJECTIONS if (found := objection(likeness)))
    if policy.always_review:
        house = always_reviewed(likeness, policy.always_review)
        objections += tuple(Objection(Sameness.UNSURE, words) for words in house)
    limit = min((found.limit for found in objections), default=Sameness.SAME)
    return PersonJudgement(
        sameness=min(limit, _by_bits(bits, own, policy)),
        bits=bits,
        individual=own,
        evidence=individual + household,
        objections=objections,
        contradicted=_contradicted(likeness, individual, objections),
    )


def _contradicted(
    like: Likeness, individual: tuple[Evidence, ...], objections: tuple[Objection, ...]
) -> bool:
    against = any(item.bits < 0 for item in individual) or any(not found.missing for found in objections)
    elsewhere = Agreement.CONFLICT in (like.address, like.phone)
    return against or elsewhere or (like.last is Agreement.CONFLICT and not like.at_home)


def _by_bits(bits: float, individual: float, policy: MatchPolicy) -> Sameness:
    if bits >= policy.same_bits and individual >= policy.individual_bits:
        return Sameness.SAME
    return Sameness.UNSURE if bits >= policy.doubt_bits else Sameness.DIFFERENT
