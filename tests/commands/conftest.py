"""Offices whose parts are real; the readers, slow to start, are shared."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from support.office import MakeOffice, Office

from intake_daemon.logging import set_up_logging
from parsers.options import ReadOptions
from parsers.readers import Readers


@pytest.fixture(scope="session", autouse=True)
def _logs_off_stdout() -> None:
    """As every command does for itself; here the parts are open before any command runs."""
    set_up_logging(json=False, level="WARNING", stream=sys.__stderr__)


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    with Readers(ReadOptions(), workers=1) as shared:
        yield shared


@pytest.fixture
def make_office(tmp_path: Path, readers: Readers) -> Iterator[MakeOffice]:
    """Makes an office with other settings."""
    with ExitStack() as opened:
        yield lambda **settings: opened.enter_context(closing(Office(tmp_path, readers, **settings)))


@pytest.fixture
def office(make_office: MakeOffice) -> Office:
    return make_office()
