"""The figures of the matcher's examination: what they count, and that the committed page agrees with itself."""

import re
from pathlib import Path

import pytest

from benchmarks.duplicates import examine, page, seeds
from benchmarks.requests.score import Tally, score, upper_bound
from intake_daemon.matching.lines import MatchedLine
from intake_daemon.model import Outcome, Relation

PAGE = Path(__file__).parents[2] / "docs" / "matching-figures.md"


def row(**given: object) -> dict[str, object]:
    plain = {
        "role": "incoming",
        "label": "duplicate",
        "of": "S1",
        "person": "P1",
        "case": "typo",
        "hard": False,
    }
    return {"id": "I1", **plain, **given}


def answer(outcome: str, relation: str, of: str | None = None, patient_of: str | None = None) -> MatchedLine:
    return MatchedLine(
        id="I1",
        outcome=Outcome(outcome),
        relation=Relation(relation),
        of=of,
        patient_of=patient_of,
        score=1.0,
        because=(),
    )


STORED = [
    row(id="S1", role="stored", label=None, of=None),
    row(id="S2", role="stored", label=None, of=None, person="P2"),
    row(id="S3", role="stored", label=None, of=None),
]


def counted(incoming: dict[str, object], said: MatchedLine) -> Tally:
    return score([*STORED, incoming], [said])


def test_a_duplicate_tied_to_its_request_counts_as_found_at_once() -> None:
    tally = counted(row(), answer("duplicate", "resend", "S1", "S1"))

    assert (tally.figures["auto"], tally.figures["found"], tally.figures["false merges"]) == (1, 1, 0)
    assert tally.misses == []


@pytest.mark.parametrize("of", ["S2", "S3"])
def test_a_duplicate_tied_to_another_request_is_a_false_merge_even_of_the_same_patient(of: str) -> None:
    tally = counted(row(), answer("duplicate", "resend", of, of))

    assert (tally.figures["auto"], tally.figures["false merges"]) == (0, 1)
    assert [miss.kind for miss in tally.misses] == ["false merge"]


def test_a_duplicate_shown_to_a_person_is_found_but_not_at_once() -> None:
    tally = counted(row(), answer("review", "new", "S1"))

    assert (tally.figures["auto"], tally.figures["found"], tally.figures["review"]) == (0, 1, 1)


def test_another_person_tied_to_a_patient_counts_unless_a_person_is_asked() -> None:
    stranger = row(label="different-person", person="P9", of="S1")

    assert counted(stranger, answer("new", "new_for_patient", None, "S1")).figures["false patients"] == 1
    assert counted(stranger, answer("review", "new", "S1", "S1")).figures["false patients"] == 0
    assert counted(stranger, answer("new", "new")).misses == []


def test_a_new_request_is_right_if_tied_to_any_request_of_that_patient() -> None:
    known = row(label="new-request-same-patient")

    assert counted(known, answer("new", "new_for_patient", None, "S3")).figures["right patient"] == 1
    assert counted(known, answer("new", "new_for_patient", None, "S2")).figures["wrong patients"] == 1
    assert counted(known, answer("new", "new")).misses[0].kind == "not linked"


def test_what_nobody_could_tell_is_not_asked_for() -> None:
    tally = counted(row(hard=True), answer("review", "new", "S1"))

    assert tally.figures["decidable"] == 0
    assert tally.misses == []


@pytest.mark.parametrize(("seen", "of", "share"), [(0, 1000, 0.00299), (1, 100, 0.0466), (5, 50, 0.1995)])
def test_the_upper_bound_is_that_of_the_tables(seen: int, of: int, share: float) -> None:
    assert upper_bound(seen, of) == pytest.approx(share, rel=0.01)


def test_seeds_are_named_by_ends_or_one_by_one() -> None:
    assert seeds("3") == [3]
    assert seeds("1-3,7") == [1, 2, 3, 7]


def numbers(line: str) -> list[int]:
    return [int(cell) if cell.strip() else 0 for cell in line.split("|")[3:-1]]


def check(text: str) -> int:
    """Compare sums and rows of every table of cases; the number of tables checked."""
    profiles = text.split("## Profile")[1:]
    for profile in profiles:
        lines = [line for line in profile.splitlines() if line.startswith("|")]
        head = next(index for index, line in enumerate(lines) if line.startswith("| truth"))
        cases, last = lines[head + 2 : -1], lines[-1]
        assert numbers(last) == [sum(column) for column in zip(*map(numbers, cases), strict=True)]
        incoming = int(re.search(r"of all that came \| \d+/(\d+)", profile)[1])  # type: ignore[index]
        reviewed = int(re.search(r"of all that came \| (\d+)/", profile)[1])  # type: ignore[index]
        assert incoming == sum(numbers(last))
        assert reviewed == numbers(last)[2]
    return len(profiles)


def test_a_page_agrees_with_its_own_sums() -> None:
    tally, _ = examine("dev", seed=1, stored=150, incoming=150)

    assert check(page({"dev": tally}, [1], 150, 150)) == 1


@pytest.mark.skipif(not PAGE.exists(), reason="the page has not been written yet")
def test_the_committed_page_agrees_with_its_own_sums() -> None:
    assert check(PAGE.read_text(encoding="utf-8")) == 2
