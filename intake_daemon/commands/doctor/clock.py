"""Time: due days and legal clocks are counted from it."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

from intake_daemon.commands.doctor.result import Result, ok, warn
from intake_daemon.config import Config

CLOCK, ZONE = "clock", "time zone"


def check_clock(_config: Config) -> Iterator[Result]:
    """The machine's clock is kept by a time service, as far as systemd can tell."""
    program = shutil.which("timedatectl")
    said = _synchronised(program) if program else None
    if said == "no":
        yield warn(CLOCK, "the machine's clock is not synchronised", "timedatectl set-ntp true")
    elif said == "yes":
        yield ok(CLOCK, "synchronised")
    else:
        yield ok(CLOCK, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC (nobody here can say whether that is right)")


def _synchronised(program: str) -> str | None:
    try:
        done = subprocess.run(
            [program, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def check_time_zone(config: Config) -> Iterator[Result]:
    """Days are counted where the facility is."""
    now = datetime.now(UTC)
    here, there = now.astimezone(), now.astimezone(config.facility.zone)
    said = f"days are counted in {config.facility.time_zone}, where it is {there:%Y-%m-%d %H:%M}"
    if here.utcoffset() not in (there.utcoffset(), now.utcoffset()):
        yield warn(ZONE, f"{said}, and this machine counts otherwise", "check facility.time_zone")
    else:
        yield ok(ZONE, said)
