"""Hold the requests of one patient on file together: what is sure of one is sure of all, and so is what is not.

Two requests on file can be surely of one patient while an incoming one agrees surely with the first and only
perhaps with the second, which lacks a number. Then it is the patient of both. And where it contradicts the
second, it is the patient of neither, until a person has looked.
"""

from collections.abc import Iterable
from dataclasses import replace

from intake_daemon.matching.objections import Sameness
from intake_daemon.matching.pairing import Pairing, outcome_of
from intake_daemon.matching.person import judge_people
from intake_daemon.matching.policy import MatchPolicy


def hold_together(judged: Iterable[Pairing], policy: MatchPolicy) -> list[Pairing]:
    """Judge pairings with one incoming record in the light of each other; their order is kept."""
    alone = list(judged)
    doubted = [_doubted(pairing, alone, policy) for pairing in alone]
    certain = [pairing for pairing in doubted if pairing.sameness is Sameness.SAME and pairing.by_itself]
    return [_over_a_bridge(pairing, certain, policy) for pairing in doubted]


def _doubted(pairing: Pairing, judged: list[Pairing], policy: MatchPolicy) -> Pairing:
    if pairing.sameness is not Sameness.SAME:
        return pairing
    others = (other for other in judged if other.denied and _one_patient(pairing, other, policy))
    if next(others, None) is None:
        return pairing
    words = "another request of this patient on file contradicts it"
    return _settled(pairing, Sameness.UNSURE, words)


def _over_a_bridge(pairing: Pairing, certain: list[Pairing], policy: MatchPolicy) -> Pairing:
    if pairing.sameness is not Sameness.UNSURE or pairing.kin:
        return pairing
    if not any(_one_patient(via, pairing, policy) for via in certain):
        return pairing
    return _settled(pairing, Sameness.SAME, "a third request on file is of both patients")


def _settled(pairing: Pairing, sameness: Sameness, words: str) -> Pairing:
    return replace(pairing, sameness=sameness, outcome=outcome_of(sameness, pairing.request), kin=words)


def _one_patient(one: Pairing, other: Pairing, policy: MatchPolicy) -> bool:
    return (
        judge_people(one.stored.normal.person, other.stored.normal.person, policy).sameness is Sameness.SAME
    )
