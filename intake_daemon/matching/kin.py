"""Hold the requests of one patient on file together: what is sure of one is sure of all, and so is what is not.

Two requests on file can be surely of one patient while an incoming one agrees surely with the first and only
perhaps with the second, which lacks a number. Then it is the patient of both. And where it contradicts the
second, it is the patient of neither, until a person has looked.
"""

from collections.abc import Iterable
from dataclasses import replace

from intake_daemon.matching.objections import Sameness
from intake_daemon.matching.once import Once
from intake_daemon.matching.pairing import Pairing, outcome_of


def hold_together(judged: Iterable[Pairing], people: Once) -> list[Pairing]:
    """Judge pairings with one incoming record in the light of each other; their order is kept."""
    alone = list(judged)
    denied = [pairing for pairing in alone if pairing.denied]
    doubted = [_doubted(pairing, denied, people) for pairing in alone]
    certain = [pairing for pairing in doubted if pairing.sameness is Sameness.SAME and pairing.by_itself]
    return [_over_a_bridge(pairing, certain, people) for pairing in doubted]


def _doubted(pairing: Pairing, denied: list[Pairing], people: Once) -> Pairing:
    if pairing.sameness is not Sameness.SAME:
        return pairing
    if not any(_one_patient(pairing, other, people) for other in denied):
        return pairing
    words = "another request of this patient on file contradicts it"
    return _settled(pairing, Sameness.UNSURE, words)


def _over_a_bridge(pairing: Pairing, certain: list[Pairing], people: Once) -> Pairing:
    if pairing.sameness is not Sameness.UNSURE or pairing.kin:
        return pairing
    if not all(objection.missing for objection in pairing.person.objections):
        return pairing  # a third request makes up for what is not known, never for what speaks against
    if not any(_one_patient(via, pairing, people) for via in certain):
        return pairing
    return _settled(pairing, Sameness.SAME, "a third request on file is of both patients")


def _settled(pairing: Pairing, sameness: Sameness, words: str) -> Pairing:
    return replace(pairing, sameness=sameness, outcome=outcome_of(sameness, pairing.request), kin=words)


def _one_patient(one: Pairing, other: Pairing, people: Once) -> bool:
    return people.judge(one.stored.normal.person, other.stored.normal.person).sameness is Sameness.SAME
