from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake_daemon.model import FaxFacts
from intake_daemon.sources.drop_files import names_like, safe_name
from intake_daemon.sources.fax_names import FaxNames, NamedFacts
from intake_daemon.sources.settings import DropSettings

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def names(**changes: Any) -> FaxNames:
    return FaxNames(DropSettings.model_validate({"name": "fax", "folder": "/srv/fax", **changes}))


def test_concords_names_are_read() -> None:
    told = names(preset="concord", time_zone="America/Chicago").read(
        "ct12065772972-20261120112513028-321-1_11202026 800 AM_12063745000_12065772972_1.tif", NOW
    )

    assert told == NamedFacts(
        facts=FaxFacts(
            caller="12063745000",
            called="12065772972",
            pages_stated=1,
            vendor_id="ct12065772972-20261120112513028-321-1",
        ),
        received_at=datetime(2026, 11, 20, 14, 0, tzinfo=UTC),
    )


def test_concords_names_without_a_caller_are_read() -> None:
    told = names(preset="concord").read("ct1-2_11202026 115 PM__12065772972_12.tif", NOW)

    assert (told.facts.caller, told.facts.pages_stated) == (None, 12)
    assert told.received_at == datetime(2026, 11, 20, 13, 15, tzinfo=UTC)


def test_hylafax_names_are_read() -> None:
    assert names(preset="hylafax").read("fax000000123.tif", NOW).facts == FaxFacts(vendor_id="000000123")


@pytest.mark.parametrize(
    ("name", "caller", "called", "pages", "received"),
    [
        ("fax-12065550100-12065550199.pdf", "12065550100", "12065550199", None, None),
        ("20261120-093000_12065550100.pdf", "12065550100", None, None, (9, 30, 0)),
        ("20261120093000-12065550100-12065550199-4.tif", "12065550100", "12065550199", 4, (9, 30, 0)),
        ("+12065550100_2026-11-20 09.30.00_2p.tif", "+12065550100", None, 2, (9, 30, 0)),
        ("FAX_12065550100_20261120T093000.TIF", "12065550100", None, None, (9, 30, 0)),
    ],
)
def test_common_names_are_read(
    name: str, caller: str, called: str | None, pages: int | None, received: tuple[int, int, int] | None
) -> None:
    told = names().read(name, NOW)

    assert told.facts == FaxFacts(caller=caller, called=called, pages_stated=pages)
    assert told.received_at == (datetime(2026, 11, 20, *received, tzinfo=UTC) if received else None)


@pytest.mark.parametrize("name", ["scan.pdf", "20261120.tif", "Doc 12 of 13.pdf", "fax.tif", ""])
def test_other_names_tell_nothing(name: str) -> None:
    assert names().read(name, NOW) == NamedFacts()


def test_an_own_pattern_goes_before_the_preset() -> None:
    own = names(patterns=[r"^IN (?P<csid>.+) at (?P<received>.+)\."], received_formats=["%d.%m.%y %H:%M"])

    told = own.read("IN CEDAR CLINIC at 20.11.26 07:05.tif", NOW)

    assert told.facts == FaxFacts(station="CEDAR CLINIC")
    assert told.received_at == datetime(2026, 11, 20, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["20270101000000", "20200101000000", "20269999999999"])
def test_a_time_that_cannot_be_is_not_believed(stated: str) -> None:
    told = names().read(f"fax_{stated}_12065550100.tif", NOW)

    assert told.received_at is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"patterns": ["(?P<caller>"]}, "no regular expression"),
        ({"patterns": [r"\d+"]}, "needs named groups"),
        ({"patterns": [r"(?P<patient>\w+)"]}, "needs named groups"),
        ({"time_zone": "Mars/Olympus"}, "is not known"),
        ({"name": "Fax Line"}, "name"),
    ],
)
def test_unusable_settings_are_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        names(**changes)


@given(st.text(), st.sampled_from(["generic", "concord", "hylafax"]))
def test_no_name_is_too_odd_to_read(name: str, preset: str) -> None:
    assert isinstance(names(preset=preset).read(name, NOW), NamedFacts)


@given(
    st.from_regex(
        r"^(ct[0-9]+|fax)[-_][0-9]{8}[-_ T]?[0-9]{1,6}( AM| PM)?_?\+?[0-9]{0,16}(_[0-9]{0,5})?\.tif$"
    )
)
def test_names_that_look_like_a_services_never_raise(name: str) -> None:
    for preset in ("generic", "concord", "hylafax"):
        assert isinstance(names(preset=preset).read(name, NOW), NamedFacts)


@given(st.binary(min_size=1, max_size=255))
def test_every_file_name_becomes_a_safe_one(raw: bytes) -> None:
    name = raw.decode("utf-8", "surrogateescape")
    for made in (
        safe_name(name),
        *(name for name, _ in zip(names_like(name, "a1b2c3"), range(3), strict=False)),
    ):
        assert 0 < len(made.encode("utf-8")) <= 230
        assert "/" not in made
        assert "\0" not in made
        assert not made.startswith(".")
        assert made.isprintable() or " " in made or any(ord(letter) > 127 for letter in made)


@given(st.text(min_size=1))
def test_the_names_to_try_all_differ(name: str) -> None:
    tried = [made for made, _ in zip(names_like(name, "a1b2c3"), range(5), strict=False)]

    assert len(set(tried)) == 5


def test_a_shortened_name_keeps_its_ending() -> None:
    assert safe_name("x" * 250 + ".tiff").endswith("x.tiff")
