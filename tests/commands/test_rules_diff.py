"""`rules diff` on folders and on what the store keeps."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.office import MakeOffice

import rules
from intake_daemon.assemble import assemble, dismantle
from intake_daemon.cli import cli
from intake_daemon.config import load


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="intake-daemon")


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The shipped rules with an older signature refused sooner."""
    folder = tmp_path / "edited"
    shutil.copytree(rules.SHIPPED, folder)
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text().replace("signature_age_days: 365", "signature_age_days: 180"))
    return folder


def test_two_folders_that_differ_end_with_status_1_and_equal_ones_with_0(edited: Path) -> None:
    differs = call("rules", "diff", str(rules.SHIPPED), str(edited))
    same = call("rules", "diff", str(edited), str(edited))

    assert (differs.exit_code, same.exit_code) == (1, 0)
    assert "policy.yaml: house.signature_age_days: 365 → 180" in differs.stdout
    assert same.stdout.startswith("no difference")


def test_a_single_folder_is_compared_with_what_is_in_force(edited: Path) -> None:
    found = json.loads(call("rules", "diff", str(edited), "--json").stdout)

    assert [figure["key"] for figure in found["figures"]] == ["house.signature_age_days"]
    assert found["new"] == rules.load(edited).version


def test_files_are_compared_line_by_line_when_asked(edited: Path) -> None:
    found = call("rules", "diff", str(rules.SHIPPED), str(edited), "--text")

    assert found.exit_code == 1
    assert "+  signature_age_days: 180" in found.stdout


def test_what_is_no_set_of_rules_is_a_mistake_in_the_call() -> None:
    refused = call("rules", "diff", "no-such-folder")

    assert refused.exit_code == 2
    assert "is no folder" in refused.stderr


def test_a_set_with_mistakes_is_named_and_can_be_compared_as_text(edited: Path) -> None:
    (edited / "broken.yaml").write_text("- id: broken\n")

    refused = call("rules", "diff", str(edited))

    assert refused.exit_code == 78
    assert str(edited) in refused.stderr
    assert call("rules", "diff", str(edited), "--text").exit_code == 1


def test_a_version_that_decided_is_found_by_its_first_letters(make_office: MakeOffice, edited: Path) -> None:
    office = make_office()
    dismantle(assemble(load(office.config), ready_to_read=False))
    before = rules.load(rules.SHIPPED).version

    by_version = call("--config", str(office.config), "rules", "diff", before[:8], str(edited))
    in_force = call("--config", str(office.config), "rules", "diff", "in-force", str(edited))
    unknown = call("--config", str(office.config), "rules", "diff", "ffffffffff")
    short = call("--config", str(office.config), "rules", "diff", before[:2])

    assert "house.signature_age_days: 365 → 180" in by_version.stdout
    assert in_force.stdout == by_version.stdout
    assert (unknown.exit_code, short.exit_code) == (2, 2)
