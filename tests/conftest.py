"""Fixtures that several areas share. Servers are real ones; a missing program is an error, never a skip."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake_daemon.rehearsal.certificates import Certificates, make_certificates
from intake_daemon.rehearsal.dovecot import Dovecot, running_dovecot

# Behind everything installed: tests use the installed packages, and find fixtures/, benchmarks/ and docs/ here.
sys.path.append(str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificates(folder)


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates) -> Iterator[Dovecot]:
    """A running IMAP server; whoever logs in has a mailbox."""
    with running_dovecot(certificates.good) as server:
        yield server
