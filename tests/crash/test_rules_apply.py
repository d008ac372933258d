"""`rules apply` killed at every point: the folder holds one set whole, and nothing of who and why is lost."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.daemon_process import ROOT, DaemonProcess
from support.rule_folders import rule_folder, set_days, version_in

from intake_daemon.store.audit import AuditRow
from intake_daemon.store.rule_changes import RuleChangeRow

KILLER = str(ROOT / "tests" / "support" / "killed_at.py")


class Place:
    """An installation whose first set has come into force, and an edited copy."""

    def __init__(self, folder: Path) -> None:
        self.rules = rule_folder(folder / "rules")
        (self.rules / "README").write_text("stays")
        self.daemon = DaemonProcess(folder, top=f'rules = "{self.rules}"')
        assert self.apply(self.rules) == 0
        self.before = version_in(self.rules)
        self.copy = rule_folder(folder / "copy", days=21)
        self.after = version_in(self.copy)

    def apply(self, source: Path, *wrapper: str) -> int:
        """Put a folder live; the exit status, minus the number of a signal."""
        program = wrapper or ("-m", "intake_daemon")
        arguments = ("--config", str(self.daemon.config), "rules", "apply", str(source), "--note", "why")
        environment = {**self.daemon.environment(), "SUDO_USER": "maria"}
        done = subprocess.run(
            [sys.executable, *program, *arguments], env=environment, capture_output=True, check=False
        )
        return done.returncode

    def states(self) -> list[tuple[str, str]]:
        return [(row.version, row.state) for row in self.daemon.rows(RuleChangeRow)]

    def left_beside(self) -> list[str]:
        return [path.name for path in self.rules.parent.glob(".rules.*")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("point", ["rules-announced", "rules-half-written", "rules-written"])
def test_before_the_swap_nothing_has_changed(place: Place, point: str) -> None:
    assert place.apply(place.copy, KILLER, point) == -signal.SIGKILL
    assert version_in(place.rules) == place.before
    assert place.states() == [(place.before, "in_force"), (place.after, "announced")]

    assert place.apply(place.copy) == 0
    assert version_in(place.rules) == place.after
    assert place.states()[1:] == [(place.after, "withdrawn"), (place.after, "in_force")]
    assert place.left_beside() == []
    assert (place.rules / "README").read_text() == "stays"


@pytest.mark.parametrize("point", ["rules-swapped", "rules-in-force-uncommitted"])
def test_after_the_swap_the_next_start_takes_it_up_with_author_and_note(place: Place, point: str) -> None:
    assert place.apply(place.copy, KILLER, point) == -signal.SIGKILL
    assert version_in(place.rules) == place.after
    assert place.states() == [(place.before, "in_force"), (place.after, "announced")]

    with place.daemon.running_daemon():
        place.daemon.stop()
    assert place.states() == [(place.before, "superseded"), (place.after, "in_force")]
    row = place.daemon.rows(RuleChangeRow)[-1]
    assert "maria" in row.authors
    assert row.note == "why"
    assert len(place.daemon.rows(AuditRow, action="rules.loaded")) == 2
    place.daemon.check()


def test_a_daemon_killed_while_it_takes_a_change_up_does_so_once_at_the_next_start(place: Place) -> None:
    after = set_days(place.rules, 28)
    place.daemon.start(ready=False, wrapper=(KILLER, "rules-in-force-uncommitted"))
    assert place.daemon.ended() == -signal.SIGKILL
    assert place.states() == [(place.before, "in_force")]

    with place.daemon.running_daemon():
        place.daemon.stop()
    assert place.states() == [(place.before, "superseded"), (after, "in_force")]
    place.daemon.check()
