"""A gallery of mistakes, one a file, each with all that is said of it beside it."""

from pathlib import Path

import pytest
from support.wrong_rules import said_of

GALLERY = sorted((Path(__file__).parent / "bad").glob("*/*.yaml"))


@pytest.mark.parametrize("bad", GALLERY, ids=[f"{path.parent.name}-{path.stem}" for path in GALLERY])
def test_all_that_is_said_of_a_mistake_stands_beside_it(bad: Path) -> None:
    expected = bad.with_suffix(".txt").read_text(encoding="utf-8")

    assert expected == said_of(bad.name, bad.read_text(encoding="utf-8"))


def test_every_file_of_the_gallery_is_found_wrong() -> None:
    assert [path.name for path in GALLERY if not path.with_suffix(".txt").read_text().strip()] == []
