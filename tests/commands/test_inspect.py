"""`inspect --picture` at the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake_daemon.cli import cli

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["inspect", *arguments])


def test_the_picture_is_written_beside_the_answer(tmp_path: Path) -> None:
    target = tmp_path / "seen.pdf"

    done = run(str(CORPUS / "mail-status.eml"), "--picture", str(target))

    assert done.exit_code == 0, done.output
    assert "status_inquiry" in done.stdout
    assert f"picture: {target}" in done.stderr
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["seen.gif", "seen"])
def test_a_picture_of_another_kind_is_refused_before_anything_is_read(name: str, tmp_path: Path) -> None:
    done = run(str(tmp_path / "not-there.pdf"), "--picture", str(tmp_path / name))

    assert done.exit_code == 2
    assert "must end in .pdf or .png" in done.stderr


def test_without_the_option_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    run(str(CORPUS / "mail-status.eml"))

    assert list(tmp_path.iterdir()) == []
