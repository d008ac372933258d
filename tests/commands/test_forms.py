"""`intake-daemon forms`: from a blank on disk to a form that is known."""

import json
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner, Result
from support.house_form import house_form

from fixtures.draw.blank import draw_blank
from intake_daemon.cli import cli


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("blank") / "Release form (2026).pdf"
    file.write_bytes(draw_blank(house_form()))
    return file


@pytest.fixture(scope="module")
def known(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which one form is known."""
    folder = tmp_path_factory.mktemp("forms")
    assert forms("add", str(blank), "--name", "house", folder=folder).exit_code == 0
    return folder


def forms(*words: str, folder: Path) -> Result:
    return CliRunner().invoke(cli, ["forms", *words, "--forms", str(folder)])


def test_a_blank_becomes_a_folder_named_after_its_file(blank: Path, tmp_path: Path) -> None:
    added = forms("add", str(blank), folder=tmp_path)
    assert (added.exit_code, added.stderr) == (0, "")
    files = {path.name for path in (tmp_path / "Release-form-2026").iterdir()}
    assert {"form.yaml", "page-1.png", "print.json"} == files
    assert "forms show Release-form-2026 --picture" in added.stdout


def test_a_form_is_not_overwritten_unasked(known: Path, blank: Path) -> None:
    again = forms("add", str(blank), "--name", "house", folder=known)
    assert again.exit_code == 1
    assert "there is a form house already" in again.stderr
    assert forms("add", str(blank), "--name", "house", "--replace", folder=known).exit_code == 0


def test_known_forms_are_listed(known: Path) -> None:
    listed = json.loads(forms("list", "--json", folder=known).stdout)
    assert [(form["name"], form["language"], form["pages"], form["state"]) for form in listed] == [
        ("house", "en", 1, "ready")
    ]


def test_the_places_are_shown_and_drawn(known: Path, tmp_path: Path) -> None:
    picture = tmp_path / "places.png"
    shown = forms("show", "house", "--picture", str(picture), folder=known)
    assert shown.exit_code == 0
    assert "patient.dob" in shown.stdout
    drawn = cv2.imread(str(picture))
    assert drawn is not None
    assert (drawn[..., 0].astype(int) - drawn[..., 2] > 80).any()  # blue frames on a white page


def test_a_mistake_in_a_file_fails_the_check(known: Path) -> None:
    assert forms("check", folder=known).exit_code == 0
    file = known / "house" / "form.yaml"
    right = file.read_text()
    file.write_text(right.replace("holds: date", "holds: dato", 1))
    checked = forms("check", "house", folder=known)
    file.write_text(right)
    assert checked.exit_code == 1
    assert "house/form.yaml:" in checked.stdout
    assert "Did you mean date?" in checked.stdout


def test_a_form_that_is_not_there_is_said_with_what_was_meant(known: Path) -> None:
    shown = forms("show", "hause", folder=known)
    assert shown.exit_code == 1
    assert "did you mean house?" in shown.stderr


def test_a_removed_form_is_gone(blank: Path, tmp_path: Path) -> None:
    forms("add", str(blank), "--name", "old", folder=tmp_path)
    assert forms("remove", "old", folder=tmp_path).exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_no_blank(tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Dear Madam, please send me the form. " * 40)
    added = forms("add", str(text), folder=tmp_path / "forms")
    assert added.exit_code == 1
    assert "from a PDF or a picture" in added.stderr


def test_a_name_that_would_leave_the_folder_is_refused(blank: Path, tmp_path: Path) -> None:
    assert forms("add", str(blank), "--name", "../elsewhere", folder=tmp_path).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_inspect_knows_the_forms_of_a_folder(known: Path, blank: Path) -> None:
    seen = CliRunner().invoke(cli, ["inspect", "--json", "--forms", str(known), str(blank)])
    assert [page["form"] for page in json.loads(seen.stdout)["forms"]] == ["house"]


def test_doctor_tells_which_forms_are_known(known: Path) -> None:
    from intake_daemon.commands.doctor.forms import check_forms
    from intake_daemon.config import Config

    results = list(check_forms(Config.model_construct(forms=known)))
    assert [(str(result.level), result.message) for result in results] == [("ok", "1: house")]


def test_forms_stand_beside_the_configuration_unless_it_says_otherwise(tmp_path: Path) -> None:
    from intake_daemon.commands.initial_config import initial_config
    from intake_daemon.config import load

    file = tmp_path / "intake.toml"
    file.write_text(initial_config({}, filled=True))
    assert tmp_path / "forms" == load(file).forms
