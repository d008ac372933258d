"""The weights an admin may change: what stands in them, and which mistakes are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake_daemon.matching.dates import DateAgreement
from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.policy import MatchTuning, PatientWeights
from intake_daemon.model.weights import AGREEMENTS, DATE_AGREEMENTS, RecordNumber, SocialSecurity, Suffix

numbers = st.floats(-20, 20).map(lambda number: round(number, 1))


def test_the_words_of_the_weights_are_those_of_the_comparisons() -> None:
    assert [how.name.lower() for how in Agreement] == list(AGREEMENTS)
    assert [how.name.lower() for how in DateAgreement] == list(DATE_AGREEMENTS)


def test_an_agreement_without_a_weight_of_its_own_counts_as_the_next_weaker() -> None:
    weights = SocialSecurity(exact=12, near=5, alike=0, conflict=-5)

    assert weights.bits == (0.0, 12.0, 5.0, 5.0, 0.0, 0.0, -5.0)
    assert Suffix().bits[Agreement.NEAR] == Suffix().conflict


def test_one_changed_weight_leaves_the_others_as_shipped() -> None:
    changed = PatientWeights.model_validate({"mrn": {"exact": 15}})

    assert changed.mrn == RecordNumber(exact=15)
    assert changed.mrn.bits[Agreement.EXACT] == 15.0
    assert changed.birth_date == PatientWeights().birth_date


@given(exact=numbers, near=numbers, alike=numbers, conflict=numbers)
def test_weights_either_fall_with_the_agreement_or_are_refused(
    exact: float, near: float, alike: float, conflict: float
) -> None:
    given = {"exact": exact, "near": near, "alike": alike, "conflict": conflict}
    try:
        bits = RecordNumber.model_validate(given).bits
    except ValidationError:
        assert not exact >= near >= alike >= conflict or conflict > 0 or exact < 0
    else:
        assert list(bits[1:]) == sorted(bits[1:], reverse=True)
        assert bits[Agreement.CONFLICT] <= 0.0 <= bits[Agreement.EXACT]


@pytest.mark.parametrize(
    "mistake",
    [
        {"patient": {"first_name": {"conflict": 1}}},
        {"patient": {"first_name": {"alike": 2}}},
        {"patient": {"first_name": {"rare": 4}}},
        {"patient": {"birth_date": {"different": 0.5}}},
        {"patient": {"birth_date": {"one_part": 3}}},
        {"patient": {"ssn_last4": {"near": 13}}},
        {"patient": {"ssn_last4": {"exact": float("nan")}}},
        {"patient": {"ssn_last4": {"exact": float("inf")}}},
        {"patient": {"ssn_last_4": {"exact": 9}}},
        {"requestor": {"same_bits": 0}},
        {"household_cap": 26, "same_bits": 26},
        {"same_bits": 10},
        {"doubt_bits": 30},
        {"individual_bits": 0},
        {"rival_bits": 0},
    ],
    ids=str,
)
def test_a_setting_that_could_join_two_people_is_refused(mistake: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MatchTuning.model_validate(mistake)
