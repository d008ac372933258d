"""Saying of two requests that they are one or two: what a person sees, and what the words do."""

import json

import pytest
from support.command import run
from support.office import Office, truth

from intake_daemon.commands.beside import pairs_of
from intake_daemon.store.requests import FieldRow

FIRST = truth("fax-complete.pdf")
MAYBE = truth("fax-complete.pdf", scope__record_types=None, patient__phone="+16145550188")


@pytest.fixture
def near(office: Office) -> tuple[str, str]:
    """A request, and one that may be the same; gives both references."""
    office.receive(FIRST, name="first")
    office.receive(MAYBE, name="maybe")
    return office.reference(1), office.reference(2)


def test_two_requests_are_shown_side_by_side_with_a_mark_where_they_differ(
    office: Office, near: tuple[str, str]
) -> None:
    first, maybe = near
    shown = office.said("review", "show", maybe)
    assert f"{maybe} beside {first}" in shown
    table = shown.partition(" beside ")[2].partition("\nFields")[0]
    assert max(len(line) for line in table.splitlines()) <= 100
    lines = {line.split()[0]: line for line in table.splitlines() if line.startswith("patient.")}
    assert lines["patient.dob"].rstrip().endswith("=")
    assert lines["patient.phone"].rstrip().endswith("differs")
    assert "may be a request we already have" in shown
    assert "review apart" in office.json("review", "show", maybe)["request"]["next_step"]
    assert "birth date is the same (+13.0)" in shown


def test_scripts_get_the_same_pairs(office: Office, near: tuple[str, str]) -> None:
    first, maybe = near
    beside = office.json("queue", "show", maybe)["beside"]
    pairs = {pair["field"]: pair for pair in beside["fields"]}
    assert beside["reference"] == first
    assert (pairs["patient.phone"]["mark"], pairs["scope.record_types"]["mark"]) == ("differs", None)
    assert office.json("queue", "show", first)["beside"] is None


def test_a_person_s_word_joins_two_and_split_takes_it_back(office: Office, near: tuple[str, str]) -> None:
    first, maybe = near
    assert f"{maybe} is filed with {first}." in office.said("review", "same", maybe)
    assert office.json("queue", "show", first)["attached"] == [maybe]
    office.said("queue", "split", maybe)
    assert office.json("queue", "show", first)["attached"] == []
    assert office.json("queue", "show", maybe)["kept_apart_from"] == [first]
    office.said("audit", "verify")


def test_a_person_s_word_keeps_two_apart_as_a_process_of_its_own(
    office: Office, near: tuple[str, str]
) -> None:
    first, maybe = near
    done = run(office, "review", "apart", maybe, SUDO_USER="maria")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{maybe} is kept apart from {first}." in done.stdout
    shown = run(office, "review", "show", maybe, "--json")
    assert json.loads(shown.stdout)["kept_apart_from"] == [first]
    kept = [row for row in office.json("audit", "show", maybe) if row["action"] == "request.kept_apart"]
    assert [row["actor"] for row in kept] == ["maria"]


def test_what_resembles_nothing_is_neither_same_nor_apart(office: Office, near: tuple[str, str]) -> None:
    first, _ = near
    same, apart = office.call("review", "same", first), office.call("review", "apart", first)
    assert (same.exit_code, apart.exit_code) == (1, 1)
    assert "--with REFERENCE" in same.output
    assert office.call("review", "same", "R-0000-0000").exit_code == 2


def test_a_person_joins_what_nothing_was_found_to_resemble(office: Office) -> None:
    office.receive(FIRST, name="first")
    office.receive(truth("fax-no-dates.pdf"), name="other")
    first, other = office.reference(1), office.reference(2)
    office.said("review", "same", other, "--with", first, "--as", "follow_up")
    assert office.json("queue", "show", other)["request"]["closure_proof"] == f"to {first}"


def test_the_other_requests_of_a_patient_are_counted(office: Office) -> None:
    later = {"scope__start": "2026-05-13", "scope__end": "2026-10-30"}
    office.receive(FIRST, name="first")
    office.receive(truth("fax-complete.pdf", **later), name="later")
    first, second = office.reference(1), office.reference(2)
    assert f"1 other request for this patient: {second}" in office.said("queue", "show", first)
    assert office.json("queue", "show", second)["same_patient"] == [first]
    office.said("queue", "split", second)
    assert office.json("queue", "show", first)["same_patient"] == []


def test_a_value_in_doubt_is_still_the_same_value() -> None:
    def rows(confidence: float) -> list[FieldRow]:
        content = {"value": "1947-05-12", "state": "present", "confidence": confidence}
        return [
            FieldRow(name="patient.dob", state="present", confidence=confidence, person=None, content=content)
        ]

    assert pairs_of(rows(0.97), rows(0.58)) == [("patient.dob", "1947-05-12", "1947-05-12 (0.58)", "=")]
