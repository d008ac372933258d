"""`rules words` and `rules schema`."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import rules
from intake_daemon.cli import cli


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments], prog_name="intake-daemon")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(rules.SHIPPED, tmp_path / "rules")
    return tmp_path / "rules"


def test_words_are_found_by_what_they_mean() -> None:
    found = json.loads(call("words", "birth date", "--json").stdout)

    assert "age_on(day, day)" in {entry["name"] for entry in found}
    assert call("words", "gibberish-of-no-kind").stdout.startswith("Nothing in conditions")


def test_words_know_the_figures_of_a_folder_even_while_a_rule_in_it_is_wrong(folder: Path) -> None:
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text().replace("house:\n", "house:\n  winter_days: 12\n"))
    (folder / "broken.yaml").write_text("- id: broken\n")

    (entry,) = json.loads(call("words", "winter", "--rules", str(folder), "--json").stdout)

    assert (entry["name"], entry["example"]) == ("house.winter_days", "house.winter_days == 12")


@pytest.mark.parametrize("file", ["rules", "policy", "matching"])
def test_a_schema_is_printed_as_published(file: str) -> None:
    assert call("schema", file).stdout == (rules.SHIPPED / "schema" / f"{file}.json").read_text()


def test_schemas_are_written_beside_rules_that_have_none_and_the_rules_stay_as_they_were(
    folder: Path,
) -> None:
    shutil.rmtree(folder / "schema")
    before = rules.load(folder)
    house = folder / "house" / "delivery.yaml"
    house.write_text("".join(house.read_text().splitlines(keepends=True)[1:]))

    written = call("schema", "--write", str(folder))

    assert written.exit_code == 0
    assert sorted(path.name for path in (folder / "schema").iterdir()) == [
        "matching.json", "policy.json", "rules.json",
    ]  # fmt: skip
    assert house.read_text() == (rules.SHIPPED / "house" / "delivery.yaml").read_text()
    assert [rule.text for rule in rules.load(folder).rules] == [rule.text for rule in before.rules]


def test_init_writes_the_schemas_where_the_copied_files_look_for_them(tmp_path: Path) -> None:
    made = CliRunner().invoke(cli, ["init", "--dir", str(tmp_path / "etc")], prog_name="intake-daemon")
    copied = tmp_path / "etc" / "rules"

    named = {
        path: path.read_text().splitlines()[0].rpartition("$schema=")[2] for path in copied.rglob("*.yaml")
    }

    assert made.exit_code == 0
    assert len(named) == len(list(rules.SHIPPED.rglob("*.yaml")))
    assert [path for path, schema in named.items() if not path.parent.joinpath(schema).is_file()] == []
