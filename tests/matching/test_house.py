"""Agreements that the house wants a person to look at, whatever the bits say."""

import pytest
from annotated_types import Le
from support.match_records import NO_IDS, PATIENT, REQUEST, asked

from intake_daemon.matching.features import person_of
from intake_daemon.matching.house import always_reviewed
from intake_daemon.matching.judge import match
from intake_daemon.matching.likeness import compare_people
from intake_daemon.matching.person import Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy, MatchTuning, PatientWeights
from intake_daemon.model import Outcome
from intake_daemon.model.matching import AGREEMENT_NAMES

WALTER = person_of(PATIENT)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("birth_date.transposed", {"dob": "03/41/1957"}),
        ("last_name.conflict", {"last": "Nowak"}),
        ("first_name.variant", {"first": "Walt"}),
        ("ssn_last4.exact", {}),
        ("address.conflict", {"address": "9 Fox Lane, Reno, NV 89501"}),
    ],
)
def test_an_agreement_named_by_the_house_goes_to_a_person(name: str, changed: dict[str, str | None]) -> None:
    other = person_of(PATIENT.model_copy(update=changed))

    strict = judge_people(WALTER, other, MatchPolicy(always_review=(name,)))

    assert judge_people(WALTER, other, MatchPolicy()).sameness is Sameness.SAME
    assert strict.sameness is Sameness.UNSURE
    assert [objection.words for objection in strict.objections] == [
        f"{name.replace('.', ' ').replace('_', ' ')}: the house always has a person look"
    ]


def test_the_very_same_request_does_not_lift_what_the_house_wants_to_see() -> None:
    policy = MatchPolicy(always_review=("birth_date.exact",))

    assert match(asked(), [REQUEST], MatchPolicy()).outcome is Outcome.DUPLICATE
    assert match(asked(), [REQUEST], policy).outcome is Outcome.REVIEW


def test_two_different_people_stay_two() -> None:
    wife = person_of(PATIENT.model_copy(update={"first": "Doris", "dob": "07/30/1959", **NO_IDS}))
    policy = MatchPolicy(always_review=AGREEMENT_NAMES)

    assert judge_people(WALTER, wife, policy).sameness is Sameness.DIFFERENT


def test_every_name_is_understood() -> None:
    alike = compare_people(WALTER, WALTER)

    found = {words.partition(":")[0] for words in always_reviewed(alike, AGREEMENT_NAMES)}

    assert found == {
        "middle name exact", "birth date exact", "ssn last4 exact", "mrn exact", "address exact", "phone exact"
    }  # fmt: skip


FAMILY = (
    {"first": "Doris", "middle": "May", "dob": "07/30/1959", **NO_IDS},
    {"suffix": "Jr", "dob": "06/02/1983", **NO_IDS},
    {"dob": "03/14/1984", **NO_IDS},
    {"first": "Wanda", "middle": None, **NO_IDS},
    {"middle": "Otto", "ssn_last4": "9034", "mrn": None, "address": "4 Bluff Street, Reno, NV 89501"},
    {"first": None, "middle": None, "dob": None, **NO_IDS},
)
SENIOR = person_of(PATIENT.model_copy(update={"suffix": "Sr"}))


def loosest() -> MatchTuning:
    """Every figure as far towards joining as the file allows."""
    patient = {
        field: dict.fromkeys(type(weights).model_fields, 20.0)
        | {name: 0.0 for name, info in type(weights).model_fields.items() if Le(le=0.0) in info.metadata}
        for field, weights in PatientWeights()
    }
    figures = {
        "same_bits": 15,
        "doubt_bits": 5,
        "individual_bits": 5,
        "household_cap": 14,
        "request_lift": 12,
    }
    return MatchTuning.model_validate({**figures, "rival_bits": 4, "patient": patient})


@pytest.mark.parametrize("changed", FAMILY, ids=str)
def test_no_figures_that_the_file_allows_join_a_family(changed: dict[str, str | None]) -> None:
    other = person_of(PATIENT.model_copy(update=changed))

    judged = judge_people(SENIOR, other, MatchPolicy.of(loosest(), 14))

    assert judged.sameness is not Sameness.SAME


@pytest.mark.parametrize(("count", "bits"), [(0, 0.0), (2**20, 0.0), (2**21, 1.0), (2**24, 4.0)])
def test_a_longer_list_asks_for_more_before_two_patients_are_one(count: int, bits: float) -> None:
    policy = MatchPolicy()

    assert policy.among(count).same_bits == policy.same_bits + bits
