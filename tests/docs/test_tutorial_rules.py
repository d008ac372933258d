"""The tutorial on rules does what it shows, from a clean start."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from support.session import missing, play, steps

ROOT = Path(__file__).parents[2]
STEPS = steps((ROOT / "docs" / "tutorial-rules.md").read_text())
FEW = ("acroform-complete.pdf", "mail-own-records.eml", "mail-newsletter.eml")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder in which `intake-daemon` is at hand, with a few papers for its demonstration that need no OCR."""
    papers = tmp_path / "papers" / "corpus"
    papers.mkdir(parents=True)
    truth = json.loads((ROOT / "fixtures" / "expected.json").read_text())
    for name in FEW:
        shutil.copy(ROOT / "fixtures" / "corpus" / name, papers / name)
    (tmp_path / "papers" / "expected.json").write_text(
        json.dumps([row for row in truth if row["file"] in FEW])
    )
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs" / "intake-daemon"
    start = f'exec {sys.executable} -m intake_daemon "$@"'
    program.write_text(
        f'#!/bin/sh\ncase "$1" in demo) set -- "$@" --fixtures {tmp_path}/papers ;; esac\n{start}\n'
    )
    program.chmod(0o755)
    (tmp_path / "at").mkdir()
    return tmp_path / "at"


def test_every_command_of_the_tutorial_prints_what_the_page_shows(place: Path) -> None:
    assert len(STEPS) >= 10

    for step in STEPS:
        done = play(step.command, place, programs=place.parent / "programs")

        assert done.returncode == 0, f"{step.command}\n{done.stdout}"
        assert missing(step, done.stdout) == [], f"{step.command}\n{done.stdout}"

    assert "third-party-signature-age" in (place / "effect.html").read_text()
    assert "third-party-signature-age" in "".join(
        file.read_text() for file in (place / "practice" / "rules").rglob("*.yaml")
    )
