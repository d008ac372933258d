"""Fixtures that several areas share. Servers are real ones; a missing program is an error, never a skip."""

from pathlib import Path

import pytest
from support.certs import Certificates, make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificates(folder)
