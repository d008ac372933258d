"""Pages of known forms are recognised whatever became of them; other pages are not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.house_form import DIGITAL, Edition, filled, house_form, learned_into, only_page, somebody

from fixtures.draw.case import Faxed, Look, Scanned
from fixtures.draw.fax import STANDARD, FaxLine
from fixtures.draw.layouts import LAYOUTS
from fixtures.draw.scan import Glass
from parsers.options import ReadOptions
from parsers.reading import PageReader

FINE = Faxed(FaxLine(skew=0.7, specks=90, lost_lines=4, seed=3), "tif")
LOOKS: dict[str, Look] = {
    "fine": FINE,
    "standard": Faxed(FaxLine(lines=STANDARD, skew=-0.8, specks=60, seed=4), "tif"),
    "upside down": Faxed(FaxLine(upside_down=True, skew=0.5, border=True, seed=5), "pdf"),
    "scan": Scanned(Glass(skew=-0.6, noise=3, shadow=25, seed=6), "pdf"),
    "sideways": Scanned(Glass(skew=0.4, noise=2, shadow=5, turned=1, seed=7), "pdf"),
    "digital": DIGITAL,
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PageReader:
    folder = tmp_path_factory.mktemp("forms")
    learned_into(folder, "house")
    return PageReader(ReadOptions(forms=folder))


@pytest.mark.parametrize("look", LOOKS)
def test_a_filled_in_copy_is_recognised(reader: PageReader, look: str) -> None:
    page = only_page(reader, filled(somebody(), LOOKS[look]))
    assert page.known is not None
    assert page.known.form == "house"


@pytest.mark.parametrize(
    "edition",
    [
        Edition(lower=14),
        Edition(instead=(("Date of birth:", "Visit date:"), ("Fax:", "Phone:"))),
        Edition(
            instead=(("Entire medical record", "Laboratory results"), ("Laboratory results", "Photographs"))
        ),
    ],
    ids=["moved items", "other labels", "other choices"],
)
@pytest.mark.parametrize("look", ["standard", "digital"])
def test_another_edition_is_read_as_an_unknown_form(reader: PageReader, edition: Edition, look: str) -> None:
    page = only_page(reader, filled(somebody(), LOOKS[look], house_form(edition)))
    assert page.known is None


def test_of_two_editions_the_right_one_is_recognised(tmp_path: Path) -> None:
    newer = house_form(Edition(lower=14))
    learned_into(tmp_path, "older")
    learned_into(tmp_path, "newer", newer)
    reader = PageReader(ReadOptions(forms=tmp_path))
    names = [
        page.known.form if (page := only_page(reader, filled(somebody(), FINE, layout))).known else None
        for layout in (house_form(), newer)
    ]
    assert names == ["older", "newer"]


@pytest.mark.parametrize("layout", ["underlines", "permiso", "boxed"])
def test_pages_of_other_forms_are_not_recognised(reader: PageReader, layout: str) -> None:
    page = only_page(reader, filled(somebody(language=LAYOUTS[layout].language), FINE, LAYOUTS[layout]))
    assert page.known is None


def test_a_form_that_is_added_twice_is_in_doubt_and_read_as_unknown(tmp_path: Path) -> None:
    learned_into(tmp_path, "one")
    learned_into(tmp_path, "same")
    page = only_page(PageReader(ReadOptions(forms=tmp_path)), filled(somebody(), FINE))
    assert page.known is None


def test_a_page_of_a_known_form_is_never_recognised_as_a_whole(
    reader: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a whole page went through the recogniser")

    whole: Callable[..., object] = refused
    monkeypatch.setattr(reader._reader.engine, "recognise", whole)
    assert only_page(reader, filled(somebody(), FINE)).known is not None
