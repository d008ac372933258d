"""A gallery of rule files that must be refused, each saying in its head what has to be told."""

import re
import shutil
from pathlib import Path

import pytest

import rules
from intake_daemon.errors import ConfigError

GALLERY = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
GOOD = "house/delivery.yaml"


def folder_with(tmp_path: Path, bad: Path) -> Path:
    """A rules folder in which this one file is wrong."""
    (tmp_path / GOOD).parent.mkdir()
    shutil.copy(rules.SHIPPED / GOOD, tmp_path / GOOD)
    shutil.copy(rules.SHIPPED / "policy.yaml", tmp_path / "policy.yaml")
    shutil.copy(bad, tmp_path / name_in_folder(bad))
    return tmp_path


def name_in_folder(bad: Path) -> str:
    """The name under which a file of the gallery is read: two files have a name of their own."""
    kind = bad.name.partition("-")[0]
    return f"{kind}.yaml" if kind in ("policy", "matching") else bad.name


def expected(bad: Path) -> list[str]:
    return re.findall(r"^# expect: (.*)$", bad.read_text(), re.MULTILINE)


@pytest.mark.parametrize("bad", GALLERY, ids=[path.stem for path in GALLERY])
def test_a_wrong_file_is_refused_with_the_place_and_what_to_do(bad: Path, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, bad)

    with pytest.raises(ConfigError) as refused:
        rules.load(folder)
    message = str(refused.value)

    assert expected(bad)
    for said in expected(bad):
        assert said in message
    assert {name_in_folder(bad)} == {problem.file for problem in rules.mistakes(rules.check(folder))}


@pytest.mark.parametrize("bad", GALLERY, ids=[path.stem for path in GALLERY])
def test_every_problem_of_a_file_points_into_it(bad: Path, tmp_path: Path) -> None:
    for problem in rules.check(folder_with(tmp_path, bad)):
        lines = (tmp_path / problem.file).read_text().splitlines()

        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def test_the_caret_stands_under_the_misspelt_word(tmp_path: Path) -> None:
    bad = next(path for path in GALLERY if path.stem == "misspelt-field-in-condition")

    (problem,) = rules.mistakes(rules.check(folder_with(tmp_path, bad)))

    assert problem.suggestion == "patient.dob.present"
    assert problem.source[problem.column - 1 :].startswith("patient.dbo.present")
    place, line, caret = problem.render().split("\n")
    assert "misspelt-field-in-condition.yaml:5:9: a-rule.when: " in place
    assert line.index("patient.dbo") == caret.index("^")


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for path in GALLERY:
        shutil.copy(path, tmp_path / name_in_folder(path))

    told = {problem.file for problem in rules.mistakes(rules.check(tmp_path))}

    assert {name_in_folder(path) for path in GALLERY} == told


def test_a_folder_without_policy_or_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="this file is missing from the folder"):
        rules.load(tmp_path)
    with pytest.raises(ConfigError, match="there is no such folder"):
        rules.load(tmp_path / "nowhere")


def test_the_shipped_rules_have_no_problem() -> None:
    assert rules.check(rules.SHIPPED) == ()
