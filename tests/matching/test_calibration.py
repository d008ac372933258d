"""Fitting the matcher's figures to labels: what is measured, what is left alone, and what is never risked."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.requests.draw import draw_set
from benchmarks.requests.profile import PROFILES
from intake_daemon.matching.calibration import Aims, Labels, calibrate, read_labels
from intake_daemon.matching.calibration.bounds import falling, lower_bound, needed_for, upper_bound
from intake_daemon.matching.calibration.labels import FOLDS, Labelled
from intake_daemon.matching.calibration.refit import moves, refit
from intake_daemon.matching.calibration.tally import FIELDS, Ways, tally
from intake_daemon.matching.calibration.trial import Trial
from intake_daemon.matching.policy import MatchPolicy, MatchTuning
from intake_daemon.model.weights import AGREEMENTS, DATE_AGREEMENTS, PatientWeights

FEW = 2_000  #: pairs drawn by lot; what is tested needs no more

counts = st.integers(0, 50_000)
ways = st.dictionaries(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from((*AGREEMENTS[1:], *DATE_AGREEMENTS[1:]))), counts
).map(lambda found: Counter(found))


@pytest.fixture(scope="module")
def labels() -> Labels:
    rows = [Labelled.model_validate(row) for row in draw_set(PROFILES["dev"], 71, 300, 200)]
    return Labels(
        tuple(row for row in rows if row.role == "stored"),
        tuple(row for row in rows if row.role == "incoming"),
    )


@pytest.mark.parametrize(
    ("seen", "of", "expected"),
    [(0, 10, 0.2589), (1, 10, 0.3942), (5, 10, 0.7776), (0, 3000, 0.000998), (10, 10, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_that_of_the_tables(seen: int, of: int, expected: float) -> None:
    assert upper_bound(seen, of) == pytest.approx(expected, rel=1e-3)
    assert lower_bound(of - seen, of) == pytest.approx(1 - expected, rel=1e-2, abs=1e-9)


@given(st.floats(0.0005, 0.3))
def test_so_many_cases_without_a_failure_are_just_enough(rate: float) -> None:
    needed = needed_for(rate)

    assert upper_bound(0, needed) <= rate < upper_bound(0, needed - 1)


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0.1, 100)), min_size=1))
def test_pooled_values_never_rise_and_keep_their_weighted_mean(pairs: list[tuple[float, float]]) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]

    pooled = falling(values, weights)

    assert pooled == sorted(pooled, reverse=True)
    mean = sum(v * w for v, w in pairs)
    assert sum(v * w for v, w in zip(pooled, weights, strict=True)) == pytest.approx(mean, abs=1e-6)


@given(ways, ways)
def test_whatever_was_counted_the_weights_stay_within_their_limits(one: Ways, two: Ways) -> None:
    fitted = refit(PatientWeights(), one, two)

    assert PatientWeights.model_validate(fitted.model_dump()) == fitted
    assert [name for name, value in fitted.mrn.ranked() if value != round(value, 1)] == []


@given(ways, ways)
def test_a_weight_with_too_few_pairs_moves_only_to_keep_its_place_in_the_order(one: Ways, two: Ways) -> None:
    fitted = refit(PatientWeights(), one, two)
    listed = list(moves(PatientWeights(), fitted, one, two))

    for field in FIELDS:
        own = [move for move in listed if move.field == field]
        if all(move.too_few for move in own):
            assert [move.after for move in own] == [move.before for move in own]


def test_many_pairs_outweigh_the_shipped_figure_and_few_leave_it() -> None:
    one = Counter({("mrn", "exact"): 9_000, ("mrn", "conflict"): 1_000, ("phone", "near"): 3})
    two = Counter({("mrn", "exact"): 4_000, ("mrn", "conflict"): 1_020_000, ("phone", "near"): 2})

    fitted = refit(PatientWeights(), one, two)

    assert fitted.mrn.exact == pytest.approx(7.8, abs=0.11)  # log2((9/10) / (1/256))
    assert fitted.mrn.conflict == pytest.approx(-3.3, abs=0.11)
    assert fitted.mrn.near == fitted.mrn.exact  # it was 11, and a weaker agreement may not weigh more
    assert fitted.phone == PatientWeights().phone


def test_an_agreement_never_seen_between_two_patients_is_no_reason_to_lower_it() -> None:
    one = Counter({("mrn", "exact"): 500})
    two = Counter({("mrn", "conflict"): 2_000})

    assert refit(PatientWeights(), one, two).mrn.exact == PatientWeights().mrn.exact


def test_a_part_of_the_patients_is_left_out_with_every_pair_it_is_in(labels: Labels) -> None:
    counted = tally(labels, strangers=FEW)
    everything = counted.without(None)[1].total()
    left = [everything - counted.without(fold)[1].total() for fold in range(FOLDS)]

    # A pair of two patients is in one part or in two.
    assert everything < sum(left) < 2 * everything
    assert {row.person for row in labels.rows if row.fold == 0}.isdisjoint(
        {row.person for row in labels.rows if row.fold != 0}
    )


def test_the_shipped_figures_are_not_made_worse(labels: Labels) -> None:
    found = calibrate(labels, MatchPolicy(), strangers=FEW)

    if found.chosen:
        assert found.chosen.held_back.worth > found.as_it_is.worth
        assert found.chosen.held_back.wrong <= found.as_it_is.wrong
    assert found.as_it_is.arrivals == len(labels.incoming)
    assert sum(attempt.held_back.arrivals for attempt in found.attempts) == 2 * len(labels.incoming)


def test_with_few_labels_a_threshold_never_goes_down(labels: Labels) -> None:
    timid = MatchPolicy(same_bits=36)

    found = calibrate(labels, timid, strangers=FEW)

    assert found.as_it_is.others < found.needed
    assert [attempt.policy.same_bits for attempt in found.attempts] == [36, 36]


def test_with_enough_labels_for_the_risk_a_threshold_goes_down_and_more_is_done(labels: Labels) -> None:
    timid = MatchPolicy(same_bits=45)

    found = calibrate(labels, timid, Aims(risk=0.05, reviews=0.04), strangers=FEW)

    assert found.chosen is not None
    assert found.chosen.policy.same_bits < 45
    assert found.chosen.held_back.joined > found.as_it_is.joined
    assert found.chosen.held_back.wrong == 0


def test_spoiled_weights_are_mended_by_labels(labels: Labels) -> None:
    spoiled = PatientWeights.model_validate(
        {field: dict.fromkeys(dict(getattr(PatientWeights(), field).ranked()), 0) for field in FIELDS}
    )

    found = calibrate(labels, MatchPolicy(patient=spoiled))

    assert found.chosen is not None
    assert found.chosen.weights
    assert found.chosen.policy.patient.birth_date.exact > 5
    assert found.chosen.held_back.joined > found.as_it_is.joined + 10
    assert found.chosen.held_back.wrong == 0


def test_no_threshold_leaves_the_limits_of_the_file(labels: Labels) -> None:
    loosest = MatchPolicy(same_bits=21, doubt_bits=21, household_cap=20)

    found = calibrate(labels, loosest, Aims(risk=0.5, reviews=1.0), strangers=FEW)

    for attempt in found.attempts:
        assert MatchTuning.model_validate(attempt.policy.tuning.model_dump()) == attempt.policy.tuning


def namesakes(number: int) -> list[Labelled]:
    """Two patients of one frequent name, born on one day, at one firm: only the truth tells them apart."""
    asked = {
        "requestor": {"organization": "Bluestem Mutual", "fax": "5035550101"},
        "patient": {"first": "Michael", "last": "Brown", "dob": f"{1940 + 7 * number}-03-07"},
        "date_range": {"start": f"{2000 + number}-01-01", "end": "2021-01-01"},
        "record_types": ["labs"],
    }
    stored = {"id": f"S{number}", "role": "stored", "person": f"A{number}", **asked}
    other = {"id": f"I{number}", "role": "incoming", "person": f"B{number}", "label": "different-person"}
    return [Labelled.model_validate(stored), Labelled.model_validate(asked | other)]


def test_labels_that_show_wrong_joins_raise_the_threshold_until_there_are_none() -> None:
    rows = [row for number in range(12) for row in namesakes(number)]
    few = Labels(tuple(rows[::2]), tuple(rows[1::2]))

    found = calibrate(few, MatchPolicy(), strangers=FEW)

    assert found.as_it_is.wrong == 2 * len(few.incoming)
    assert found.mistakes == tuple(row.id for row in few.incoming)
    assert found.chosen is not None
    assert found.chosen.policy.same_bits > MatchPolicy().same_bits
    assert found.chosen.held_back.wrong == 0


def test_the_figures_count_what_was_answered(labels: Labels) -> None:
    figures = Trial.of(labels).judge(MatchPolicy())

    assert figures.others + sum(row.label == "duplicate" for row in labels.incoming) == len(labels.incoming)
    assert figures.joined <= figures.found <= figures.duplicates
    assert figures.duplicates == sum(row.label == "duplicate" and not row.hard for row in labels.incoming)


def test_rows_without_their_truth_are_told_by_line_and_without_their_content(tmp_path: Path) -> None:
    good = {"id": "S1", "role": "stored", "person": "P1", "patient": {"last": "Quintero"}}
    rows = [
        good,
        good | {"id": "S2", "role": "Quintero"},
        {"id": "S3", "role": "stored"},
        good | {"id": "I1", "role": "incoming"},
        good | {"id": "I2", "role": "incoming", "label": "duplicate"},
    ]
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))

    labels, bad = read_labels(file)

    assert [row.id for row in labels.rows] == ["S1"]
    assert [line.message for line in bad] == [
        "labels.jsonl line 2: role: Input should be 'stored' or 'incoming'",
        "labels.jsonl line 3: person: Field required",
        "labels.jsonl line 4: row: Value error, an incoming row needs a label",
        "labels.jsonl line 5: row: Value error, a duplicate needs the id it is a duplicate of",
    ]
