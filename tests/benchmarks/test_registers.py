"""Papers of drawn sets are tied to nobody and verified as nobody wrongly."""

import pytest

from benchmarks.registers import examine


@pytest.mark.parametrize("profile", ["dev", "wide"])
def test_no_paper_is_tied_to_another_patient_or_taken_for_another_firm_s(profile: str) -> None:
    told = examine(profile, 5, stored=120, incoming=80)

    assert [counts["WRONG"] for counts in told.values()] == [0, 0, 0]
    assert all(counts["right"] > 30 for counts in told.values())
