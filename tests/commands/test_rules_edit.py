"""`rules new`, `rules switch` and `rules set` on a folder."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.office import MakeOffice

import rules
from intake_daemon.cli import cli


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments], prog_name="intake-daemon")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.SHIPPED, tmp_path / "rules")
    return tmp_path / "rules"


def test_a_figure_is_set_with_its_comment_kept_and_the_change_shown(folder: Path) -> None:
    done = call("set", "house.signature_age_days", "180", "--rules", str(folder))

    assert done.exit_code == 0
    assert "-  signature_age_days: 365  # older signatures are looked at by a person" in done.stdout
    assert "+  signature_age_days: 180  # older signatures are looked at by a person" in done.stdout
    assert f"rules apply {folder}" in done.stdout
    assert rules.load(folder).policy.house["signature_age_days"] == 180


def test_a_change_that_breaks_examples_is_written_only_when_that_is_meant(folder: Path) -> None:
    before = rules.load(folder).version

    refused = call("set", "house.adult_age", "3", "--rules", str(folder))
    version_then = rules.load(folder).version
    written = call("set", "house.adult_age", "3", "--even-so", "--rules", str(folder))

    assert refused.exit_code == 1
    assert "come" in refused.stderr
    assert "nothing was written" in refused.stderr
    assert ".examples." in refused.stdout
    assert version_then == before
    assert written.exit_code == 0
    assert "does not load before that is mended" in written.stdout
    assert "adult_age: 3" in (folder / "policy.yaml").read_text()


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = rules.load(folder).version

    done = call("set", "house.rush_days", "3", "--dry-run", "--rules", str(folder))

    assert "Would be written" in done.stdout
    assert rules.load(folder).version == before


def test_what_says_so_already_is_left_alone(folder: Path) -> None:
    done = call("set", "house.signature_age_days", "365", "--rules", str(folder))

    assert "says so already" in done.stdout


def test_a_new_rule_is_made_switched_on_and_then_counts(folder: Path) -> None:
    made = call("new", "my-rule", "--rules", str(folder))
    switched = call("switch", "my-rule", "on", "--rules", str(folder))

    rule = rules.load(folder).rule("my-rule")
    assert (made.exit_code, switched.exit_code) == (0, 0)
    assert rule is not None
    assert rule.in_use
    assert (folder / "own.yaml").read_text().startswith("# yaml-language-server: $schema=schema/rules.json\n")


def test_a_refused_change_writes_nothing_and_ends_with_status_1(folder: Path) -> None:
    before = rules.load(folder).version

    refused = call("set", "house.signature_age", "180", "--rules", str(folder))

    assert refused.exit_code == 1
    assert "Did you mean house.signature_age_days?" in refused.stderr
    assert rules.load(folder).version == before


def test_the_rules_that_came_with_the_program_are_not_written_to() -> None:
    refused = call("set", "house.rush_days", "3")

    assert refused.exit_code == 2
    assert "rules that came with the program" in refused.stderr


@pytest.mark.parametrize("file", ["../own.yaml", "/tmp/own.yaml", "own.txt"])
def test_a_file_outside_the_folder_is_refused(folder: Path, file: str) -> None:
    assert call("new", "my-rule", "--file", file, "--rules", str(folder)).exit_code == 2


def test_who_edits_the_folder_that_is_followed_is_told_so(make_office: MakeOffice, folder: Path) -> None:
    office = make_office()
    config = office.config.read_text()
    office.config.write_text(f'rules = "{folder}"\n{config}')

    done = CliRunner().invoke(cli, ["--config", str(office.config), "rules", "set", "house.rush_days", "3"])

    assert done.exit_code == 0
    assert "a running daemon follows" in done.stderr
    assert rules.load(folder).policy.house["rush_days"] == 3
