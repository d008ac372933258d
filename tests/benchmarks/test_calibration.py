"""What the calibration benchmark counts, and what it takes for right."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calibration import main
from benchmarks.reliability import TEN, Share, bins, expected_error, wrong_when_sure
from benchmarks.truths import RECIPIENT, same, told
from fixtures.draw.__main__ import main as draw

FACTS = {
    "patient_name": "José A. Nuñez",
    "patient_dob": "1961-04-23",
    "recipient_name": "Lake Law Group, Attn: Ann Lake",
    "recipient_org": "Lake Law Group",
    "recipient_person": "Ann Lake",
    "recipient_is_patient": False,
    "expiration_date": None,
    "expiration_printed_default_days": 365,
    "signature_date": "2026-03-01",
    "signature_present": True,
}


def document(*pages: int, **fields: object) -> dict[str, object]:
    found = {
        name.replace("__", "."): {
            "value": value,
            "state": "absent" if value is None else "present",
            "confidence": 0.95,
            "evidence": [{"method": "label"}],
        }
        for name, value in fields.items()
    }
    return {"pages": list(pages), "fields": found}


def row(facts: dict[str, object]) -> dict[str, object]:
    return {"file": "a.tif", "quality": "fax_fine", "requests": [{"pages": [0], "fields": facts}]}


def rights(facts: dict[str, object], *found: dict[str, object]) -> dict[str, bool]:
    return {one.field: one.right for one in told(row(facts), {"requests": list(found)}) if one.given}


@pytest.mark.parametrize(
    ("field", "said", "truth", "alike"),
    [
        ("patient.name", "Nunez, Jose", "José A. Nuñez", True),
        ("patient.name", "Jose Munez", "José A. Nuñez", False),
        ("patient.phone", "+16145550100", "(614) 555-0100", True),
        ("patient.dob", "1961-04-23", "1961-04-28", False),
        ("patient.email", "Jane@Example.org", "jane@example.org", True),
        (RECIPIENT, "Ann Lake, Lake Law Group", "Lake Law Group, Attn: Ann Lake", True),
        ("patient.mrn", None, None, True),
        ("patient.mrn", "1", None, False),
    ],
)
def test_values_are_compared_by_what_they_mean(field: str, said: object, truth: object, alike: bool) -> None:
    assert same(field, said, truth) is alike


def test_a_recipient_is_right_only_with_its_organization() -> None:
    both = document(
        1, authorization__recipient__name="Ann Lake", authorization__recipient__organization="Lake Law Group"
    )
    person = document(1, authorization__recipient__name="Ann Lake")

    assert rights(FACTS, both) == {RECIPIENT: True}
    assert rights(FACTS, person) == {RECIPIENT: False}


def test_an_expiration_that_the_form_prints_may_be_counted() -> None:
    assert rights(FACTS, document(1, authorization__expires_on="2027-03-01"))["authorization.expires_on"]
    assert not rights(FACTS, document(1, authorization__expires_on="2028-03-01"))["authorization.expires_on"]


def test_a_request_is_compared_with_the_one_found_on_its_pages() -> None:
    other, own = document(2, patient__dob="1970-01-01"), document(1, patient__dob="1961-04-23")

    assert rights(FACTS, other, own) == {"patient.dob": True}


def test_a_document_that_could_not_be_read_has_said_nothing() -> None:
    assert [one for one in told(row(FACTS), {"error": {"kind": "corrupt"}}) if one.given] == []


def test_a_reader_that_is_as_sure_as_it_is_right_has_no_error() -> None:
    pairs = [(0.75, True)] * 3 + [(0.75, False)]

    assert expected_error(pairs) == 0
    assert expected_error([(1.0, False)]) == 1


def test_bounds_are_wilsons() -> None:
    low, high = Share(9, 10).bounds

    assert (low, high) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_every_value_is_in_one_bin_and_bounds_hold_the_share(pairs: list[tuple[float, bool]]) -> None:
    found = bins(pairs, TEN)

    assert sum(one.right.whole for one in found) == len(pairs)
    assert all(one.right.bounds[0] <= one.right.value + 1e-12 for one in found)
    assert all(one.right.value - 1e-12 <= one.right.bounds[1] for one in found)
    assert wrong_when_sure(pairs).part <= wrong_when_sure(pairs).whole


def test_drawn_papers_are_read_and_a_plot_is_drawn(tmp_path: Path) -> None:
    arguments = [str(tmp_path), "--cases", "digital-complete.pdf", "--index"]
    CliRunner().invoke(draw, arguments, catch_exceptions=False)

    done = CliRunner().invoke(
        main, [str(tmp_path), "--plot", str(tmp_path / "plot.png")], catch_exceptions=False
    )
    truth = json.loads((tmp_path / "index.jsonl").read_text())

    assert done.exit_code == 0
    assert truth["file"] == "digital-complete.pdf"
    assert "expected calibration error" in done.output
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
