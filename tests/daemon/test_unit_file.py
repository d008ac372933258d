import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "systemd" / "intake-daemon.service"
EXPOSURE_LIMIT = 2.0

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd's own judgement needs its tools on the machine"
)


def settings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


@needs_systemd
def test_systemd_finds_the_unit_little_exposed() -> None:
    report = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)],
        capture_output=True,
        text=True,
    )
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", report.stdout)

    assert exposure is not None, report.stderr
    assert float(exposure.group(1)) <= EXPOSURE_LIMIT


@needs_systemd
def test_systemd_understands_every_line_of_the_unit() -> None:
    report = subprocess.run(["systemd-analyze", "verify", str(UNIT)], capture_output=True, text=True)
    complaints = [
        line for line in report.stderr.splitlines() if UNIT.name in line and "not executable" not in line
    ]

    assert complaints == []


def test_a_wrong_configuration_is_not_restarted() -> None:
    assert settings()["RestartPreventExitStatus"] == ["78"]


def test_the_drain_fits_into_the_time_that_systemd_gives() -> None:
    from intake_daemon.daemon import DRAIN_SECONDS

    assert int(settings()["TimeoutStopSec"][0]) > DRAIN_SECONDS


def test_a_state_folder_cannot_shadow_our_packages() -> None:
    assert "PYTHONSAFEPATH=1" in settings()["Environment"][0]


def test_the_unit_is_one_that_an_ini_parser_reads() -> None:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text())

    assert parser.sections() == ["Unit", "Service", "Install"]
