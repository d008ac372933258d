"""The examiner of the matcher: its sets are fair, complete and always the same."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from benchmarks.requests.clerk import cannot_tell, conflicts
from benchmarks.requests.dates import one_digit_wrong, transposed
from benchmarks.requests.draw import draw_set
from benchmarks.requests.noise import HEAVY, misread, mistype
from benchmarks.requests.profile import PROFILES
from benchmarks.requests.written import Written


@pytest.fixture(scope="module", params=sorted(PROFILES))
def rows(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return list(draw_set(PROFILES[request.param], seed=3, stored=400, incoming=600))


def _written(row: dict[str, Any]) -> Written:
    asker, days = row["requestor"], row["date_range"]
    return Written(
        asker=asker["name"],
        organization=asker["organization"],
        asker_phone=asker["phone"],
        fax=asker["fax"],
        email=asker["email"],
        **row["patient"],
        **days,
        record_types=tuple(row["record_types"]),
        purpose=row["purpose"],
        received_at=datetime.now(UTC),
        source=row["source"],
        hashes=tuple(row["page_hashes"]),
    )


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_the_same_seed_draws_the_same_set_and_another_seed_another(name: str) -> None:
    profile = PROFILES[name]

    first, again, other = (list(draw_set(profile, seed, 50, 50)) for seed in (5, 5, 6))

    assert first == again
    assert first != other


def test_every_kind_of_case_is_drawn_about_as_often_as_its_weight(rows: list[dict[str, Any]]) -> None:
    labels = Counter(row["label"] for row in rows if row["role"] == "incoming")

    assert 0.25 < labels["duplicate"] / 600 < 0.6
    assert 0.15 < labels["new-request-same-patient"] / 600 < 0.5
    assert 0.15 < labels["different-person"] / 600 < 0.5


def test_a_label_says_who_the_patient_is(rows: list[dict[str, Any]]) -> None:
    person = {row["id"]: row["person"] for row in rows}

    for row in rows:
        if row["of"] is not None:
            assert (person[row["of"]] == row["person"]) == (row["label"] != "different-person"), row["case"]


def test_only_doubtful_rows_may_be_answered_in_two_ways(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["role"] == "incoming":
            assert ("review" in row["acceptable"]) == row["hard"], row["case"]


def test_two_people_are_never_written_down_without_a_difference(rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row for row in rows}

    for row in rows:
        if row["label"] == "different-person" and row["of"]:
            assert conflicts(_written(by_id[row["of"]]), _written(row)) >= 1, row["case"]


def test_few_duplicates_are_too_poor_to_decide(rows: list[dict[str, Any]]) -> None:
    duplicates = [row for row in rows if row["label"] == "duplicate"]

    assert sum(row["hard"] for row in duplicates) / len(duplicates) < 0.15


def test_the_clerk_knows_a_request_by_itself_but_not_by_a_surname(rows: list[dict[str, Any]]) -> None:
    whole = _written(next(row for row in rows if row["patient"]["dob"] and row["patient"]["ssn_last4"]))
    hidden = ("first", "middle", "dob", "ssn_last4", "mrn", "address", "phone")
    poor = Written(**{**whole.__dict__, **dict.fromkeys(hidden)})

    assert not cannot_tell(whole, whole)
    assert cannot_tell(whole, poor)


@pytest.mark.parametrize("seed", range(200))
def test_a_wrong_birth_date_is_another_date_one_slip_away(seed: int) -> None:
    chance = Random(seed)
    born = date(1930 + seed % 90, 1 + seed % 12, 1 + seed % 28) if seed else date(2011, 1, 11)

    changed, digit = transposed(born, chance), one_digit_wrong(born, chance)

    assert digit != born
    assert sum(a != b for a, b in zip(f"{born:%Y%m%d}", f"{digit:%Y%m%d}", strict=True)) == 1
    if changed is not None:
        assert sorted(f"{born:%Y%m%d}") == sorted(f"{changed:%Y%m%d}")


def test_noise_leaves_something_to_read() -> None:
    chance = Random(1)

    assert all(misread("A", 1.0, chance) for _ in range(50))
    assert misread("Margaret", 0.0, chance) == "Margaret"
    assert all(mistype("Margaret", chance)[0] == "M" for _ in range(50))
    assert any(misread("Margaret", HEAVY, chance) != "Margaret" for _ in range(50))
