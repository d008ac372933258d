"""One document through the rules in force and through edited ones, read once and judged twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select, update
from support.command import run
from support.edited_rules import put_in_force, texts, with_change, with_days, with_rule, written
from support.office import CORPUS, Office, truth

import rules
from intake_daemon.cli import cli
from intake_daemon.store.base import Base
from intake_daemon.store.requests import DecisionRow

PAPER = CORPUS / "acroform-complete.pdf"
RECEIVED = ("--received", "2026-11-02")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="intake-daemon")


def document(*arguments: str) -> Any:
    done = call("rules", "try", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def asked(office: Office) -> Office:
    """A request without a purpose, decided on by the shipped rules."""
    put_in_force(office, texts())
    office.receive(
        truth("fax-complete.pdf", authorization__purpose=None, requestor__phone=None), name="first"
    )
    return office


def test_a_document_is_judged_by_both_sets_and_what_differs_is_named(tmp_path: Path) -> None:
    folder = written(with_rule(), tmp_path / "edited")

    found = document(str(PAPER), "--rules", str(folder), *RECEIVED)
    inspected = json.loads(call("inspect", str(PAPER), *RECEIVED, "--json").stdout)

    (one,) = found["tried"][0]["requests"]
    assert (found["before"], found["after"]) == (
        rules.load(rules.SHIPPED).version,
        rules.load(folder).version,
    )
    assert one["before"]["decision"] == inspected["requests"][0]["decision"]
    assert one["before"]["reasons"] == inspected["requests"][0]["reasons"]
    assert "asker-gives-a-telephone" in [behind["name"] for behind in one["because"]]
    assert one["because"][0]["before"]["result"] == "not there"
    assert "asker-gives-a-telephone" not in {finding["rule"] for finding in one["before"]["findings"]}


def test_the_same_rules_make_no_difference(tmp_path: Path) -> None:
    folder = written(texts(), tmp_path / "edited")

    said = call("rules", "try", str(PAPER), "--rules", str(folder), *RECEIVED)

    assert said.exit_code == 0
    assert "The two come to the same." in said.stdout
    assert "No difference." in said.stdout


def test_a_stored_request_is_tried_on_the_facts_of_its_decision(asked: Office, tmp_path: Path) -> None:
    folder = written(with_change("authorization-purpose", "then: ask", "then: review"), tmp_path / "edited")

    found = asked.json("rules", "try", "--request", asked.reference(1), "--rules", str(folder))
    said = asked.said("rules", "try", "--request", asked.reference(1).lower(), "--rules", str(folder))

    (one,) = found["tried"][0]["requests"]
    assert (one["before"]["decision"], one["after"]["decision"]) == ("clarify", "review")
    assert (one["before"]["asks"], one["after"]["asks"]) == (["authorization.purpose"], [])
    assert [behind["name"] for behind in one["because"]] == ["authorization-purpose"]
    assert (one["because"][0]["before"]["effect"], one["because"][0]["after"]["effect"]) == ("ask", "review")
    assert "Differs (*): newly to a person." in said
    assert "in force: fail, ask; on trial: fail, review" in said


def test_a_figure_that_makes_the_difference_is_named(asked: Office, tmp_path: Path) -> None:
    folder = written(with_days("third_party_authorization", 3), tmp_path / "edited")

    found = asked.json("rules", "try", "--request", asked.reference(1), "--rules", str(folder))

    (one,) = found["tried"][0]["requests"]
    assert "other due day" in one["changes"]
    assert [behind["name"] for behind in one["because"]] == [
        "policy.yaml: kinds.third_party_authorization.target_days"
    ]
    assert one["after"]["due_on"] < one["before"]["due_on"]


def test_without_a_folder_the_configured_one_is_tried_against_what_is_in_force(asked: Office) -> None:
    put_in_force(asked, with_rule())

    found = asked.json("rules", "try", "--request", asked.reference(1))

    (one,) = found["tried"][0]["requests"]
    assert found["after"] == rules.load(rules.SHIPPED).version
    assert "requestor.phone" in one["before"]["asks"]
    assert "requestor.phone" not in one["after"]["asks"]


def test_a_request_whose_facts_were_not_kept_is_put_together_anew_and_it_is_said(asked: Office) -> None:
    with asked.session() as session:
        session.execute(update(DecisionRow).values(case=None))

    found = asked.json("rules", "try", "--request", asked.reference(1))

    assert found["tried"][0]["rebuilt"]
    assert found["tried"][0]["requests"][0]["before"]["decision"] == "clarify"


def test_trying_writes_nothing(asked: Office, tmp_path: Path) -> None:
    def rows() -> dict[str, int]:
        with asked.session() as session:
            tables = Base.metadata.sorted_tables
            return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}

    before = rows()
    folder = str(written(with_rule(), tmp_path / "edited"))

    asked.said("rules", "try", "--request", asked.reference(1), "--rules", folder)
    asked.said("rules", "try", str(PAPER), "--rules", folder)

    assert before == rows()


def test_the_text_fits_100_columns(asked: Office, tmp_path: Path) -> None:
    folder = str(written(with_rule(), tmp_path / "edited"))

    done = run(asked, "rules", "try", "--request", asked.reference(1), "--rules", folder, COLUMNS="160")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if len(line.rstrip()) > 100] == []
    assert "\x1b[" not in done.stdout


def test_a_file_that_cannot_be_read_is_told_with_status_1_and_the_others_are_tried(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    folder = str(written(texts(), tmp_path / "edited"))

    done = call("rules", "try", str(broken), str(PAPER), "--rules", folder, *RECEIVED, "--json")

    found = json.loads(done.stdout)["tried"]
    assert done.exit_code == 1
    assert [bool(one["error"]) for one in found] == [True, False]
    assert [len(one["requests"]) for one in found] == [0, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [str(PAPER)],
        [str(PAPER), "--request", "R-2222-2222"],
        ["--request", "R-2222-2222", "--against-db"],
    ],
)
def test_a_mistake_in_the_call_has_status_2(arguments: list[str]) -> None:
    assert call("rules", "try", *arguments).exit_code == 2


def test_mistakes_in_the_edited_rules_are_told_with_status_78(tmp_path: Path) -> None:
    folder = written(with_rule("- id: broken\n  whn: true\n"), tmp_path / "edited")

    refused = call("rules", "try", str(PAPER), "--rules", str(folder))

    assert refused.exit_code == 78
    assert "ours.yaml:" in refused.stderr
