"""Which patients stand in a list more than once: found in bulk, decided by the judge of single pairs.

A clinic's own list has doubles: registered twice, under a maiden name, with a mistyped birth date. The list's own
scale (`bulk_scale`) says cheaply whom to look at; whether two are one says `person.judge_people`, with all its
objections: twins, juniors and namesakes at one address stay two. Nothing is joined here: what is found is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake_daemon.matching.bulk import scored
from intake_daemon.matching.bulk_columns import Numbers, People, Trait
from intake_daemon.matching.bulk_keys import candidate_pairs
from intake_daemon.matching.dates import WrittenDate
from intake_daemon.matching.features import Person
from intake_daemon.matching.person import PersonJudgement, Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy

_SHORT = 1000  # records


@dataclass(frozen=True, slots=True)
class Double:
    """Two places in a list, the earlier first, that are or may be one patient."""

    one: int
    other: int
    judgement: PersonJudgement

    @property
    def certain(self) -> bool:
        """Whether the judge would have joined them."""
        return self.judgement.sameness is Sameness.SAME


def doubles(patients: Sequence[Person], policy: MatchPolicy | None = None) -> tuple[Double, ...]:
    """Pairs of one list that are or may be one patient, the surest first.

    Record numbers are passed over: in one clinic's list, two that differ are what a double has, not what speaks
    against it.

    Args:
        patients: normalised, see `features.person_of`.
        policy: weights and thresholds; None for the shipped ones.
    """
    policy = policy or MatchPolicy()
    unnumbered = [replace(patient, mrn="") for patient in patients]
    judged = (
        Double(one, other, judge_people(unnumbered[one], unnumbered[other], policy))
        for one, other in _worth_a_look(unnumbered)
    )
    found = [double for double in judged if double.judgement.sameness is not Sameness.DIFFERENT]
    return tuple(sorted(found, key=_surest_first))


def _surest_first(double: Double) -> tuple[int, float, int, int]:
    return -double.judgement.sameness, -double.judgement.bits, double.one, double.other


def _worth_a_look(patients: Sequence[Person]) -> list[tuple[int, int]]:
    """The candidates; of a long list those that its own scale holds for likelier one than two.

    Among fifty thousand there are a billion pairs, and namesakes born on days that resemble each other are no news.
    In a short list nothing is frequent or rare, and every candidate can be judged.
    """
    people = People.listed(_traits(patients))
    if people.size < _SHORT:
        return _as_tuples(*candidate_pairs(people))
    pairs, scale = scored(people)
    likely = pairs.where(pairs.bits >= scale.needed)
    return _as_tuples(likely.one, likely.other)


def _as_tuples(one: Numbers, other: Numbers) -> list[tuple[int, int]]:
    return list(zip(one.tolist(), other.tolist(), strict=True))


def _traits(patients: Sequence[Person]) -> dict[Trait, list[str]]:
    return {
        Trait.FIRST: [patient.first for patient in patients],
        Trait.MIDDLE: [patient.middle for patient in patients],
        Trait.LAST: [patient.last for patient in patients],
        Trait.BIRTH: [_as_text(patient.birth) for patient in patients],
        Trait.SSN: [patient.ssn for patient in patients],
        Trait.PHONE: [patient.phone for patient in patients],
        Trait.HOUSE: [patient.house for patient in patients],
        Trait.STREET: [_street(patient) for patient in patients],
        Trait.POSTCODE: [patient.zip for patient in patients],
    }


def _street(patient: Person) -> str:
    """The address without what has columns of its own, so that nothing counts twice."""
    return patient.address.removeprefix(patient.house).removesuffix(patient.zip).strip()


def _as_text(birth: WrittenDate | None) -> str:
    """A form that is read back as the same date: with the year first, or last when it has two digits."""
    if birth is None:
        return ""
    full = len(birth.year) == 4
    return "-".join((birth.year, birth.month, birth.day) if full else (birth.month, birth.day, birth.year))
