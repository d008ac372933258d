"""The command line as a process of its own."""

import os
import subprocess
import sys

from support.office import Office


def run(office: Office, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command on an office's configuration."""
    command = [sys.executable, "-m", "intake_daemon.cli", "--config", str(office.config), *arguments]
    settings = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=settings)
