import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
FEW = ("acroform-complete.pdf", "mail-own-records.eml", "mail-newsletter.eml", "mail-out-of-office.eml")


@pytest.fixture
def few_papers(tmp_path: Path) -> Path:
    """The demonstration's papers, but only those that need no OCR."""
    folder = tmp_path / "fixtures"
    (folder / "corpus").mkdir(parents=True)
    truth = json.loads((FIXTURES / "expected.json").read_text())
    for name in FEW:
        shutil.copy(FIXTURES / "corpus" / name, folder / "corpus" / name)
    (folder / "expected.json").write_text(json.dumps([row for row in truth if row["file"] in FEW]))
    return folder


def demo(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "intake_daemon", "demo", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=ROOT, check=False)


def test_the_demonstration_ends_with_every_paper_decided_and_the_audit_verified(
    few_papers: Path, tmp_path: Path
) -> None:
    shown = demo("--fixtures", few_papers, "--dir", tmp_path / "run")

    assert shown.returncode == 0, shown.stderr
    assert f"{len(FEW) + 1} papers through a fax folder and a Dovecot mailbox" in shown.stdout
    assert "The chain holds" in shown.stdout
    assert "Every document has its one outcome" in shown.stdout


def test_the_demonstration_leaves_another_folder_alone(few_papers: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something.txt").touch()

    refused = demo("--fixtures", few_papers, "--dir", tmp_path / "full")

    assert refused.returncode == 2
    assert "is not empty" in refused.stderr


def test_a_folder_without_papers_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    refused = demo("--fixtures", tmp_path / "nothing")

    assert refused.returncode == 78
    assert "give the folder of the papers with --fixtures" in refused.stderr
