"""Killed at random moments while documents come in; the long form of the named points."""

import subprocess
import sys

import pytest
from support.daemon_process import ROOT


@pytest.mark.soak
def test_thirty_kills_lose_nothing_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "kill.py"), "--kills", "30", "--documents", "60"],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert done.returncode == 0, done.stdout + done.stderr
