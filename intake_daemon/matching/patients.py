"""Say which of the clinic's own patients a request is about: one, several for a person to choose from, or none.

The clinic's list is whole and the paper is not, so a tie asks for more than two papers do: nothing contradicts, and
no second patient fits. Twins, namesakes and double charts are shown to a person, never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nameparser import HumanName

from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.features import Person
from intake_daemon.matching.likeness import Likeness, compare_people
from intake_daemon.matching.person import PersonJudgement, Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Patient

MOST_SHOWN = 3


class Tied(StrEnum):
    """Whether the patient was found among the clinic's own."""

    TIED = "tied"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Chart:
    """One way in which a patient of the clinic is written; other names and merged charts are further ones.

    Args:
        patient: record number of the chart that goes on.
    """

    patient: str
    person: Person


@dataclass(frozen=True, slots=True)
class Fit:
    """One of the clinic's patients beside the one on paper; `doubts` say why it may be another."""

    patient: str
    sameness: Sameness
    bits: float
    same_number: bool  #: the record number on paper is exactly theirs
    doubts: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def because(self) -> tuple[str, ...]:
        """All reasons in words, never with a value."""
        return tuple(f"against: {doubt}" for doubt in self.doubts) + self.evidence


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: the patient when it is certain, else those whom a person should look at, best first."""

    answer: Tied
    patient: str | None = None
    because: tuple[str, ...] = ()
    candidates: tuple[Fit, ...] = ()


def written_ways(patient: Patient, other_names: Iterable[str]) -> tuple[Patient, ...]:
    """A patient under each of their names; another name of one word is taken for a last name."""
    others = (_under(patient, name) for name in other_names)
    return tuple(dict.fromkeys((patient, *(other for other in others if other))))


def _under(patient: Patient, name: str) -> Patient | None:
    parts = HumanName(name)
    if len(name.split()) < 2:
        return patient.model_copy(update={"last": name}) if name.strip() else None
    named = {
        "first": parts.first or None,
        "last": parts.last or None,
        "middle": parts.middle or patient.middle,
    }
    return patient.model_copy(update=named)


def find_patient(on_paper: Sequence[Person], charts: Iterable[Chart], policy: MatchPolicy) -> Found:
    """Decide which of the clinic's patients is on the paper; the order of the charts does not matter.

    Args:
        on_paper: the patient under each of the names on the paper.
    """
    best: dict[str, Fit] = {}
    for chart in charts:
        for person in on_paper:
            fit = _fit(person, chart, policy)
            if chart.patient not in best or _rank(fit) > _rank(best[chart.patient]):
                best[chart.patient] = fit
    worth_a_look = (fit for fit in best.values() if fit.sameness is not Sameness.DIFFERENT or fit.same_number)
    return _answer(sorted(worth_a_look, key=_rank, reverse=True), policy)


def _rank(fit: Fit) -> tuple[int, float, str]:
    return fit.sameness, fit.bits, fit.patient


def _answer(fits: list[Fit], policy: MatchPolicy) -> Found:
    if not fits:
        return Found(Tied.NONE, because=("no patient of the clinic fits",))
    first, shown = fits[0], tuple(fits[:MOST_SHOWN])
    if first.sameness is not Sameness.SAME:
        return Found(Tied.UNSURE, None, ("nobody fits for certain",), shown)
    if first.doubts:
        return Found(Tied.UNSURE, None, tuple(f"against: {doubt}" for doubt in first.doubts), shown)
    rivals = [fit for fit in fits[1:] if _rivals(fit, first, policy)]
    if rivals:
        words = (
            "the record number on the paper is another patient's"
            if rivals[0].same_number
            else "two patients fit"
        )
        return Found(Tied.UNSURE, None, (words,), shown)
    return Found(Tied.TIED, first.patient, first.because, shown)


def _rivals(other: Fit, best: Fit, policy: MatchPolicy) -> bool:
    near = best.bits - other.bits <= policy.rival_bits
    return other.sameness is Sameness.SAME or other.same_number or near


def _fit(person: Person, chart: Chart, policy: MatchPolicy) -> Fit:
    judgement = judge_people(person, chart.person, policy)
    likeness = compare_people(person, chart.person)
    return Fit(
        patient=chart.patient,
        sameness=judgement.sameness,
        bits=round(judgement.bits, 2),
        same_number=likeness.mrn is Agreement.EXACT,
        doubts=tuple(_doubts(likeness, judgement)),
        evidence=_open_questions(judgement) + tuple(map(str, judgement.evidence)),
    )


def _open_questions(judgement: PersonJudgement) -> tuple[str, ...]:
    """What is missing to be certain, though nothing speaks against it."""
    return tuple(f"open: {objection.words}" for objection in judgement.objections if objection.missing)


def _doubts(like: Likeness, judgement: PersonJudgement) -> Iterable[str]:
    """What contradicts; a lack of evidence does not, and people move."""
    yield from (objection.words for objection in judgement.objections if not objection.missing)
    yield from (
        f"{item.field} {item.words}" for item in judgement.evidence if item.bits < 0 and item.field in _OWN
    )
    vouched = like.identified or like.middle in (Agreement.EXACT, Agreement.NEAR, Agreement.PARTLY)
    if like.away and not vouched:
        yield "lives elsewhere, and only name and birth date agree"
    if not (like.born_same or like.born_nearly or like.identified):
        yield "neither a birth date nor a number says who of that name it is"
    if like.mrn is Agreement.EXACT and not (like.born_same or like.first.agrees):
        yield "the record number agrees, but neither first name nor birth date"


#: Evidence of one person alone; a household's address, telephone and last name may change.
_OWN = frozenset(
    {"first name", "middle name", "name suffix", "birth date", "Social Security digits", "record number"}
)
