"""One recogniser for all tests of reading."""

import pytest

from parsers.options import ReadOptions
from parsers.reading import PageReader


@pytest.fixture(scope="session")
def reader() -> PageReader:
    """Read in this process; loading the recogniser once is enough."""
    return PageReader(ReadOptions())
