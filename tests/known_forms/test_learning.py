"""A blank is learned once: its places, what they hold, and what its print says."""

from pathlib import Path

import pytest
from support.house_form import house_form, learned_into

from fixtures.draw import scan
from fixtures.draw.blank import draw_blank
from fixtures.draw.paper import pictures
from fixtures.draw.scan import Glass
from parsers.known.learn import Learned

PLACES = {
    ("patient.name", "name"),
    ("patient.dob", "date"),
    ("patient.address", "text"),
    ("patient.phone", "phone"),
    ("authorization.recipient", "party"),
    ("authorization.recipient.address", "text"),
    ("authorization.recipient.fax", "phone"),
    ("scope.start", "date"),
    ("scope.end", "date"),
    ("authorization.purpose", "text"),
    ("authorization.expires", "expiry"),
    ("authorization.signed", "signature"),
    ("authorization.signed_on", "date"),
    ("scope.record_types", "tick"),
}


@pytest.fixture(scope="module")
def blank() -> bytes:
    return draw_blank(house_form())


def as_scanned(blank: bytes) -> bytes:
    """The same blank as a picture, laid on the glass a little askew."""
    return scan.as_pdf(scan.scan(pictures(blank, scan.DPI), Glass(skew=0.5, noise=2, shadow=10, seed=2)), 80)


@pytest.mark.parametrize("kind", ["digital", "picture only"])
def test_all_places_of_a_flat_blank_are_found(tmp_path: Path, blank: bytes, kind: str) -> None:
    learned = learned_into(tmp_path, "house", content=blank if kind == "digital" else as_scanned(blank))
    found = {(zone.field, str(zone.holds)) for zone in learned.zones}
    assert set() == PLACES - found


def test_what_the_form_prints_is_kept_for_every_request_on_it(tmp_path: Path, blank: bytes) -> None:
    learned: Learned = learned_into(tmp_path, "house", content=blank)
    assert (learned.language, learned.life, learned.prints[0].title) == ("en", "1 year", True)
    assert {"revocation", "conditioning", "redisclosure"} == set(learned.statements)


def test_ticks_say_what_is_printed_beside_them(tmp_path: Path, blank: bytes) -> None:
    learned = learned_into(tmp_path, "house", content=blank)
    ticks = {zone.label: (zone.field, zone.value) for zone in learned.zones if zone.holds == "tick"}
    assert ticks["Laboratory results"] == ("scope.record_types", "labs")


def test_the_places_of_a_live_form_are_its_fields(tmp_path: Path) -> None:
    from support.house_form import DIGITAL, filled, somebody

    live = filled(somebody(), DIGITAL, pen="live")
    learned = learned_into(tmp_path, "live", content=live)
    widgets = {zone.field for zone in learned.zones if zone.widget}
    assert {"patient.name", "patient.dob", "authorization.recipient"} <= widgets
