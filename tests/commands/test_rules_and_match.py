"""Commands that need neither database nor configuration."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import rules
from intake_daemon.cli import cli

KEYS = {"id", "outcome", "relation", "of", "patient_of", "score", "because"}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="intake-daemon")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.SHIPPED, tmp_path / "rules")
    return tmp_path / "rules"


def test_the_shipped_rules_have_no_mistakes_and_their_examples_hold() -> None:
    assert (call("rules", "check").exit_code, call("rules", "test").exit_code) == (0, 0)
    assert json.loads(call("rules", "check", "--json").stdout) == []


def test_mistakes_are_told_by_file_and_line_with_status_1(folder: Path) -> None:
    house = folder / "house" / "delivery.yaml"
    house.write_text(house.read_text() + "\n- id: broken\n  whn: true\n")

    checked = call("rules", "check", "--rules", str(folder))
    problems = json.loads(call("rules", "check", "--rules", str(folder), "--json").stdout)

    assert checked.exit_code == 1
    assert "house/delivery.yaml:" in checked.stdout
    assert {"house/delivery.yaml"} == {problem["file"] for problem in problems if not problem["warning"]}
    assert call("rules", "test", "--rules", str(folder)).exit_code == 78


def test_a_rule_is_explained_in_words_and_an_unknown_one_is_a_mistake_in_the_call() -> None:
    names = [rule.id for rule in rules.load(rules.SHIPPED).rules]

    one = call("rules", "explain", names[0])
    everything = call("rules", "explain")

    assert names[0] in one.stdout
    assert [name for name in names if name not in everything.stdout] == []
    assert call("rules", "explain", "no-such-rule").exit_code == 2


def request(number: str, **patient: str) -> dict[str, object]:
    person = {"first": "Yusuf", "last": "Chatterjee", "dob": "1958-09-23", "mrn": "4471100", **patient}
    return {
        "id": number,
        "requestor": {"organization": "Lockhart & Goodspeed LLP", "fax": "+18595550150"},
        "patient": person,
        "date_range": {"start": "2024-01-01", "end": "2024-12-31"},
        "record_types": ["all"],
        "received_at": "2026-11-02T12:00:00Z",
    }


def test_the_matcher_answers_every_line_in_order_on_standard_output_alone(tmp_path: Path) -> None:
    stored, incoming = tmp_path / "stored.jsonl", tmp_path / "incoming.jsonl"
    stored.write_text(json.dumps(request("s1")) + "\n")
    lines = [
        json.dumps(request("i1")),
        "not JSON",
        json.dumps(request("i2", first="Ann", last="Lee", dob="2001-01-01", mrn="9")),
    ]
    incoming.write_text("\n".join(lines) + "\n")

    done = subprocess.run(
        [sys.executable, "-m", "intake_daemon.cli", "match", str(stored), str(incoming)],
        capture_output=True,
        text=True,
        check=False,
    )

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(one["id"], one["outcome"], one["of"]) for one in answers] == [
        ("i1", "duplicate", "s1"),
        ("i2", "new", None),
    ]
    assert [set(one) for one in answers] == [KEYS, KEYS]
    assert "incoming.jsonl line 2" in done.stderr


def test_the_figures_of_a_rules_folder_are_those_the_matcher_uses(folder: Path, tmp_path: Path) -> None:
    stored, incoming = tmp_path / "stored.jsonl", tmp_path / "incoming.jsonl"
    stored.write_text(json.dumps(request("s1")) + "\n")
    incoming.write_text(json.dumps(request("i1")) + "\n")
    figures = folder / "matching.yaml"
    figures.write_text(figures.read_text().replace("always_review: []", "always_review: [mrn.exact]"))

    as_shipped = json.loads(call("match", str(stored), str(incoming)).stdout)
    stricter = json.loads(call("match", str(stored), str(incoming), "--rules", str(folder)).stdout)

    assert (as_shipped["outcome"], stricter["outcome"]) == ("duplicate", "review")


def test_wrong_figures_stop_the_matcher_with_their_place(folder: Path, tmp_path: Path) -> None:
    lines = tmp_path / "requests.jsonl"
    lines.write_text(json.dumps(request("s1")) + "\n")
    (folder / "matching.yaml").write_text("same_bitts: 30\n")

    refused = call("match", str(lines), str(lines), "--rules", str(folder))

    assert (refused.exit_code, refused.stdout) == (78, "")
    assert (
        "matching.yaml:1:1: same_bitts: there is no key same_bitts. Did you mean same_bits?" in refused.stderr
    )
